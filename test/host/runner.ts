/**
 * Runs inside the extension host: mocha over the bundled suites that `HOST_TESTS` names, every result a line of JSON in a file
 * that the starter reads as it grows.
 */
import { appendFileSync } from 'node:fs';
import type { HostTestJob, HostTestLine } from '../support/vscodeHost/hostTestLines.ts';

const job = JSON.parse(process.env['HOST_TESTS'] ?? '') as HostTestJob;

function write(line: HostTestLine): void {
  appendFileSync(job.resultsFile, `${JSON.stringify(line)}\n`);
}

async function runMocha(): Promise<number> {
  const { default: Mocha } = await import('mocha');
  // The base reporter prints nothing: the lines are the report.
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, forbidOnly: true, reporter: Mocha.reporters.Base });
  if (job.grep !== undefined) mocha.fgrep(job.grep);
  for (const file of job.files) mocha.addFile(file);
  return new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => {
      write({ type: 'pass', title: test.titlePath(), durationMs: test.duration ?? 0 });
    });
    runner.on('fail', (test, error: Error) => {
      write({ type: 'fail', title: test.titlePath(), error: error.stack ?? error.message });
    });
    runner.on('pending', (test) => {
      write({ type: 'skip', title: test.titlePath() });
    });
  });
}

/** Called by VS Code; rejects when a test failed. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const failures = await runMocha().catch((error: unknown) => {
    write({ type: 'crash', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    throw error;
  });
  write({ type: 'end' });
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}
