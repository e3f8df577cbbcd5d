import type { RunnerName } from './definition.ts';

/** What this version executes. Anything else is an error in the editor (`not-available`), never passed over in silence. */
export const availableRunners: ReadonlySet<RunnerName> = new Set([
  'http',
  'sql',
  'cache',
  'transform',
  'command',
  'llm',
  'mock',
]);

/** Connections by what they begin with, for runners that know several kinds. */
export const unavailableConnections: readonly {
  readonly uses: RunnerName;
  readonly prefix: RegExp;
  readonly what: string;
}[] = [{ uses: 'cache', prefix: /^rediss?:/i, what: 'Redis' }];
