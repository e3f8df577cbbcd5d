/** What goes into the core and what comes out beside events. Nodes are indices of the program. */
import type { JsonObject, JsonValue } from '../../base/json.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import type { LogLevel } from '../events.ts';

export type TimerKind =
  /** Of one attempt, of all attempts of a node. */
  | 'attempt'
  | 'total'
  /** The wait before a retry; a delay node's wait. */
  | 'retry'
  | 'delay'
  /** J7, by join; F5, by fork; F5, node -1. */
  | 'join'
  | 'region'
  | 'execution';

export type Outcome =
  | {
      readonly kind: 'started';
      readonly executionId: string;
      readonly inputs: JsonObject;
      readonly seed: number;
      readonly retryOf?: string;
    }
  /** The state comes from a journal whose owner is gone (E4). */
  | { readonly kind: 'recovered' }
  | { readonly kind: 'succeeded'; readonly node: number; readonly attempt: number; readonly output: JsonValue }
  | { readonly kind: 'failed'; readonly node: number; readonly attempt: number; readonly error: FailureInfo }
  | {
      readonly kind: 'logged';
      readonly node: number;
      readonly attempt: number;
      readonly level: LogLevel;
      readonly message: string;
    }
  | {
      readonly kind: 'progressed';
      readonly node: number;
      readonly attempt: number;
      readonly message: string;
      readonly fraction?: number;
    }
  | { readonly kind: 'timerDue'; readonly timer: TimerKind; readonly node: number }
  /** The user cancels the execution. */
  | { readonly kind: 'cancelled' };

export type Command =
  | { readonly kind: 'startAttempt'; readonly node: number; readonly attempt: number }
  | { readonly kind: 'abortAttempt'; readonly node: number; readonly attempt: number }
  /** One timer for each kind and node; setting it again moves it. */
  | { readonly kind: 'setTimer'; readonly timer: TimerKind; readonly node: number; readonly dueMs: number }
  | { readonly kind: 'clearTimer'; readonly timer: TimerKind; readonly node: number };

/** The `node` of the execution's own timer. */
export const wholeExecution = -1;
