/**
 * `npm run test:electron [-- --version 1.101.0]`: the host suites in the desktop VS Code that @vscode/test-electron downloads.
 * For machines with internet and a display (or xvfb-run); nothing else calls it.
 */
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import {
  bundleSuites,
  launches,
  makeWorkspace,
  ResultPrinter,
  runnerFile,
  suitesOf,
} from '../test/support/vscodeHost/hostTests.ts';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeScratch } from '../test/support/vscodeHost/server.ts';
import { build } from './build.mjs';
import { root } from './prepare.mjs';

const { values } = parseArgs({ options: { version: { type: 'string', default: 'stable' } } });

async function runLaunch(vscodeExecutablePath, launch, files) {
  const scratch = makeScratch();
  const workspace = makeWorkspace(scratch, launch, files);
  const user = path.join(scratch, 'data');
  mkdirSync(path.join(user, 'User'), { recursive: true });
  writeFileSync(path.join(user, 'User/settings.json'), JSON.stringify(launch.settings));
  const printer = new ResultPrinter(workspace.job.resultsFile);
  const trust = launch.untrusted ? [] : ['--disable-workspace-trust'];
  try {
    const code = await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: [root, ...(launch.beside === undefined ? [] : [path.join(root, launch.beside)])],
      extensionTestsPath: runnerFile,
      extensionTestsEnv: { HOST_TESTS: JSON.stringify(workspace.job) },
      launchArgs: [workspace.folder, '--user-data-dir', user, '--disable-extensions', '--skip-welcome', ...trust],
    }).catch(String);
    return printer.finish(`VS Code ended with ${code}.`);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function download() {
  try {
    return await downloadAndUnzipVSCode(values.version);
  } catch (error) {
    console.error(`VS Code ${values.version} could not be downloaded: ${error.message}`);
    console.error(
      'This needs internet (update.code.visualstudio.com). `npm run test:host` runs the same suites without it.',
    );
    return undefined;
  }
}

const program = await download();
if (program === undefined) process.exitCode = 1;
else {
  await build();
  const sum = { passed: 0, failed: 0 };
  const all = launches.map((launch) => ({ launch, suites: suitesOf(launch) }));
  const bundles = await bundleSuites(all.flatMap(({ suites }) => suites));
  for (const { launch, suites } of all) {
    console.log(`\n${launch.name}`);
    const { passed, failed } = await runLaunch(program, launch, bundles.splice(0, suites.length));
    sum.passed += passed;
    sum.failed += failed;
  }
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
  process.exitCode = sum.failed === 0 ? 0 : 1;
}
