/** Dialect T: executions on a server, started, looked at, cancelled. */
import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isTerminal } from '../protocol/execution.ts';
import { segment } from './address.ts';
import { type Answer, pageOf } from './answer.ts';
import type { Connection } from './connection.ts';
import { failure, type RemoteFailure, unexpected } from './failure.ts';
import { errorOf, executionOf, type RemoteExecution } from './mapping/execution.ts';
import { listOf, mostItems } from './values.ts';

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

/** Answers an approval that waits. A node of a subworkflow is `outer/inner`. */
export async function answerApproval(
  { client }: Pick<Connection, 'client'>,
  id: string,
  nodeId: string,
  { approved, comment }: { readonly approved: boolean; readonly comment?: string },
  signal: AbortSignal,
): Promise<Result<void, RemoteFailure>> {
  const path = pathOf(id);
  if (!path.ok) return path;
  const json = { approve: approved, ...(comment !== undefined && comment !== '' && { comment }) };
  const approval = `${path.value}/approvals/${encodeURIComponent(nodeId)}`;
  const answer = await client.call({ method: 'POST', path: approval, body: { json }, signal });
  return answer.ok ? ok(undefined) : answer;
}

/** Executes again what failed, or a node and everything behind it, as a new execution (R4). */
export async function repeatExecution(
  { client }: Pick<Connection, 'client'>,
  id: string,
  from: string | undefined,
  signal: AbortSignal,
): Promise<Result<RemoteExecution, RemoteFailure>> {
  const path = pathOf(id);
  if (!path.ok) return path;
  const [move, json] = from === undefined ? ['retry', {}] : ['rerun', { from }];
  const answer = await client.call({ method: 'POST', path: `${path.value}/${move}`, body: { json }, signal });
  return answer.ok ? executionIn(client, answer.value) : answer;
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
