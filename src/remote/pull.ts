/** Fetches a workflow from a server: the file as it was pushed, else one that says the same. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { analyse } from '../model/project.ts';
import { toJson } from '../model/syntax/syntaxTree.ts';
import type { RemoteAgent } from '../protocol/remote.ts';
import { segment } from './address.ts';
import { listAgents } from './agents.ts';
import { pageOf } from './answer.ts';
import type { Connection } from './connection.ts';
import { describeDialect } from './dialect.ts';
import { failure, type RemoteFailure, unexpected } from './failure.ts';
import { type FileGraph, fromServerGraph, toServerGraph } from './mapping/graph.ts';
import { saySame, sourceIn } from './mapping/source.ts';
import { workflowText } from './mapping/workflowText.ts';
import { idOf, mostItems, objectOf, textOf, without, withoutNulls } from './values.ts';

export interface Pulled {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  /** `source`: the very file that was pushed. `mapped`: written from what the server keeps. */
  readonly from: 'source' | 'mapped';
  readonly warnings: readonly string[];
}

export interface ListedWorkflow {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly status: string | undefined;
}

/** @param server the server's name in the settings, for agents that have none in the file */
export async function pull(
  connection: Connection,
  { id, server }: { readonly id: string; readonly server: string },
  signal: AbortSignal,
): Promise<Result<Pulled, RemoteFailure>> {
  const { dialect, client } = connection;
  if (dialect === 'V2') return err(failure('unsupported', describeDialect(dialect)));
  const part = segment(id);
  if (part === undefined) return err(failure('not-found', t('"{0}" is no id of a workflow.', id)));
  const path = `/workflows/${part}`;
  if (connection.takesYaml) {
    const written = await client.call({ method: 'GET', path, headers: { accept: 'application/yaml' }, signal });
    if (!written.ok) return written;
    const { contentType, text } = written.value;
    if (/yaml/i.test(contentType)) return ok({ id, name: nameIn(text), text, from: 'source', warnings: [] });
  }
  const answer = await client.callJson({ method: 'GET', path, signal });
  if (!answer.ok) return answer;
  const workflow = objectOf(answer.value);
  if (!workflow) return err(unexpected(client.address.host, t('it is no workflow')));
  return await textFrom(connection, workflow, { id, server }, signal);
}

export async function listWorkflows(
  { client, collection }: Connection,
  signal: AbortSignal,
): Promise<Result<readonly ListedWorkflow[], RemoteFailure>> {
  const pageSize = 100;
  const workflows: ListedWorkflow[] = [];
  for (let page = 1; ; page++) {
    const query = { page, page_size: pageSize };
    const answer = await client.callJson({ method: 'GET', path: collection('workflows'), query, signal });
    if (!answer.ok) return answer;
    const listed = pageOf(answer.value);
    if (!listed || listed.items.length > mostItems)
      return err(unexpected(client.address.host, t('it is no list of workflows')));
    workflows.push(...listed.items.flatMap((item) => workflowOf(item) ?? []));
    if (page * pageSize >= Math.min(listed.total, mostItems) || listed.items.length === 0) return ok(workflows);
  }
}

function workflowOf(value: JsonValue): ListedWorkflow | undefined {
  const workflow = objectOf(value);
  const id = idOf(workflow?.['id']);
  if (!workflow || id === undefined) return undefined;
  return {
    id,
    name: textOf(workflow['name']) ?? id,
    description: textOf(workflow['description']),
    status: textOf(workflow['status'])?.toLowerCase(),
  };
}

async function textFrom(
  connection: Connection,
  workflow: JsonObject,
  { id, server }: { readonly id: string; readonly server: string },
  signal: AbortSignal,
): Promise<Result<Pulled, RemoteFailure>> {
  const name = textOf(workflow['name']) ?? id;
  const source = sourceIn(workflow);
  const graph = workflow['graph_definition'] ?? (Array.isArray(workflow['nodes']) ? workflow : undefined);
  if (source !== undefined && (connection.dialect === 'T' || isStillSaid(source, graph)))
    return ok({ id, name, text: source, from: 'source', warnings: [] });
  const mapped = connection.dialect === 'T' ? flat(workflow, graph) : fromServerGraph(graph);
  if (!mapped) return err(unexpected(connection.client.address.host, t('it has no graph')));
  const description = textOf(workflow['description']);
  const agents = await agentsOf(connection, mapped.nodes, source, server, signal);
  if (!agents.ok) return agents;
  const text = workflowText({
    ...remaining(workflow, source),
    name,
    ...(description !== undefined && { description }),
    ...(Object.keys(agents.value.agents).length > 0 && { agents: agents.value.agents }),
    nodes: agents.value.nodes,
    edges: [...mapped.edges],
  });
  const warnings =
    source === undefined
      ? []
      : [t('The workflow was changed on the server: the file is written anew, without its comments.')];
  return ok({ id, name, text, from: 'mapped', warnings });
}

function documentOf(source: string | undefined): JsonObject | undefined {
  return source === undefined ? undefined : objectOf(toJson(analyse(source).syntax.root));
}

function nameIn(text: string): string {
  return analyse(text).definition.name;
}

/** Whether the server's graph is the one that was made of the text; agents' ids aside, which are the server's. */
function isStillSaid(source: string, graph: JsonValue | undefined): boolean {
  const document = documentOf(source);
  if (!document) return false;
  return (
    graph === undefined ||
    saySame(
      toServerGraph(document, () => undefined),
      graph,
    )
  );
}

function flat(workflow: JsonObject, graph: JsonValue | undefined): FileGraph | undefined {
  const known = objectOf(withoutNulls(graph ?? workflow));
  const objects = (value: JsonValue | undefined): JsonObject[] =>
    Array.isArray(value) ? value.filter(isJsonObject) : [];
  return Array.isArray(known?.['nodes'])
    ? { nodes: objects(known['nodes']), edges: objects(known['edges']) }
    : undefined;
}

/** The other keys of a file: a flat workflow has them, other servers keep none of them. */
function remaining(workflow: JsonObject, source: string | undefined): JsonObject {
  const keys = ['version', 'timeout_seconds', 'max_concurrency', 'error_handling', 'inputs', 'outputs', 'agents'];
  if (!Array.isArray(workflow['nodes'])) return without(documentOf(source) ?? {}, 'description', 'agents');
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = workflow[key];
      return value === undefined || value === null ? [] : [[key, withoutNulls(value)]];
    }),
  );
}

/** An agent for each that the nodes name: as the pushed text has it, else the server's own through the runner `ipa`. */
async function agentsOf(
  connection: Connection,
  nodes: readonly JsonObject[],
  source: string | undefined,
  server: string,
  signal: AbortSignal,
): Promise<Result<{ agents: JsonObject; nodes: JsonObject[] }, RemoteFailure>> {
  const own = objectOf(documentOf(source)?.['agents']) ?? {};
  if (connection.dialect === 'T') return ok({ agents: own, nodes: [...nodes] });
  const used = [...new Set(nodes.flatMap((node) => textOf(node['agent_id']) ?? []))];
  const agents = Object.fromEntries(Object.entries(own).filter(([id]) => used.includes(id)));
  const others = used.filter((id) => !Object.hasOwn(own, id) && id !== '...');
  const listed = others.length === 0 ? ok<readonly RemoteAgent[]>([]) : await listAgents(connection, signal);
  if (!listed.ok) return listed;
  const names = new Map<string, string>();
  for (const id of others) {
    const known = listed.value.find((one) => one.id === id);
    const local = freeName(known?.name ?? 'agent', agents);
    names.set(id, local);
    agents[local] = { ...(known && { name: known.name }), uses: 'ipa', with: { server, agent_id: id } };
  }
  const renamed = nodes.map((node) => {
    const local = names.get(textOf(node['agent_id']) ?? '');
    return local === undefined ? node : { ...node, agent_id: local };
  });
  return ok({ agents, nodes: renamed });
}

function freeName(name: string, taken: JsonObject): string {
  const word =
    name
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, '_')
      .replace(/^[^a-z_]+|_+$/g, '')
      .slice(0, 40) || 'agent';
  for (let count = 1; ; count++) {
    const free = count === 1 ? word : `${word}_${String(count)}`;
    if (!Object.hasOwn(taken, free)) return free;
  }
}
