/** `npm run test:webview [-- FILE] [-- --grep TEXT]`: the webview's page in a browser. FILE is a part of a test file's path. */
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findBrowser } from '../test/support/vscodeHost/browser.ts';
import { build } from './build.mjs';
import { runMocha } from './mocha.mjs';
import { root } from './prepare.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });

try {
  await build();
  findBrowser();
  const files = globSync('test/webview/*.test.ts', { cwd: root });
  process.exitCode = await runMocha(files, { only: positionals[0], grep: values.grep });
} catch (error) {
  if (error.name !== 'MissingError') throw error;
  console.error(error.message);
  process.exitCode = 1;
}
