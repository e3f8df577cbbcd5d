/** One execution on a server, as this window knows it. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { endsExecution, type EngineEvent } from '../../engine/events.ts';
import { analyse, type Project } from '../../model/project.ts';
import { type ExecutionSnapshot, type NodeSnapshot, untoldNode } from '../../protocol/execution.ts';
import type { Connection } from '../../remote/connection.ts';
import type { RemoteExecution } from '../../remote/mapping/execution.ts';
import { failure, type RemoteFailure } from '../../remote/failure.ts';
import { pull } from '../../remote/pull.ts';
import type { StartRequest } from '../../sdk/executions.ts';
import { engineEvent } from './remoteEvents.ts';
import type { ServerSetting } from './serverSettings.ts';

export interface HeldExecution {
  readonly server: ServerSetting;
  readonly connection: Connection;
  /** On the server; undefined for what has no execution there that one could ask for. */
  readonly remoteId: string | undefined;
  readonly workflowId: string;
  snapshot: ExecutionSnapshot;
  readonly events: EngineEvent[];
  /** What it executes. */
  project: Promise<Project | undefined> | undefined;
  /** Whether it was started here. */
  readonly isOurs: boolean;
  readonly stopping: AbortController;
  /** Resolves when nothing more is heard of it. */
  following: Promise<void> | undefined;
}

export function tellsEnd(events: readonly EngineEvent[]): boolean {
  const last = events.at(-1);
  return last !== undefined && endsExecution(last);
}

/** Undefined for an event that is none, or known. */
export function keepEvent({ events }: HeldExecution, event: JsonObject): EngineEvent | undefined {
  const known = engineEvent(event);
  if (!known || known.seq <= (events.at(-1)?.seq ?? 0)) return undefined;
  events.push(known);
  return known;
}

/** A UUID, so that it is an id wherever one is expected. */
export function idHere(base: string, id: string): string {
  const hex = createHash('sha256').update(`${base}\0${id}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

export function snapshotHere(execution: RemoteExecution, id: string, { name }: ServerSetting): ExecutionSnapshot {
  return { ...execution, id, server: name };
}

export async function fetchProject(
  { connection, workflowId, server }: HeldExecution,
  signal: AbortSignal,
): Promise<Project | undefined> {
  const pulled = await pull(connection, { id: workflowId, server: server.name }, signal);
  const project = pulled.ok ? analyse(pulled.value.text) : undefined;
  return project?.executable === true ? project : undefined;
}

export function begunSnapshot(
  id: string,
  { name }: ServerSetting,
  { definition }: Project,
  { file, inputs }: StartRequest,
  startedMs: number,
): ExecutionSnapshot {
  const nodes = Object.create(null) as Record<string, NodeSnapshot>;
  for (const node of definition.nodes) nodes[node.id] = untoldNode;
  return {
    ...{ id, file, inputs, nodes, server: name },
    workflow: definition.name,
    status: 'running',
    progress: 0,
    started_at: new Date(startedMs).toISOString(),
    ended_at: null,
    duration_ms: null,
    max_parallel: 0,
    output: null,
    error: null,
  };
}

export function failedSnapshot(snapshot: ExecutionSnapshot, problem: RemoteFailure): ExecutionSnapshot {
  const isCancelled = problem.code === 'aborted';
  const endedMs = Date.now();
  const message = isCancelled ? t('Nobody waits for it any more; the server may still work on it.') : problem.message;
  return {
    ...snapshot,
    status: isCancelled ? 'cancelled' : 'failed',
    ended_at: new Date(endedMs).toISOString(),
    duration_ms: endedMs - Date.parse(snapshot.started_at),
    error: { kind: problem.code, message, retryable: false },
  };
}

/** Of what only an execution has that the server knows by an id. */
export function onlyThere(): RemoteFailure {
  return failure('unsupported', t('That cannot be asked of an execution on this server. Do it there.'));
}
