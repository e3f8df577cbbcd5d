/**
 * The closed union of engine events (E1): the engine's only output, in the past tense, serialised as it stands into the
 * journal, the CLI's JSON lines and the event stream. Every reader switches over `type` and ends in `assertNever`.
 */
import type { JsonObject, JsonValue } from '../base/json.ts';
import type { FailureInfo, JoinRecord, TakenOver } from '../protocol/execution.ts';

interface Stamp {
  /** 1, 2, 3, … without a gap. Order is by this number, never by time (threat T19). */
  readonly seq: number;
  /** Milliseconds since the epoch; 0 is the start under `simulate`. */
  readonly time_ms: number;
}

interface OfNode extends Stamp {
  readonly node_id: string;
}

interface OfAttempt extends OfNode {
  /** 1 for the first. */
  readonly attempt: number;
  /** Index of the item in a `for_each`. */
  readonly item?: number;
}

/**
 * Outgoing edges, as indices into the workflow's edges, that were not taken because of their condition or a gateway's choice
 * (T2, T3, T5); absent when there are none. Recorded, so that a replay evaluates no expression.
 */
interface NotTaken {
  readonly not_taken?: readonly number[];
}

export type EngineEvent =
  | (Stamp & {
      readonly type: 'executionStarted';
      readonly execution_id: string;
      readonly workflow: string;
      readonly inputs: JsonObject;
      readonly seed: number;
      readonly retry_of?: string;
      /** R4: by node id, what a retry or a re-run takes over from the execution `retry_of`. */
      readonly taken_over?: Readonly<Record<string, TakenOver>>;
    })
  /**
   * It may start; again, with the item's index in a `for_each`, before each retry. For a `delay`, it waits `delay_ms`; for a
   * `for_each`, all `items` may start; a `subworkflow` begins with `inputs`.
   */
  | (OfNode & {
      readonly type: 'nodeReady';
      readonly delay_ms?: number;
      readonly item?: number;
      readonly items?: readonly JsonValue[];
      readonly inputs?: JsonObject;
    })
  | (OfAttempt & { readonly type: 'attemptStarted' })
  | (OfAttempt & { readonly type: 'attemptSucceeded'; readonly output: JsonValue })
  /** `final`: of an item of a `for_each`, which no other attempt follows. */
  | (OfAttempt & { readonly type: 'attemptFailed'; readonly error: FailureInfo; readonly final?: true })
  /** `attempt` is the one to come. */
  | (OfAttempt & { readonly type: 'retryScheduled'; readonly delay_ms: number })
  /** `output` is absent when it follows: the attempt's output, what a gateway received (D1), a join's merge (J5). */
  | (OfNode & {
      readonly type: 'nodeCompleted';
      readonly output?: JsonValue;
      /** Its result comes from `taken_over` of `executionStarted`. */
      readonly taken_over?: true;
    } & NotTaken)
  | (OfNode & {
      readonly type: 'nodeFailed';
      readonly status: 'failed' | 'timed_out';
      readonly error: FailureInfo;
    } & NotTaken)
  /** `passes`: what its outgoing edges become (T4). */
  | (OfNode & { readonly type: 'nodeSkipped'; readonly passes: 'dead' | 'failed' })
  | (OfNode & { readonly type: 'nodeCancelled'; readonly reason: CancelReason })
  | (OfNode & { readonly type: 'joinFired'; readonly record: JoinRecord })
  | (OfNode & { readonly type: 'approvalRequested'; readonly message: string; readonly approvers: readonly string[] })
  | (OfNode & { readonly type: 'approvalAnswered'; readonly approved: boolean; readonly comment?: string })
  | (OfAttempt & { readonly type: 'agentLogged'; readonly level: LogLevel; readonly message: string })
  /** `fraction` 0..1. */
  | (OfAttempt & { readonly type: 'agentProgressed'; readonly fraction?: number; readonly message?: string })
  | (Stamp & { readonly type: 'executionPaused'; readonly reason: 'user' | 'storage' })
  /** `sealed`, in a journal only: from here on references stand for secrets (E3), also where none did before. */
  | (Stamp & { readonly type: 'executionResumed'; readonly sealed?: true })
  | (Stamp & { readonly type: 'executionCompleted'; readonly output: JsonValue })
  | (Stamp & { readonly type: 'executionFailed'; readonly error: FailureInfo })
  | (Stamp & { readonly type: 'executionCancelled'; readonly reason: CancelReason })
  | (Stamp & { readonly type: 'executionTimedOut'; readonly error: FailureInfo });

export type EngineEventType = EngineEvent['type'];

/**
 * Who or what asked: the user for the whole execution (`user`) or for this node or its branch (`branch`), a join that no longer
 * needs the node, a failure, an end node with `terminate`, a timeout, a limit of the engine. `cut_off`: nobody, but what it cannot do
 * without was cancelled as a `branch` (R4): a branch of a join, what leads to the ends of a subworkflow or of the execution.
 */
export type CancelReason = 'user' | 'branch' | 'cut_off' | 'join' | 'failure' | 'terminate' | 'timeout' | 'limit';

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

const ends: ReadonlySet<EngineEventType> = new Set([
  'executionCompleted',
  'executionFailed',
  'executionCancelled',
  'executionTimedOut',
]);

/** Whether it is an execution's last event. */
export function endsExecution({ type }: EngineEvent): boolean {
  return ends.has(type);
}
