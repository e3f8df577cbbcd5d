import type { RunnerName } from './definition.ts';

/** What this version executes. Anything else is an error in the editor (`not-available`), never passed over in silence. */
export const availableRunners: ReadonlySet<RunnerName> = new Set([
  'http',
  'sql',
  'cache',
  'transform',
  'script',
  'command',
  'llm',
  'ipa',
  'mock',
]);
