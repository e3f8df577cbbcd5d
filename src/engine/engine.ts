/**
 * The effect loop: owns the execution's clock, timers, attempts and journal writer, and performs what the core decides.
 *
 * 1. An event is in the journal before anyone sees it (E2): listeners, snapshots and the effects that follow it come after.
 * 2. What a completed attempt leads to starts only when its result is durable (E2).
 * 3. The core alone decides; nothing here knows a node's kind.
 */
import type { Event } from '../base/event.ts';
import type { JsonObject } from '../base/json.ts';
import type { Result } from '../base/result.ts';
import type { Project } from '../model/project.ts';
import type { ExecutionSnapshot, NodeSnapshot } from '../protocol/execution.ts';
import type { EngineEvent } from './events.ts';
import type { Mocks } from './mocks.ts';
import type { Clock, IdSource, JournalStore, JournalWriter, Logger, RunnerLookup, StoredExecution } from './ports.ts';

export interface EnginePorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly journal: JournalStore;
  readonly runners: RunnerLookup;
  readonly logger: Logger;
  /** `env.NAME`; answers only for names that the user allowed. */
  readonly env?: (name: string) => string | undefined;
}

/** The parts of a project that an execution needs. Only one that is `executable` may be started. */
export type ExecutableWorkflow = Pick<Project, 'text' | 'definition' | 'graph'>;

export interface StartExecution {
  readonly workflow: ExecutableWorkflow;
  /** Absolute path of its file; null for one built in memory. */
  readonly file: string | null;
  /** As `checkInputs` gave them: checked, with defaults. */
  readonly inputs: JsonObject;
  /** Values of `secrets.NAME`. Never stored (E3). */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Stand in for runners, on real time. */
  readonly mocks?: Mocks;
  /** Hears every event from the first; `onEvent` of the result misses those before it was asked. */
  readonly listener?: (event: EngineEvent) => void;
}

export interface ResumeExecution {
  readonly workflow: ExecutableWorkflow;
  /** What `JournalStore.open` gave. The engine closes the writer, also when it refuses. */
  readonly writer: JournalWriter;
  readonly execution: StoredExecution;
  /** Values of the inputs declared `secret`, which the journal does not hold. */
  readonly secretInputs?: JsonObject;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly mocks?: Mocks;
  readonly listener?: (event: EngineEvent) => void;
}

export interface EngineFailure {
  /** `ended`: it is terminal already. `secrets-needed`: values of secret inputs are missing; the message names them. */
  readonly code: 'storage' | 'unreadable' | 'ended' | 'secrets-needed';
  readonly message: string;
}

export interface Engine {
  /** Resolves when `executionStarted` is in the journal. */
  start(request: StartExecution): Promise<Result<RunningExecution, EngineFailure>>;
  /** Goes on where the journal ends (E4). */
  resume(request: ResumeExecution): Promise<Result<RunningExecution, EngineFailure>>;
}

/** What readers see holds only events that are in the journal, with secrets as `***`. */
export interface RunningExecution {
  readonly id: string;
  snapshot(): ExecutionSnapshot;
  /** One node of it, without building the whole. Undefined for an unknown id. */
  nodeSnapshot(nodeId: string): NodeSnapshot | undefined;
  /** Each event, in order, after it is in the journal. */
  readonly onEvent: Event<EngineEvent>;
  /** Something changed since the last call; told once for each batch of events. */
  readonly onDidChange: Event<void>;
  /** Asks for the execution to be cancelled; does nothing once it has ended. */
  cancel(): void;
  /**
   * The last snapshot, when everything is durable, the lock given up and every runner has stopped or been abandoned (F6).
   * `interrupted` when the journal could not be written any more. Never rejects.
   */
  readonly finished: Promise<ExecutionSnapshot>;
}

export declare function createEngine(ports: EnginePorts): Engine;
