/** The same core on virtual time: no agent is called, no real time passes, the same seed gives the same bytes (E6). */
import type { JsonObject } from '../base/json.ts';
import type { ExecutionSnapshot } from '../protocol/execution.ts';
import type { ExecutableWorkflow } from './engine.ts';
import type { EngineEvent } from './events.ts';
import type { Mocks } from './mocks.ts';
import type { RunnerLookup } from './ports.ts';

export interface SimulateOptions {
  /** As `checkInputs` gave them. */
  readonly inputs: JsonObject;
  readonly mocks?: Mocks;
  /** Default 1. */
  readonly seed?: number;
  /** Default: made of the seed. */
  readonly executionId?: string;
  readonly file?: string | null;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly env?: (name: string) => string | undefined;
  /** Asked for `transform` only, which has no effect outside and is really evaluated. */
  readonly runners?: RunnerLookup;
}

export interface Simulation {
  readonly snapshot: ExecutionSnapshot;
  /** `time_ms` counts from 0, the start. */
  readonly events: readonly EngineEvent[];
}

export declare function simulate(workflow: ExecutableWorkflow, options: SimulateOptions): Promise<Simulation>;
