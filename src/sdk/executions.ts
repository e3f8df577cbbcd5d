/**
 * The library face over stored and running executions: what the tree, the commands, the graph and the CLI call.
 * One instance for each store; `createLocalExecutions` makes one over the local engine.
 */
import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/event.ts';
import type { JsonObject } from '../base/json.ts';
import type { Result } from '../base/result.ts';
import type { ExecutableWorkflow } from '../engine/engine.ts';
import type { EngineEvent } from '../engine/events.ts';
import type { InputProblem } from '../engine/inputs.ts';
import type { Owner } from '../engine/journal/otherProcesses.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { CutOffAttempts, ExecutionSnapshot } from '../protocol/execution.ts';

export interface Executions extends Disposable {
  /** Checks text and inputs, makes the journal, starts. Resolves with the id when `executionStarted` is written. */
  start(request: StartRequest): Promise<Result<string, StartFailure>>;
  /** All stored executions, newest first; running ones live. */
  list(): Promise<readonly ExecutionSnapshot[]>;
  /** The current snapshot; undefined when there is none of that id. */
  get(id: string): Promise<ExecutionSnapshot | undefined>;
  /** The workflow's text as it was when the execution started. */
  source(id: string): Promise<string | undefined>;
  /** What it executes, understood, with its subworkflows; undefined where this version cannot. */
  workflow(id: string): Promise<ExecutableWorkflow | undefined>;
  /** Its events so far, in order. */
  events(id: string): Promise<readonly EngineEvent[]>;
  /** Resolves with the last snapshot, at once for an execution that does not run here. Throws when there is none of that id. */
  finished(id: string): Promise<ExecutionSnapshot>;
  /** Cancels the execution, a node of it, or a branch (R4). Of one that another process runs, its owner is asked. */
  cancel(id: string, target?: CancelTarget, options?: TakeOver): Promise<Result<void, ExecutionFailure>>;
  /** No new attempt starts; those that run finish. */
  pause(id: string): Promise<Result<void, ExecutionFailure>>;
  /** Goes on with a paused execution, or with an interrupted one (E4). */
  resume(id: string, options?: ResumeOptions): Promise<Result<void, ExecutionFailure>>;
  /** Answers an approval that waits. */
  answer(id: string, nodeId: string, answer: Answer): Promise<Result<void, ExecutionFailure>>;
  /**
   * Starts a new execution of the same text and inputs that takes over what this one completed (R4), and gives its id. Only of one
   * that has ended.
   */
  retry(id: string, options?: ResumeOptions): Promise<Result<string, ExecutionFailure>>;
  /** The same, but this node and everything downstream of it starts again. */
  rerun(id: string, nodeId: string, options?: ResumeOptions): Promise<Result<string, ExecutionFailure>>;
  /** The process that owns the execution, as far as one knows a living one; undefined when nobody does, or this one. */
  owner(id: string): Promise<Owner | undefined>;
  /** Removes an execution that does not run. */
  discard(id: string): Promise<Result<void, ExecutionFailure>>;
  /** Something changed in this execution: read its snapshot again. Told at most once for each turn of the loop. */
  readonly onDidChange: Event<string>;
  /** Each event of an execution that runs here, in order, after it is in the journal (E2). */
  readonly onEvent: Event<{ readonly id: string; readonly event: EngineEvent }>;
}

export interface StartRequest {
  /** A UUID that no execution has; absent: a new one. Who gives one can tell whether the execution began before a crash. */
  readonly id?: string;
  readonly text: string;
  /** Absolute path of the file; null for one built in memory. */
  readonly file: string | null;
  /** Texts of its subworkflows' files, by path relative to the file's folder; absent: they are read there. */
  readonly files?: Readonly<Record<string, string>>;
  readonly inputs: JsonObject;
  /** Values of `secrets.NAME`. Never stored. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Text of a mocks file (`spec/cli.md`). */
  readonly mocks?: string;
}

export interface TakeOver {
  /**
   * Takes the whole execution from the process that owns it and hangs (threat T18): nothing of what that one does when it goes on
   * counts. Refused, after some seconds, when it turns out to live.
   */
  readonly takeOver?: boolean;
}

/** What the journal does not hold: secrets are asked for again (E3). `takeOver` is for `resume`. */
export interface ResumeOptions extends TakeOver {
  /** Values of the inputs declared `secret`. */
  readonly inputs?: JsonObject;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Text of a mocks file. */
  readonly mocks?: string;
  /** For `resume`: the answer to the failure `cut-off`. */
  readonly cutOff?: CutOffAttempts;
}

export interface CancelTarget {
  /** The node, or the first of the branch. */
  readonly nodeId: string;
  /** The fork that the branch is of; absent: only the node. */
  readonly forkId?: string;
}

export interface Answer {
  readonly approved: boolean;
  readonly comment?: string;
}

export type StartFailure =
  /** Threat T4: the workspace is not trusted. */
  | { readonly code: 'untrusted'; readonly message: string }
  | { readonly code: 'invalid-workflow'; readonly message: string; readonly diagnostics: readonly Diagnostic[] }
  | { readonly code: 'invalid-inputs'; readonly message: string; readonly problems: readonly InputProblem[] }
  | { readonly code: 'invalid-mocks'; readonly message: string }
  | { readonly code: 'storage'; readonly message: string }
  /** The server that is to execute it does not. */
  | { readonly code: 'server'; readonly message: string };

export interface ExecutionFailure {
  readonly code:
    | 'not-found'
    /** Nobody works on it. */
    | 'not-running'
    | 'running'
    | 'ended'
    /** A retry or a re-run of one that has not. */
    | 'not-ended'
    | 'owned-elsewhere'
    /** It was to be taken from its owner, which lives. */
    | 'owner-answers'
    | 'unknown-node'
    /** An approval that is not asked for, or is answered. */
    | 'not-waiting'
    | 'nothing-to-retry'
    /** The engine says why. */
    | 'refused'
    | 'secrets-needed'
    /** An attempt was cut off that must not simply be started again (E4). */
    | 'cut-off'
    | 'invalid-mocks'
    | 'untrusted'
    | 'unreadable'
    | 'storage';
  readonly message: string;
}
