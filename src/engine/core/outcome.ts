/** What goes into the core and what comes out beside events. Nodes are indices of the program, slots those of the state. */
import type { JsonObject, JsonValue } from '../../base/json.ts';
import type { ControlRequest, CutOffAttempts, FailureInfo, TakenOver } from '../../protocol/execution.ts';
import type { LogLevel } from '../events.ts';
import type { DeclaredInputs } from '../inputs.ts';

export type TimerKind =
  /** Of one attempt, by slot; of all attempts of a node. */
  | 'attempt'
  | 'total'
  /** The wait before a retry, by slot; a delay node's wait; how long an approval may take. */
  | 'retry'
  | 'delay'
  | 'approval'
  /** J7, by join; F5, by fork; F5, by the node of a subworkflow, or -1 for the execution. */
  | 'join'
  | 'region'
  | 'scope';

interface OfAttempt {
  /** A node, or an item of a `for_each`. */
  readonly slot: number;
  readonly attempt: number;
}

export type Outcome =
  | {
      readonly kind: 'started';
      readonly executionId: string;
      readonly inputs: JsonObject;
      readonly seed: number;
      readonly retryOf?: string;
      readonly takenOver?: Readonly<Record<string, TakenOver>>;
    }
  /** The state comes from a journal whose owner is gone (E4). */
  | {
      readonly kind: 'recovered';
      readonly cutOff?: CutOffAttempts;
      /** The user cancels it: nothing starts any more. */
      readonly cancels?: boolean;
    }
  | (OfAttempt & { readonly kind: 'succeeded'; readonly output: JsonValue })
  | (OfAttempt & { readonly kind: 'failed'; readonly error: FailureInfo })
  | (OfAttempt & { readonly kind: 'logged'; readonly level: LogLevel; readonly message: string })
  | (OfAttempt & { readonly kind: 'progressed'; readonly message: string; readonly fraction?: number })
  | { readonly kind: 'timerDue'; readonly timer: TimerKind; readonly slot: number }
  /** What a subworkflow is given was tried against its patterns: what is wrong, for people. */
  | { readonly kind: 'inputsChecked'; readonly slot: number; readonly problems: readonly string[] }
  /** R4: the user asks. */
  | { readonly kind: 'asked'; readonly request: ControlRequest }
  /** Threat T17: the journal could not be written for a while. */
  | { readonly kind: 'stalled' }
  /** Threat T14: the execution may not go on. */
  | { readonly kind: 'limitReached'; readonly error: FailureInfo };

export type Command =
  | (OfAttempt & { readonly kind: 'startAttempt' })
  | (OfAttempt & { readonly kind: 'abortAttempt' })
  /** One timer for each kind and slot; setting it again moves it. */
  | { readonly kind: 'setTimer'; readonly timer: TimerKind; readonly slot: number; readonly dueMs: number }
  | { readonly kind: 'clearTimer'; readonly timer: TimerKind; readonly slot: number }
  /** To be tried where it can be stopped; `inputsChecked` answers. */
  | { readonly kind: 'checkInputs'; readonly slot: number; readonly patterned: DeclaredInputs['patterned'] }
  /** Somebody is to answer; the event has been told. */
  | { readonly kind: 'requestApproval'; readonly slot: number };

/** The `slot` of the execution's own timer. */
export const wholeExecution = -1;
