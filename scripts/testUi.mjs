/**
 * `npm run test:ui [-- FILE] [-- --grep TEXT]`: a person's clicks in a real VS Code on the packaged `.vsix`. FILE is a part of a
 * test file's path.
 */
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findBrowser } from '../test/support/vscodeHost/browser.ts';
import { installHost } from '../test/support/vscodeHost/install.ts';
import { makePackage } from './package.mjs';
import { node, root, runAsync } from './prepare.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });
const limitMs = 25 * 60_000;

try {
  findBrowser();
  await installHost((line) => console.error(line));
  await makePackage({ quiet: true });
  const files = globSync('test/ui/*.test.ts', { cwd: root }).filter((file) => file.includes(positionals[0] ?? ''));
  const grep = values.grep === undefined ? [] : ['--fgrep', values.grep];
  const args = ['node_modules/mocha/bin/mocha.js', '--reporter', 'spec', '--timeout', '120000', ...grep, ...files];
  process.exitCode = await runAsync(node, args, { limitMs });
} catch (error) {
  if (error.name !== 'MissingError') throw error;
  console.error(error.message);
  process.exitCode = 1;
}
