/** The agents of a server: listed, called, and made for a workflow that is pushed. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { RemoteAgent } from '../protocol/remote.ts';
import { segment } from './address.ts';
import { pageOf } from './answer.ts';
import { failure, type RemoteFailure, unexpected } from './failure.ts';
import type { Connection } from './connection.ts';
import { idOf, mostItems, objectOf, textOf, withoutKeys } from './values.ts';

export interface AgentAnswer {
  readonly result: JsonValue;
  readonly stats: JsonObject;
  readonly tool_calls: JsonValue[];
}

/** As long as an agent may take for one answer; an attempt's own timeout ends it earlier. */
export const agentTimeoutMs = 30 * 60_000;
const pageSize = 100;

/** @param search only those whose name holds it, where the server can tell */
export async function listAgents(
  { client, collection }: Connection,
  signal: AbortSignal,
  search?: string,
): Promise<Result<readonly RemoteAgent[], RemoteFailure>> {
  const agents: RemoteAgent[] = [];
  for (let page = 1; ; page++) {
    const answer = await client.callJson({
      method: 'GET',
      path: collection('agents'),
      query: { page, page_size: pageSize, ...(search !== undefined && { search }) },
      signal,
    });
    if (!answer.ok) return answer;
    const listed = pageOf(answer.value);
    if (!listed || listed.items.length > mostItems)
      return err(unexpected(client.address.host, t('it is no list of agents')));
    agents.push(...listed.items.flatMap((item) => agentOf(item) ?? []));
    if (page * pageSize >= Math.min(listed.total, mostItems) || listed.items.length === 0) return ok(agents);
  }
}

/** What is read of an agent. Its other fields hold its key in clear. */
function agentOf(value: JsonValue): RemoteAgent | undefined {
  const agent = objectOf(value);
  const id = idOf(agent?.['id']);
  if (!agent || id === undefined) return undefined;
  return {
    id,
    name: textOf(agent['name']) ?? id,
    description: textOf(agent['description']),
    status: textOf(agent['status'])?.toLowerCase(),
  };
}

/** The dependable call of every dialect that has agents. Not repeated: the agent may have worked. */
export async function runAgent(
  { client }: Connection,
  agentId: string,
  { message, context }: { readonly message: string; readonly context: JsonObject },
  signal: AbortSignal,
): Promise<Result<AgentAnswer, RemoteFailure>> {
  const id = segment(agentId);
  if (id === undefined) return err(failure('not-found', t('"{0}" is no id of an agent.', agentId)));
  const answer = await client.callJson({
    method: 'POST',
    path: `/agents/${id}/run`,
    body: { json: { message, context } },
    timeouts: { headersMs: agentTimeoutMs, bodyMs: agentTimeoutMs },
    signal,
  });
  if (!answer.ok) return err(explained(answer.error, agentId, client.address.host));
  if (!isJsonObject(answer.value) || answer.value['result'] === undefined)
    return err(unexpected(client.address.host, t('it has no "result"')));
  const { result, stats, tool_calls: calls } = answer.value;
  return ok({
    result: withoutKeys(result),
    stats: isJsonObject(stats) ? (withoutKeys(stats) as JsonObject) : {},
    tool_calls: Array.isArray(calls) ? (withoutKeys(calls) as JsonValue[]) : [],
  });
}

function explained(error: RemoteFailure, agentId: string, host: string): RemoteFailure {
  if (error.status === 404) return { ...error, message: t('There is no agent "{0}" on "{1}".', agentId, host) };
  if (error.status === 400)
    return { ...error, message: t('The agent "{0}" cannot be called. Is it active? {1}', agentId, error.message) };
  return error;
}

/** The agent of that name: the one that is there, else a new one. Its id. */
export async function ensureAgent(
  connection: Connection,
  agent: { readonly name: string; readonly description: string; readonly capabilities: readonly string[] },
  signal: AbortSignal,
): Promise<Result<string, RemoteFailure>> {
  const { client, collection } = connection;
  const found = await agentNamed(connection, agent.name, signal);
  if (!found.ok) return found;
  if (found.value !== undefined) return ok(found.value);
  const made = await client.callJson({
    method: 'POST',
    path: collection('agents'),
    body: { json: { ...agent, capabilities: [...agent.capabilities] } },
    signal,
  });
  if (made.ok) {
    const id = idOf(objectOf(made.value)?.['id']);
    return id === undefined ? err(unexpected(client.address.host, t('it has no "id"'))) : ok(id);
  }
  if (made.error.code !== 'conflict') return made;
  // Somebody else made it meanwhile.
  const again = await agentNamed(connection, agent.name, signal);
  if (!again.ok) return again;
  return again.value === undefined ? err(made.error) : ok(again.value);
}

async function agentNamed(
  connection: Connection,
  name: string,
  signal: AbortSignal,
): Promise<Result<string | undefined, RemoteFailure>> {
  const listed = await listAgents(connection, signal, name);
  return listed.ok ? ok(listed.value.find((one) => one.name === name)?.id) : listed;
}
