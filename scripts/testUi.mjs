/**
 * `npm run test:ui [-- FILE] [-- --grep TEXT]`: a person's clicks in a real VS Code on the packaged `.vsix`. FILE is a part of a
 * test file's path.
 */
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findBrowser } from '../test/support/vscodeHost/browser.ts';
import { installHost } from '../test/support/vscodeHost/install.ts';
import { runMocha } from './mocha.mjs';
import { makePackage } from './package.mjs';
import { root } from './prepare.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });

try {
  findBrowser();
  await installHost((line) => console.error(line));
  await makePackage({ quiet: true });
  const files = globSync('test/ui/*.test.ts', { cwd: root });
  process.exitCode = await runMocha(files, { only: positionals[0], grep: values.grep });
} catch (error) {
  if (error.name !== 'MissingError') throw error;
  console.error(error.message);
  process.exitCode = 1;
}
