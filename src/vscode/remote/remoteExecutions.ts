/**
 * Executions on the servers that this window is connected to, as the views see executions.
 *
 * 1. They are kept in memory: a server keeps its own, and what R1 to R3 executed is nowhere to be found again.
 * 2. Their ids are made of the server's address and its id, so that they are ids here and unlike any other's.
 * 3. Lists come at once, with what is known; a server is asked behind their back.
 */
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { JsonObject } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { EngineEvent } from '../../engine/events.ts';
import type { Project } from '../../model/project.ts';
import { type ExecutionSnapshot, isTerminal } from '../../protocol/execution.ts';
import type { Connection } from '../../remote/connection.ts';
import { answerApproval, control, listExecutions, repeatExecution, startExecution } from '../../remote/executions.ts';
import type { RemoteExecution } from '../../remote/mapping/execution.ts';
import { readEvents } from '../../remote/eventStream.ts';
import type { RemoteFailure } from '../../remote/failure.ts';
import { push } from '../../remote/push.ts';
import { runWhole } from '../../remote/runWhole.ts';
import { watchExecution } from '../../remote/watch.ts';
import type { Answer, StartRequest } from '../../sdk/executions.ts';
import {
  begunSnapshot,
  failedSnapshot,
  fetchProject,
  type HeldExecution,
  idHere,
  keepEvent,
  onlyThere,
  snapshotHere,
  tellsEnd,
} from './heldExecution.ts';
import type { RemoteServers } from './remoteServers.ts';
import type { ServerSetting } from './serverSettings.ts';

export class RemoteExecutions implements Disposable {
  readonly #servers: RemoteServers;
  readonly #held = new Map<string, HeldExecution>();
  readonly #discarded = new Set<string>();
  readonly #changed = new Emitter<string>();
  readonly #events = new Emitter<{ readonly id: string; readonly event: EngineEvent }>();
  readonly #closing = new AbortController();
  readonly #say: (message: string) => void;

  readonly onDidChange = this.#changed.event;
  readonly onEvent = this.#events.event;

  /** @param say tells the user of what goes wrong behind the scenes */
  constructor(servers: RemoteServers, say: (message: string) => void) {
    this.#servers = servers;
    this.#say = say;
  }

  has(id: string): boolean {
    return this.#held.has(id);
  }

  get(id: string): ExecutionSnapshot | undefined {
    return this.#held.get(id)?.snapshot;
  }

  /** All so far. What has not been heard of one that is over, which may be all, is fetched. */
  async events(id: string): Promise<readonly EngineEvent[]> {
    const held = this.#held.get(id);
    if (!held) return [];
    const isOver = isTerminal(held.snapshot.status);
    if (isOver) await held.following;
    const isMissing = held.events.length === 0 || (isOver && !tellsEnd(held.events));
    if (isMissing && held.following === undefined && held.remoteId !== undefined)
      await readEvents(
        held.connection,
        held.remoteId,
        undefined,
        (_, event) => void keepEvent(held, event),
        this.#closing.signal,
      );
    return held.events;
  }

  /** What is known; the servers of this window are asked for more. */
  list(): readonly ExecutionSnapshot[] {
    void this.refresh();
    return [...this.#held.values()].map(({ snapshot }) => snapshot);
  }

  async project(id: string): Promise<Project | undefined> {
    const held = this.#held.get(id);
    if (!held) return undefined;
    held.project ??= fetchProject(held, this.#closing.signal);
    return await held.project;
  }

  async finished(id: string): Promise<ExecutionSnapshot | undefined> {
    const held = this.#held.get(id);
    await held?.following;
    return held?.snapshot;
  }

  /** Pushes the workflow and executes it on the server. */
  async start(
    server: ServerSetting,
    request: StartRequest,
    project: Project,
    signal: AbortSignal,
  ): Promise<Result<string, RemoteFailure>> {
    const connection = await this.#servers.connection(server, signal);
    if (!connection.ok) return connection;
    const file = request.file ?? `untitled:${project.definition.name}`;
    const pushed = await push(connection.value, this.#servers.memory, { project, file }, signal);
    if (!pushed.ok) return pushed;
    const workflowId = pushed.value.id;
    if (connection.value.dialect !== 'T')
      return ok(this.#runWhole(server, connection.value, workflowId, project, request));
    const { inputs } = request;
    const started = await startExecution(connection.value, { workflowId, inputs }, signal);
    if (!started.ok) return started;
    const execution = { ...started.value, inputs, file: request.file };
    return ok(this.#begin(server, connection.value, execution, Promise.resolve(project)));
  }

  async move(id: string, move: 'cancel' | 'pause' | 'resume'): Promise<Result<void, RemoteFailure>> {
    const held = this.#held.get(id);
    if (held?.remoteId === undefined) {
      // The request itself is the execution: to let go of it is all that can be done.
      held?.stopping.abort();
      return ok(undefined);
    }
    return await control(held.connection, held.remoteId, move, this.#closing.signal);
  }

  async answer(id: string, nodeId: string, answer: Answer): Promise<Result<void, RemoteFailure>> {
    const held = this.#held.get(id);
    if (held?.remoteId === undefined) return err(onlyThere());
    return await answerApproval(held.connection, held.remoteId, nodeId, answer, this.#closing.signal);
  }

  /** @param from a node; absent: what failed @returns the id of the new one */
  async repeat(id: string, from?: string): Promise<Result<string, RemoteFailure>> {
    const held = this.#held.get(id);
    if (held?.remoteId === undefined) return err(onlyThere());
    const { server, connection, snapshot } = held;
    const repeated = await repeatExecution(connection, held.remoteId, from, this.#closing.signal);
    if (!repeated.ok) return repeated;
    const { file, inputs } = snapshot;
    return ok(this.#begin(server, connection, { ...repeated.value, file, inputs }, held.project));
  }

  /** From the list, not from the server. */
  discard(id: string): void {
    this.#held.get(id)?.stopping.abort();
    this.#held.delete(id);
    this.#discarded.add(id);
    this.#changed.fire(id);
  }

  /** Reads the newest executions of the servers of this window that have some. */
  async refresh(): Promise<void> {
    await Promise.all(
      this.#servers.all.map(async (server) => {
        const connection = this.#servers.connected(server);
        if (connection?.dialect !== 'T') return;
        const listed = await listExecutions(connection, this.#closing.signal);
        for (const execution of listed.ok ? listed.value : []) {
          const id = this.#hold(server, connection, execution, false);
          if (!isTerminal(execution.status)) this.#follow(id);
        }
      }),
    );
  }

  dispose(): void {
    this.#closing.abort();
    for (const { stopping } of this.#held.values()) stopping.abort();
    this.#changed.dispose();
    this.#events.dispose();
  }

  /** Of one that was started from here. */
  #begin(
    server: ServerSetting,
    connection: Connection,
    execution: RemoteExecution,
    project: HeldExecution['project'],
  ): string {
    const id = this.#hold(server, connection, execution, true);
    const held = this.#held.get(id);
    if (held) held.project = project;
    this.#follow(id);
    return id;
  }

  #hold(server: ServerSetting, connection: Connection, execution: RemoteExecution, isOurs: boolean): string {
    const id = idHere(connection.client.address.base, execution.id);
    const known = this.#held.get(id);
    if (known?.following !== undefined || this.#discarded.has(id)) return id;
    const { file, inputs } = known?.snapshot ?? execution;
    const snapshot = { ...snapshotHere(execution, id, server), file, inputs };
    if (known && JSON.stringify(known.snapshot) === JSON.stringify(snapshot)) return id;
    this.#held.set(id, {
      ...{ server, connection, isOurs, snapshot },
      remoteId: execution.id,
      workflowId: execution.workflowId,
      events: known?.events ?? [],
      project: known?.project,
      stopping: new AbortController(),
      following: undefined,
    });
    this.#changed.fire(id);
    return id;
  }

  #follow(id: string): void {
    const held = this.#held.get(id);
    if (held?.remoteId === undefined || held.following !== undefined || isTerminal(held.snapshot.status)) return;
    if (held.isOurs) this.#tellBegin(id, held);
    const { file, inputs } = held.snapshot;
    const signal = AbortSignal.any([held.stopping.signal, this.#closing.signal]);
    const listener = {
      changed: (execution: RemoteExecution) => {
        held.snapshot = { ...snapshotHere(execution, id, held.server), file, inputs };
        this.#changed.fire(id);
      },
      event: (event: JsonObject) => {
        const kept = keepEvent(held, event);
        // That it began was told already.
        if (kept && held.isOurs && kept.type !== 'executionStarted') this.#events.fire({ id, event: kept });
      },
    };
    held.following = watchExecution(held.connection, held.remoteId, listener, signal).then((end) => {
      if (end.kind === 'failed' && end.failure.code !== 'aborted') this.#lose(id, held, end.failure);
    });
    void held.following.finally(() => {
      held.following = undefined;
    });
  }

  /** Nothing more is heard of it: how it is there nobody knows. */
  #lose(id: string, held: HeldExecution, problem: RemoteFailure): void {
    held.snapshot = {
      ...held.snapshot,
      status: 'interrupted',
      error: { kind: problem.code, message: problem.message, retryable: false },
    };
    this.#changed.fire(id);
    this.#say(problem.message);
  }

  /** The list takes for ours what tells an event. */
  #tellBegin(id: string, { snapshot }: HeldExecution): void {
    const { workflow, inputs } = snapshot;
    const event = { seq: 0, time_ms: Date.parse(snapshot.started_at), execution_id: id, workflow, inputs, seed: 0 };
    this.#events.fire({ id, event: { type: 'executionStarted', ...event } });
  }

  #runWhole(
    server: ServerSetting,
    connection: Connection,
    workflowId: string,
    project: Project,
    request: StartRequest,
  ): string {
    const startedMs = Date.now();
    const id = idHere(connection.client.address.base, `${workflowId} ${String(startedMs)} ${String(this.#held.size)}`);
    const stopping = new AbortController();
    const held: HeldExecution = {
      ...{ server, connection, workflowId, stopping },
      remoteId: undefined,
      snapshot: begunSnapshot(id, server, project, request, startedMs),
      events: [],
      project: Promise.resolve(project),
      isOurs: true,
      following: undefined,
    };
    this.#held.set(id, held);
    const { inputs } = request;
    const signal = AbortSignal.any([stopping.signal, this.#closing.signal]);
    held.following = runWhole(connection, { workflowId, project, inputs }, signal).then((ran) => {
      const { file } = held.snapshot;
      held.snapshot = ran.ok
        ? { ...ran.value.execution, id, file, server: server.name }
        : failedSnapshot(held.snapshot, ran.error);
      this.#changed.fire(id);
    });
    void held.following.finally(() => {
      held.following = undefined;
    });
    this.#tellBegin(id, held);
    this.#changed.fire(id);
    return id;
  }
}
