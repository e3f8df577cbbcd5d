/** Puts a workflow on a server, again where it was put before. */
import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { AgentDefinition } from '../model/definition.ts';
import type { Project } from '../model/project.ts';
import { toJson } from '../model/syntax/syntaxTree.ts';
import { segment } from './address.ts';
import { ensureAgent } from './agents.ts';
import type { Connection } from './connection.ts';
import { describeDialect } from './dialect.ts';
import { failure, type RemoteFailure, unexpected } from './failure.ts';
import { toServerGraph } from './mapping/graph.ts';
import { sourceKey, withSource } from './mapping/source.ts';
import { agentKey, type RemoteMemory, workflowKey } from './memory.ts';
import { idOf, listOf, objectOf, textOf, without } from './values.ts';

export interface Pushed {
  readonly id: string;
  /** Whether it was there already. */
  readonly updated: boolean;
  /** What the server will not do as the file says. */
  readonly warnings: readonly string[];
}

export interface PushRequest {
  /** One that is executable. */
  readonly project: Project;
  /** What the workflow is remembered by: the file's absolute path, or its address. */
  readonly file: string;
  /** The workflow on the server that is to be replaced; absent: the one of the last push of this file, or a new one. */
  readonly id?: string;
}

export async function push(
  connection: Connection,
  memory: RemoteMemory,
  request: PushRequest,
  signal: AbortSignal,
): Promise<Result<Pushed, RemoteFailure>> {
  const { dialect, client } = connection;
  if (dialect === 'V2') return err(failure('unsupported', describeDialect(dialect)));
  const body = await bodyOf(connection, memory, request, signal);
  if (!body.ok) return body;
  const { origin } = client.address;
  const key = workflowKey(request.file);
  const known = request.id ?? (await memory.get(origin, key));
  const replaced = known === undefined ? undefined : await replace(connection, known, body.value, signal);
  // Somebody removed it there: it is made again, unless it was named.
  if (replaced && !(!replaced.ok && replaced.error.code === 'not-found' && request.id === undefined)) {
    if (!replaced.ok) return replaced;
    await memory.set(origin, key, replaced.value);
    return ok({ id: replaced.value, updated: true, warnings: warningsOf(connection, request.project) });
  }
  const made = await client.callJson({
    method: 'POST',
    path: connection.collection('workflows'),
    ...body.value,
    ...(connection.takesKeys && { key: randomUUID() }),
    signal,
  });
  if (!made.ok) return err(explained(made.error));
  const id = idOf(objectOf(made.value)?.['id']);
  if (id === undefined) return err(unexpected(client.address.host, t('it has no "id"')));
  await memory.set(origin, key, id);
  return ok({ id, updated: false, warnings: warningsOf(connection, request.project) });
}

type Body = { readonly body: { readonly json: JsonObject } | { readonly text: string; readonly type: string } };

async function bodyOf(
  connection: Connection,
  memory: RemoteMemory,
  request: PushRequest,
  signal: AbortSignal,
): Promise<Result<Body, RemoteFailure>> {
  const { project } = request;
  if (connection.takesYaml) return ok({ body: { text: project.text, type: 'application/yaml' } });
  const document = toJson(project.syntax.root);
  if (!isJsonObject(document)) return err(failure('rejected', t('The file has no workflow.')));
  if (connection.dialect === 'T' && connection.takesAgents)
    return ok({ body: { json: { ...document, [sourceKey]: project.text } } });
  const agents = await agentsOnServer(connection, memory, request, signal);
  if (!agents.ok) return agents;
  if (connection.dialect === 'T') return ok({ body: { json: flat(document, agents.value, project.text) } });
  const { name, description } = project.definition;
  return ok({
    body: {
      json: {
        name: name.slice(0, 255),
        ...(description !== undefined && { description }),
        trigger_type: 'manual',
        trigger_config: {},
        graph_definition: toServerGraph(document, (agent) => agents.value.get(agent)),
        variables: withSource(project.text),
      },
    },
  });
}

/** Where agents are made apart, nodes name them by the server's ids. */
function flat(document: JsonObject, agents: ReadonlyMap<string, string>, text: string): JsonObject {
  const renamed = (listOf(document['nodes']) ?? []).map((node) => {
    const id = isJsonObject(node) ? agents.get(textOf(node['agent_id']) ?? '') : undefined;
    return isJsonObject(node) && id !== undefined ? { ...node, agent_id: id } : node;
  });
  return { ...without(document, 'agents'), nodes: renamed, [sourceKey]: text };
}

/** Ids on the server by ids in the file, of the agents that nodes use; remembered, found by name, or made. */
async function agentsOnServer(
  connection: Connection,
  memory: RemoteMemory,
  { project, file }: PushRequest,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, string>, RemoteFailure>> {
  const ids = new Map<string, string>();
  const { origin } = connection.client.address;
  for (const agent of usedAgents(project)) {
    const key = agentKey(file, agent.id);
    const known = idOnServer(agent) ?? (await memory.get(origin, key));
    const id = known === undefined ? await ensureAgent(connection, described(agent), signal) : ok(known);
    if (!id.ok && !isOfAgent(id.error)) return id;
    if (!id.ok)
      return err({
        ...id.error,
        message: t(
          'The agent "{0}" could not be made on the server. Make one of that name there, or write its id: uses: ipa, with: agent_id. {1}',
          agent.name ?? agent.id,
          id.error.message,
        ),
      });
    ids.set(agent.id, id.value);
    await memory.set(origin, key, id.value);
  }
  return ok(ids);
}

/** Whether it is about this request, rather than about who asks or how the server does. */
function isOfAgent({ code }: RemoteFailure): boolean {
  return ['not-found', 'conflict', 'rejected', 'server-error', 'unexpected-answer', 'unsupported'].includes(code);
}

function usedAgents({ definition }: Project): readonly AgentDefinition[] {
  const used = new Set(definition.nodes.flatMap((node) => ('agentId' in node ? [node.agentId] : [])));
  return [...definition.agents.values()].filter(({ id }) => used.has(id));
}

/** One that is on a server already says so itself. */
function idOnServer({ uses, with: settings }: AgentDefinition): string | undefined {
  const written = uses === 'ipa' ? settings.get('agent_id') : undefined;
  return written?.kind === 'literal' && typeof written.value === 'string' ? written.value : undefined;
}

function described({ id, name, description, capabilities }: AgentDefinition): Parameters<typeof ensureAgent>[1] {
  return { name: name ?? id, description: description ?? '', capabilities };
}

async function replace(
  { client }: Connection,
  id: string,
  body: Body,
  signal: AbortSignal,
): Promise<Result<string, RemoteFailure>> {
  const part = segment(id);
  if (part === undefined) return err(failure('not-found', t('"{0}" is no id of a workflow.', id)));
  const put = await client.call({ method: 'PUT', path: `/workflows/${part}`, ...body, signal });
  return put.ok ? ok(id) : err(explained(put.error));
}

function explained(error: RemoteFailure): RemoteFailure {
  if (error.code !== 'conflict') return error;
  return {
    ...error,
    message: t(
      'A workflow of that name is there already. Rename yours, or name the id of the one to replace. {0}',
      error.message,
    ),
  };
}

function warningsOf({ dialect }: Connection, { definition }: Project): readonly string[] {
  if (dialect === 'T') return [];
  const unknown = definition.nodes.filter(({ kind }) =>
    ['approval', 'delay', 'for_each', 'subworkflow'].includes(kind),
  );
  const hasFork = definition.nodes.some(({ kind }) => kind === 'fork');
  return [
    ...(hasFork ? [describeDialect(dialect)] : []),
    ...(unknown.length === 0
      ? []
      : [t('The server keeps these nodes, but cannot perform them: {0}', unknown.map(({ id }) => id).join(', '))]),
  ];
}
