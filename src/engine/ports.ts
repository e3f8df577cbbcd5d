/** What the engine needs from outside. All time, chance, I/O and agents reach it through these. */
import type { JsonObject, JsonValue } from '../base/json.ts';
import type { ControlRequest, FailureInfo } from '../protocol/execution.ts';
import type { RunnerName } from '../model/definition.ts';
import type { EngineEvent, LogLevel } from './events.ts';

export type { Clock } from '../base/clock.ts';

/** Numbers in [0, 1); the same seed gives the same numbers. */
export interface RandomSource {
  next(): number;
}

export interface IdSource {
  /** A new execution id: a UUID (threat T10). */
  executionId(): string;
  seed(): number;
}

export interface Logger {
  log(level: LogLevel, message: string): void;
}

/** Does one kind of work. It answers with a value for every failure that can happen; what it throws becomes `internal`. */
export interface AgentRunner {
  run(request: AgentRequest): Promise<AgentOutcome>;
}

/** Finds the runner of a name; undefined where this version has none. Runners load on first use. */
export type RunnerLookup = (name: RunnerName) => Promise<AgentRunner | undefined>;

export interface AgentRequest {
  readonly executionId: string;
  readonly nodeId: string;
  readonly agentId: string;
  readonly uses: RunnerName;
  /** Starting with 1. */
  readonly attempt: number;
  /** Its index in a `for_each`. */
  readonly item?: number | undefined;
  /** The same for all retries of one node and item (E4). */
  readonly idempotencyKey: string;
  /** `with`, merged and evaluated (D2). For `transform` the `expression` is JSONata, untouched by us. */
  readonly settings: JsonObject;
  /** The same as the file has it: `${{ }}` as it is written. What a person is asked to consent to (threat T5). */
  readonly writtenSettings: JsonObject;
  /** Whether the text holds a secret of the execution, in whatever form: such a text must not be an argument (threat T8). */
  holdsSecret(text: string): boolean;
  readonly input: JsonValue;
  readonly inputs: JsonObject;
  /** Outputs of the nodes settled so far, by id. */
  readonly nodes: JsonObject;
  /** Folder of the workflow's file, to which its relative paths belong; undefined for one built in memory. */
  readonly baseDirectory: string | undefined;
  /** Aborted on cancel and timeout (F6); the runner then stops as soon as it can. */
  readonly signal: AbortSignal;
  log(level: LogLevel, message: string): void;
  /** `fraction` 0..1 where it is known. */
  progress(message: string, fraction?: number): void;
}

export type AgentOutcome =
  { readonly kind: 'succeeded'; readonly output: JsonValue } | { readonly kind: 'failed'; readonly error: FailureInfo };

/** Where executions are kept (E2, E3): one folder each, or memory. */
export interface JournalStore {
  /**
   * Makes the execution's place and its snapshot of definition and inputs, and takes its lock (E5).
   * @param isEarly resolves before all that is done: what fails of it later fails with the first append
   */
  create(snapshot: StoredDefinition, isEarly?: boolean): Promise<JournalWriter>;
  /** Ids of all stored executions, newest first. */
  list(): Promise<readonly string[]>;
  /** The same with their times, without reading them: for pruning by count and age (E7). Newest first. */
  times(): Promise<readonly StoredTimes[]>;
  /** Undefined when there is none of that id. Changes nothing. */
  read(id: string): Promise<StoredExecution | undefined>;
  /**
   * Takes over an execution that nobody owns; `owned` when a living owner has it, `unreadable` (left as it is) when its
   * journal is corrupt before its tail. A torn tail is cut here, kept in a copy beside it, and told in `problem`.
   */
  open(
    id: string,
  ): Promise<
    | { readonly kind: 'opened'; readonly writer: JournalWriter; readonly execution: StoredExecution }
    | { readonly kind: 'owned' }
    | { readonly kind: 'unreadable'; readonly problem: string }
    | { readonly kind: 'missing' }
  >;
  /** Removes it for good; refused (false) while it has a living owner. */
  remove(id: string): Promise<boolean>;
  /** Hands a request to the living owner of an execution (E5); false when nobody owns it. */
  request(id: string, request: ControlRequest): Promise<boolean>;
}

/** What a writer tells its owner. */
export interface JournalListener {
  /** The storage refuses to take more: what was appended waits, and is tried again. Told once; undefined: it goes on. */
  stalled(problem: string | undefined): void;
  /** Somebody who does not own the execution asks for this. */
  requested(request: ControlRequest): void;
}

export interface JournalWriter {
  /** From now on; at most one listener. */
  listen(listener: JournalListener): void;
  /** Of the journal, what waits included; 0 where it is kept in memory (threat T14). */
  readonly bytes: number;
  /**
   * Takes the events in order; resolves when they are written, or durable (`fdatasync`, group commit) when asked. While the
   * storage refuses it waits (`JournalListener.stalled`); rejects only when nothing can be written any more: it was closed, or
   * another process has taken the execution over.
   */
  append(events: readonly EngineEvent[], durable: boolean): Promise<void>;
  /** Writes what is left, gives up the lock. While the storage refuses it tries once more; what then waits is rejected. */
  close(): Promise<void>;
}

/** What an execution needs to be started again: written once, never changed. */
export interface StoredDefinition {
  readonly execution_id: string;
  /** The workflow's text as it was when started. */
  readonly text: string;
  /** Absolute path of its file; null for one built in memory. */
  readonly file: string | null;
  readonly inputs: JsonObject;
  readonly seed: number;
  /** Milliseconds since the epoch. */
  readonly created_ms: number;
  /** Whether secrets' values were replaced by references in it and in the events (E3). */
  readonly sealed?: boolean;
  readonly retry_of?: string;
  /** Texts of subworkflows' files, by path relative to the workflow's folder. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface StoredTimes {
  readonly id: string;
  /** Milliseconds since the epoch, as the file system has them. */
  readonly created_ms: number;
  /** When it was last written to: of one that is over, its end. */
  readonly changed_ms: number;
}

export interface StoredExecution {
  readonly id: string;
  /** Absent when even the snapshot cannot be read. */
  readonly definition?: StoredDefinition;
  readonly events: readonly EngineEvent[];
  /** `unreadable`: corrupt before its tail (E3). `owned`: a living process runs it. */
  readonly state: 'owned' | 'free' | 'unreadable';
  /** What was wrong with the journal, for people. */
  readonly problem?: string;
}
