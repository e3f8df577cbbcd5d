/** The mocks of `spec/cli.md`: stand-ins for agents by node, for `--mocks`, `simulate` and tests. */
import type { JsonValue } from '../base/json.ts';
import type { Result } from '../base/result.ts';

export interface Mocks {
  /** By node id in lower case; ids are looked up without regard to case. */
  readonly nodes: ReadonlyMap<string, NodeMock>;
  /** For every agent task that is not named. */
  readonly default?: NodeMock;
  /** Cancels the execution then. */
  readonly cancelAtSeconds?: number;
}

export interface NodeMock {
  readonly output?: JsonValue;
  /** One output for each attempt or item; the last one stays. */
  readonly outputs?: readonly JsonValue[];
  readonly delaySeconds: number;
  readonly fail?: MockFailure;
}

export interface MockFailure {
  /** Attempts that fail; Infinity: all. */
  readonly first: number;
  readonly kind: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** Checks a parsed mocks file. The problems are complete sentences that name the place. */
export declare function parseMocks(value: JsonValue): Result<Mocks, readonly string[]>;
