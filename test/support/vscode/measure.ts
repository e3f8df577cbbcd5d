import { appendFileSync } from 'node:fs';
import type { HostTestJob, HostTestLine, Measure } from '../vscodeHost/hostTestLines.ts';

/** Hands a figure to whoever started the suites: it is printed there, and the benchmark takes it up. */
export function report(measure: Measure): void {
  const { resultsFile } = JSON.parse(process.env['HOST_TESTS'] ?? '') as HostTestJob;
  const line: HostTestLine = { type: 'measure', ...measure };
  appendFileSync(resultsFile, `${JSON.stringify(line)}\n`);
}
