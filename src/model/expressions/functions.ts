import { data } from '@actions/expressions';
import type { FunctionDefinition, FunctionInfo } from '@actions/expressions/funcs/info';

/** What `success()`, `failure()` and `always()` are, for the parser. */
export const conditionFunctions: FunctionInfo[] = ['success', 'failure', 'always'].map((name) => ({
  name,
  minArgs: 0,
  maxArgs: 0,
}));

/** The same for the evaluator, over the state of the edge's source; `success()` without one is true. */
export function conditionFunctionsFor(
  sourceStatus: 'completed' | 'failed' | undefined,
): Map<string, FunctionDefinition> {
  const answers = { success: sourceStatus !== 'failed', failure: sourceStatus === 'failed', always: true };
  return new Map(
    Object.entries(answers).map(([name, value]) => [
      name,
      { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) },
    ]),
  );
}
