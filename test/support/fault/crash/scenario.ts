import type { StartExecution } from '../../../../src/engine/engine.ts';
import type { EngineLimits } from '../../../../src/engine/limits.ts';
import type { ControlRequest } from '../../../../src/protocol/execution.ts';
import type { Sketch } from '../../engine/build.ts';
import type { Behaviour } from './testAgent.ts';

/** An execution that ends in the same way wherever it is cut off, as far as `ends` does not say otherwise. */
export interface Scenario {
  readonly name: string;
  readonly sketch: Sketch;
  readonly agents?: Readonly<Record<string, Behaviour>>;
  /** Each is asked once in every life in which its node has completed, or waits for an answer. */
  readonly asks?: readonly { readonly when: string; readonly request: ControlRequest }[];
  readonly repeats?: StartExecution['repeats'];
  readonly limits?: Partial<EngineLimits>;
  /** What it may end with, a status and an output as JSON; absent: what it ends with when nothing is cut off. */
  readonly ends?: readonly string[];
}

export type Agents = Readonly<Record<string, Behaviour>>;

export const always: Behaviour = { fails: 'always' };

/** @param failing what fails in the second of the pair */
export function pair(
  name: string,
  sketch: Sketch,
  agents: Agents,
  failing: Agents,
  more: Partial<Scenario> = {},
): readonly Scenario[] {
  return [
    { name, sketch, agents, ...more },
    { name: `${name}-failing`, sketch, agents: { ...agents, ...failing }, ...more },
  ];
}

/** As `endOf` says it. */
export function completed(output: unknown): string {
  return `completed ${JSON.stringify(output)}`;
}
