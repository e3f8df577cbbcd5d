import type { JsonObject, JsonValue } from '../../base/json.ts';
import type { LogLevel } from '../../engine/events.ts';

/** What is to be called, and with what. */
export interface ScriptTask {
  /** Real path. */
  readonly file: string;
  /** What was in it, and in the files of the workspace that it imports, when it was allowed: this is executed. By real paths. */
  readonly sources: Readonly<Record<string, string>>;
  readonly exportName: string;
  readonly input: JsonValue;
  readonly about: ScriptAbout;
}

/** Of the call's context what is plain data. */
export interface ScriptAbout {
  readonly executionId: string;
  readonly nodeId: string;
  readonly attempt: number;
  readonly item: number | null;
  readonly idempotencyKey: string;
  readonly inputs: JsonObject;
  readonly nodes: JsonObject;
  /** `with`, but for what is ours. */
  readonly settings: JsonObject;
}

export type ScriptOrder =
  | { readonly kind: 'call'; readonly task: ScriptTask; readonly memoryMb: number }
  /** The attempt was aborted. */
  | { readonly kind: 'abort' };

export type ScriptReport =
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string }
  | { readonly kind: 'progress'; readonly message: string; readonly fraction: number | undefined }
  | ScriptEnd;

export type ScriptEnd =
  /** `text` is JSON. */
  | { readonly kind: 'returned'; readonly text: string }
  /** It threw. */
  | {
      readonly kind: 'threw';
      readonly message: string;
      readonly failureKind: string | undefined;
      readonly retryable: boolean;
    }
  | { readonly kind: 'unusable'; readonly why: ScriptProblem; readonly detail: string };

/** What is wrong with a script however often it is called. */
export type ScriptProblem = 'no-function' | 'not-loaded' | 'not-allowed' | 'not-json' | 'out-of-memory' | 'no-result';

/** Between the threads: the script's own answer to an abort. */
export interface AbortHeard {
  readonly kind: 'abort-heard';
  /** Whether the script looks at its signal, so that it ends by itself. */
  readonly looks: boolean;
}
