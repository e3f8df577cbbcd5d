/** Dialect T: executions on a server, started, looked at, cancelled. */
import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { AttemptSnapshot, ExecutionSnapshot, FailureInfo, NodeSnapshot } from '../protocol/execution.ts';
import { isTerminal } from '../protocol/execution.ts';
import { segment } from './address.ts';
import { type Answer, pageOf } from './answer.ts';
import type { Connection } from './connection.ts';
import { failure, type RemoteFailure, unexpected } from './failure.ts';
import {
  executionStatusOf,
  idOf,
  listOf,
  mostItems,
  nodeStatusOf,
  numberOf,
  objectOf,
  textOf,
  timeOf,
} from './values.ts';

/** An execution as the server tells it, in this project's form; its workflow by id. */
export interface RemoteExecution extends ExecutionSnapshot {
  readonly workflowId: string;
}

export interface StartOptions {
  readonly workflowId: string;
  readonly inputs: JsonObject;
  readonly timeoutSeconds?: number;
}

/** Repeated only where the server tells by a key that it is the same. */
export async function startExecution(
  { client, collection, takesKeys }: Connection,
  { workflowId, inputs, timeoutSeconds }: StartOptions,
  signal: AbortSignal,
): Promise<Result<RemoteExecution, RemoteFailure>> {
  const json = {
    workflow_id: workflowId,
    inputs,
    ...(timeoutSeconds !== undefined && { timeout_seconds: timeoutSeconds }),
  };
  const key = takesKeys ? { key: randomUUID() } : {};
  const answer = await client.call({ method: 'POST', path: collection('executions'), body: { json }, ...key, signal });
  return answer.ok ? executionIn(client, answer.value) : answer;
}

/** @param sinceMs when it began, for a server that does not say */
export async function getExecution(
  { client }: Connection,
  id: string,
  signal: AbortSignal,
  sinceMs?: number,
): Promise<Result<RemoteExecution, RemoteFailure>> {
  const path = pathOf(id);
  if (!path.ok) return path;
  const answer = await client.call({ method: 'GET', path: path.value, signal });
  if (!answer.ok) return answer;
  const execution = executionIn(client, answer.value, sinceMs);
  if (!execution.ok || !isTerminal(execution.value.status) || execution.value.output !== null) return execution;
  return ok(await withEnd(client, path.value, execution.value, signal));
}

/** The newest, at most a page of them. */
export async function listExecutions(
  { client, collection }: Connection,
  signal: AbortSignal,
): Promise<Result<readonly RemoteExecution[], RemoteFailure>> {
  const query = { page: 1, page_size: 50 };
  const answer = await client.call({ method: 'GET', path: collection('executions'), query, signal });
  if (!answer.ok) return answer;
  const json = client.json(answer.value);
  if (!json.ok) return json;
  const listed = pageOf(json.value);
  if (!listed || listed.items.length > mostItems)
    return err(unexpected(client.address.host, t('it is no list of executions')));
  const { value } = answer;
  return ok(listed.items.flatMap((item) => executionOf(item, client.skewMs, value.receivedMs) ?? []));
}

/** Cancelling twice is as cancelling once, but a server may not think so: sent once. */
export async function cancelExecution(
  { client }: Connection,
  id: string,
  signal: AbortSignal,
): Promise<Result<void, RemoteFailure>> {
  return await control({ client }, id, 'cancel', signal);
}

export async function control(
  { client }: Pick<Connection, 'client'>,
  id: string,
  move: 'cancel' | 'pause' | 'resume',
  signal: AbortSignal,
): Promise<Result<void, RemoteFailure>> {
  const path = pathOf(id);
  if (!path.ok) return path;
  const answer = await client.call({ method: 'POST', path: `${path.value}/${move}`, body: { json: {} }, signal });
  return answer.ok ? ok(undefined) : answer;
}

export function pathOf(id: string): Result<string, RemoteFailure> {
  const part = segment(id);
  return part === undefined
    ? err(failure('not-found', t('"{0}" is no id of an execution.', id)))
    : ok(`/executions/${part}`);
}

/** What only its own routes tell: the result, and the errors. */
async function withEnd(
  client: Connection['client'],
  path: string,
  execution: RemoteExecution,
  signal: AbortSignal,
): Promise<RemoteExecution> {
  if (execution.status === 'completed') {
    const answer = await client.callJson({ method: 'GET', path: `${path}/result`, signal });
    return answer.ok && isJsonObject(answer.value)
      ? { ...execution, output: answer.value['result'] ?? null }
      : execution;
  }
  if (execution.error !== null) return execution;
  const answer = await client.callJson({ method: 'GET', path: `${path}/errors`, signal });
  const errors = answer.ok && isJsonObject(answer.value) ? listOf(answer.value['errors']) : undefined;
  const last = errors?.map(errorOf).findLast((one) => one !== null);
  return last ? { ...execution, error: last } : execution;
}

function executionIn(
  client: Connection['client'],
  answer: Answer,
  sinceMs = answer.receivedMs,
): Result<RemoteExecution, RemoteFailure> {
  const json = client.json(answer);
  if (!json.ok) return json;
  const execution = executionOf(json.value, client.skewMs, sinceMs);
  return execution ? ok(execution) : err(unexpected(client.address.host, t('it is no execution')));
}

/** Undefined for what is no execution, or of a status that nobody knows. */
function executionOf(value: JsonValue, skewMs: number, sinceMs: number): RemoteExecution | undefined {
  const told = objectOf(value);
  const id = idOf(told?.['id'] ?? told?.['execution_id']);
  const status = executionStatusOf(told?.['status']);
  if (!told || id === undefined || status === undefined) return undefined;
  const toldStart = timeOf(told['started_at']) ?? timeOf(told['created_at']);
  // The server's clock may be wrong: its times are shown as this machine's.
  const started = toldStart === undefined ? sinceMs : toldStart + skewMs;
  const ended = timeOf(told['completed_at'] ?? told['ended_at']);
  const endedMs = ended === undefined ? undefined : Math.max(started, ended + skewMs);
  const progress = numberOf(told['progress']);
  return {
    id,
    workflowId: idOf(told['workflow_id']) ?? '',
    workflow: textOf(told['workflow']) ?? textOf(told['workflow_name']) ?? idOf(told['workflow_id']) ?? id,
    file: null,
    status,
    progress:
      progress === undefined ? (status === 'completed' ? 100 : 0) : Math.min(100, Math.max(0, Math.floor(progress))),
    started_at: new Date(started).toISOString(),
    ended_at: endedMs === undefined ? null : new Date(endedMs).toISOString(),
    duration_ms: endedMs === undefined ? (isTerminal(status) ? 0 : null) : endedMs - started,
    max_parallel: numberOf(told['max_parallel']) ?? 0,
    output: told['output'] ?? told['result'] ?? null,
    error: errorOf(told['error']),
    inputs: objectOf(told['inputs']) ?? {},
    nodes: nodesOf(told['nodes'], toldStart ?? started - skewMs),
  };
}

function nodesOf(value: JsonValue | undefined, startedMs: number): Readonly<Record<string, NodeSnapshot>> {
  const nodes = Object.create(null) as Record<string, NodeSnapshot>;
  const told: readonly (readonly [string, JsonValue])[] = isJsonObject(value)
    ? Object.entries(value)
    : (listOf(value) ?? []).flatMap((node) => {
        const id = idOf(objectOf(node)?.['id'] ?? objectOf(node)?.['node_id']);
        return id === undefined ? [] : [[id, node] as const];
      });
  for (const [id, one] of told)
    nodes[id] = nodeOf(typeof one === 'string' ? { status: one } : (objectOf(one) ?? {}), startedMs);
  return nodes;
}

function nodeOf(told: JsonObject, executionStartedMs: number): NodeSnapshot {
  const since = (direct: JsonValue | undefined, time: JsonValue | undefined): number | null => {
    const ms = numberOf(direct) ?? (timeOf(time) ?? NaN) - executionStartedMs;
    return Number.isFinite(ms) ? Math.max(0, ms) : null;
  };
  const retryAt = numberOf(told['retry_at_ms']);
  const approval = objectOf(told['approval']);
  return {
    status: nodeStatusOf(told['status']) ?? 'pending',
    attempts: numberOf(told['attempts']) ?? numberOf(told['attempt']) ?? 0,
    started_ms: since(told['started_ms'], told['started_at']),
    ended_ms: since(told['ended_ms'], told['completed_at'] ?? told['ended_at']),
    output: told['output'] ?? null,
    error: errorOf(told['error']),
    attempt_log: (listOf(told['attempt_log']) ?? []).flatMap((one) => attemptOf(one) ?? []),
    ...(retryAt !== undefined && { retry_at_ms: retryAt }),
    ...(approval && {
      approval: {
        message: textOf(approval['message']) ?? '',
        approvers: (listOf(approval['approvers']) ?? []).flatMap((one) => textOf(one) ?? []),
        approved: typeof approval['approved'] === 'boolean' ? approval['approved'] : null,
      },
    }),
  };
}

function attemptOf(value: JsonValue): AttemptSnapshot | undefined {
  const told = objectOf(value);
  const started = numberOf(told?.['started_ms']);
  if (!told || started === undefined) return undefined;
  const item = numberOf(told['item']);
  return {
    started_ms: started,
    ended_ms: numberOf(told['ended_ms']) ?? null,
    error: errorOf(told['error']),
    ...(item !== undefined && { item }),
  };
}

export function errorOf(value: JsonValue | undefined): FailureInfo | null {
  if (typeof value === 'string' && value !== '') return { kind: 'agent', message: value, retryable: false };
  const told = objectOf(value);
  const message = textOf(told?.['message']);
  if (!told || message === undefined) return null;
  const node = idOf(told['node_id']);
  return {
    kind: textOf(told['kind']) ?? 'agent',
    message,
    retryable: told['retryable'] === true,
    ...(node !== undefined && { node_id: node }),
  };
}
