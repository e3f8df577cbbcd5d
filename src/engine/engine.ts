/** The engine's face: starts executions and goes on with stored ones. The loop of one execution: `execution.ts`. */
import type { Event } from '../base/event.ts';
import type { JsonObject } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import {
  type ControlRequest,
  type CutOffAttempts,
  type ExecutionSnapshot,
  isTerminal,
  type NodeSnapshot,
  type TakenOver,
} from '../protocol/execution.ts';
import type { Outcome } from './core/outcome.ts';
import { environmentOf } from './environment.ts';
import { Execution, type ExecutionParts } from './execution.ts';
import { compileProgram } from './program.ts';
import { restore } from './restore.ts';
import { Secrets } from './secrets.ts';
import { ExecutionState } from './state.ts';
import type { EngineEvent } from './events.ts';
import type { ExecutableWorkflow } from './executable.ts';
import type { EngineLimits } from './limits.ts';
import { type Mocks, replacesSubworkflow } from './mocks.ts';
import type { Clock, IdSource, JournalStore, JournalWriter, Logger, RunnerLookup, StoredExecution } from './ports.ts';

export interface EnginePorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly journal: JournalStore;
  readonly runners: RunnerLookup;
  readonly logger: Logger;
  /** `env.NAME`; answers only for names that the user allowed. */
  readonly env?: (name: string) => string | undefined;
  /** Asked when an execution begins; those that are not named are the usual ones. */
  readonly limits?: () => Partial<EngineLimits>;
}

export type { ExecutableWorkflow } from './executable.ts';

export interface StartExecution {
  /** A UUID that nothing has yet; absent: a new one. */
  readonly id?: string;
  readonly workflow: ExecutableWorkflow;
  /** Absolute path of its file; null for one built in memory. */
  readonly file: string | null;
  /** As `checkInputs` gave them: checked, with defaults. */
  readonly inputs: JsonObject;
  /** Values of `secrets.NAME`. Never stored (E3). */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Stand in for runners, on real time. */
  readonly mocks?: Mocks;
  /** R4: the execution that this one repeats, and what it takes over from it (`takeOver.ts`). */
  readonly repeats?: { readonly id: string; readonly takenOver: Readonly<Record<string, TakenOver>> };
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
  /** E4: the user's answer, where an attempt was cut off that must not simply be started again. */
  readonly cutOff?: CutOffAttempts;
  /** R4: it is cancelled, without anything being executed; needs neither secrets nor `cutOff`. */
  readonly cancels?: boolean;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly mocks?: Mocks;
  readonly listener?: (event: EngineEvent) => void;
}

export interface EngineFailure {
  /**
   * `ended`: it is terminal already. `secrets-needed`: values of secret inputs are missing; the message names them. `cut-off`:
   * somebody must say what becomes of attempts whose agent is not idempotent; the message names their nodes.
   */
  readonly code: 'storage' | 'unreadable' | 'ended' | 'secrets-needed' | 'cut-off';
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
  /** R4. Undefined when it was handed to the core; else why it cannot be done, for people. */
  control(request: ControlRequest): string | undefined;
  /**
   * The last snapshot, when everything is durable, the lock given up and every runner has stopped or been abandoned (F6).
   * `interrupted` when the journal could not be written any more. Never rejects.
   */
  readonly finished: Promise<ExecutionSnapshot>;
}

export function createEngine(ports: EnginePorts): Engine {
  return {
    start: (request) => start(ports, request),
    resume: (request) => resume(ports, request),
  };
}

async function start(ports: EnginePorts, request: StartExecution): Promise<Result<RunningExecution, EngineFailure>> {
  const { workflow, file, inputs, repeats } = request;
  const program = compileProgram(workflow, { replaced: mockedIn(request) });
  const secrets = new Secrets(program.secretInputs, { inputs, secrets: request.secrets ?? {} }, program.innerSecrets);
  const id = request.id ?? ports.ids.executionId();
  const seed = ports.ids.seed();
  let writer: JournalWriter;
  try {
    const definition = {
      execution_id: id,
      text: workflow.text,
      file,
      inputs: secrets.sealInputs(inputs),
      seed,
      created_ms: Math.round(ports.clock.wallMs()),
      ...(secrets.any && { sealed: true }),
      ...(repeats && { retry_of: repeats.id }),
      ...(workflow.files && workflow.files.size > 0 && { files: Object.fromEntries(workflow.files) }),
    };
    // The first events are decided while the folder is being made.
    writer = await ports.journal.create(definition, true);
  } catch (error) {
    return err({ code: 'storage', message: messageOf(error) });
  }
  const state = new ExecutionState(program);
  const execution = new Execution(partsOf(ports, request, { id, state, past: [], writer, secrets, file }));
  return await begin(execution, {
    kind: 'started',
    executionId: id,
    inputs,
    seed,
    ...(repeats && { retryOf: repeats.id, takenOver: repeats.takenOver }),
  });
}

async function resume(ports: EnginePorts, request: ResumeExecution): Promise<Result<RunningExecution, EngineFailure>> {
  const { execution: stored, writer } = request;
  const restored = load(ports, request);
  if (!restored.ok) {
    await writer.close();
    return restored;
  }
  const { state, past, secrets, inputs } = restored.value;
  const { id, definition } = stored;
  const execution = new Execution(
    partsOf(ports, request, { id, state, past, writer, secrets, file: definition?.file ?? null }),
  );
  const seed = definition?.seed ?? 0;
  return await begin(
    execution,
    past.length > 0
      ? { kind: 'recovered', cutOff: request.cutOff ?? 'fail', cancels: request.cancels ?? false }
      : { kind: 'started', executionId: id, inputs, seed },
  );
}

async function begin(execution: Execution, outcome: Outcome): Promise<Result<RunningExecution, EngineFailure>> {
  try {
    await execution.begin(outcome);
    return ok(execution);
  } catch (error) {
    return err({ code: 'storage', message: messageOf(error) });
  }
}

/** A mock of a subworkflow's node stands for all of it. */
function mockedIn({ mocks }: Pick<StartExecution, 'mocks'>): (nodeId: string) => boolean {
  return (nodeId) => replacesSubworkflow(mocks, nodeId);
}

function partsOf(
  ports: EnginePorts,
  { secrets: given, mocks, listener }: StartExecution | ResumeExecution,
  parts: Pick<ExecutionParts, 'id' | 'state' | 'past' | 'writer' | 'secrets' | 'file'>,
): ExecutionParts {
  return { ...parts, ports, environment: environmentOf(ports, given), mocks, listener };
}

interface Loaded {
  readonly state: ExecutionState;
  readonly past: readonly EngineEvent[];
  readonly secrets: Secrets;
  readonly inputs: JsonObject;
}

/** The state that the journal leads to, secrets put back into their places. */
function load(ports: EnginePorts, request: ResumeExecution): Result<Loaded, EngineFailure> {
  const { workflow, execution, secretInputs, secrets: given } = request;
  const { definition } = execution;
  if (definition === undefined || execution.state === 'unreadable')
    return err({ code: 'unreadable', message: execution.problem ?? t('The stored definition cannot be read') });
  const missing = new Set<string>();
  try {
    const program = compileProgram(workflow, { replaced: mockedIn(request) });
    const values = { inputs: secretInputs ?? {}, secrets: given ?? {} };
    const secrets = new Secrets(program.secretInputs, values, program.innerSecrets);
    const isSealed = definition.sealed === true;
    const inputs = isSealed ? (secrets.unseal(definition.inputs, missing) as JsonObject) : definition.inputs;
    const { events, state } = restore(program, execution, secrets, environmentOf(ports, given), missing);
    if (isTerminal(state.status)) return err({ code: 'ended', message: t('The execution has ended.') });
    if (missing.size > 0 && request.cancels !== true)
      return err({
        code: 'secrets-needed',
        message: t('These secrets are needed again: {0}', [...missing].join(', ')),
      });
    const cutOff = cutOffForGood(state);
    if (cutOff.length > 0 && request.cutOff === undefined && request.cancels !== true)
      return err({ code: 'cut-off', message: cutOffMessage(cutOff) });
    return ok({ state, past: events, secrets, inputs });
  } catch (error) {
    return err({ code: 'unreadable', message: messageOf(error) });
  }
}

/** Nodes with an attempt that was running, and whose agent must not simply be started again. */
function cutOffForGood(state: ExecutionState): readonly string[] {
  const found = new Set<string>();
  state.open.forEach((record, slot) => {
    const node = state.program.nodes[state.nodeOf(slot)];
    if (record !== undefined && node?.task?.agent.idempotent === false) found.add(node.id);
  });
  return [...found];
}

function cutOffMessage(nodes: readonly string[]): string {
  return t(
    'The program ended while {0} was running. Its agent is not idempotent: say whether it starts again, or counts as failed.',
    nodes.join(', '),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
