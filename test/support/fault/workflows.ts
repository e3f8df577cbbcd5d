/** The workflows whose executions are disturbed; what they do does not depend on when. */
import type { ExecutableWorkflow } from '../../../src/engine/engine.ts';
import { workflow } from '../engine/build.ts';
import type { Scenario } from './crash/scenario.ts';
import { scenarios } from './crash/scenarios.ts';

/** Those that need nobody to ask, and end without a person. */
export const faultScenarios: readonly Scenario[] = scenarios.filter(
  ({ asks, repeats, limits }) => asks === undefined && repeats === undefined && limits === undefined,
);

export function scenarioNamed(name: string): Scenario {
  const found = faultScenarios.find((scenario) => scenario.name === name);
  if (!found) throw new Error(`There is no workflow ${name}: ${faultScenarios.map((each) => each.name).join(' ')}`);
  return found;
}

export function compiled({ sketch }: Scenario): ExecutableWorkflow {
  return workflow(sketch);
}
