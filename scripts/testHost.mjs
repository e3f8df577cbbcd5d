/**
 * `npm run test:host [-- FILE] [-- --grep TEXT]`: mocha inside the extension host of a real VS Code, in every launch that has
 * suites (test/support/vscodeHost/hostTests.ts). FILE is a part of a suite's path.
 */
import { parseArgs } from 'node:util';
import { bundleSuites, launches, suitesOf } from '../test/support/vscodeHost/hostTests.ts';
import { runInServer } from '../test/support/vscodeHost/hostTestsInServer.ts';
import { installHost } from '../test/support/vscodeHost/install.ts';
import { findBrowser } from '../test/support/vscodeHost/browser.ts';
import { build } from './build.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });
const chosen = launches
  .map((launch) => ({ launch, suites: suitesOf(launch, positionals[0]) }))
  .filter(({ suites }) => suites.length > 0);
const sum = { passed: 0, failed: 0 };
try {
  await build();
  findBrowser();
  const host = await installHost((line) => console.error(line));
  const bundles = await bundleSuites(chosen.flatMap(({ suites }) => suites));
  for (const { launch, suites } of chosen) {
    console.log(`\n${launch.name}`);
    const totals = await runInServer(host, launch, bundles.splice(0, suites.length), values.grep);
    sum.passed += totals.passed;
    sum.failed += totals.failed;
  }
} catch (error) {
  if (error.name !== 'MissingError') throw error;
  console.error(error.message);
  sum.failed += 1;
}
console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;
