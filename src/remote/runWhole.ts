/**
 * R1–R3: executes a workflow on the server in one request, and compares what it says with the graph. No version runs parallel
 * branches, and all say `completed` all the same: that word proves nothing here.
 */
import type { JsonObject, JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Project } from '../model/project.ts';
import type { ExecutionSnapshot, FailureInfo, NodeSnapshot } from '../protocol/execution.ts';
import { segment } from './address.ts';
import type { Answer } from './answer.ts';
import type { Connection } from './connection.ts';
import { failure, type RemoteFailure, unexpected } from './failure.ts';
import { errorOf } from './mapping/execution.ts';
import { executionStatusOf, idOf, listOf, objectOf, timeOf } from './values.ts';

/** Longer than any of these servers waits itself. */
const longestRunMs = 60 * 60_000;

export interface RunWhole {
  readonly workflowId: string;
  /** What was pushed. */
  readonly project: Project;
  readonly inputs: JsonObject;
}

export interface RanWhole {
  /** `failed` where agents that had to run have no result, whatever the server says. */
  readonly execution: ExecutionSnapshot;
  /** Agent nodes of which the server has no result. */
  readonly missing: readonly string[];
}

/** Activates the workflow, then executes it. Sent once. */
export async function runWhole(
  { client, dialect }: Connection,
  { workflowId, project, inputs }: RunWhole,
  signal: AbortSignal,
): Promise<Result<RanWhole, RemoteFailure>> {
  const part = segment(workflowId);
  if (part === undefined) return err(failure('not-found', t('"{0}" is no id of a workflow.', workflowId)));
  const path = `/workflows/${part}`;
  const active = await client.call({ method: 'POST', path: `${path}/activate`, body: { json: {} }, signal });
  // One that is active already is refused by some.
  if (!active.ok && active.error.code !== 'rejected' && active.error.code !== 'conflict') return active;
  const answer = await client.call({
    method: 'POST',
    path: `${path}/execute`,
    body: { json: { input: dialect === 'R1' ? withMessage(inputs) : inputs, variables: {} } },
    timeouts: { headersMs: longestRunMs, bodyMs: longestRunMs },
    signal,
  });
  if (!answer.ok) return answer;
  const json = client.json(answer.value);
  if (!json.ok) return json;
  const ran = compare(project, inputs, json.value, answer.value);
  return ran ? ok(ran) : err(unexpected(client.address.host, t('it is no result of an execution')));
}

/** R1 hands on only `message`. */
function withMessage(inputs: JsonObject): JsonObject {
  return typeof inputs['message'] === 'string' ? inputs : { ...inputs, message: JSON.stringify(inputs) };
}

function compare(project: Project, inputs: JsonObject, value: JsonValue, answer: Answer): RanWhole | undefined {
  const told = objectOf(value);
  const said = executionStatusOf(told?.['status']);
  const results = listOf(told?.['node_results']);
  if (!told || said === undefined || !results) return undefined;
  const started = timeOf(told['started_at']) ?? answer.receivedMs;
  const ended = Math.max(started, timeOf(told['completed_at']) ?? started);
  const entries = new Map<string, NodeSnapshot>();
  for (const result of results) {
    const entry = entryOf(result, started);
    if (entry) entries.set(...entry);
  }
  const { nodes } = project.definition;
  const missing = nodes.filter((node) => 'agentId' in node && !entries.has(node.id)).map(({ id }) => id);
  const must = certain(project);
  const owed = missing.filter((id) => must.has(id));
  const isShort = said === 'completed' && owed.length > 0;
  const status = isShort ? 'failed' : said;
  const shown = Object.create(null) as Record<string, NodeSnapshot>;
  for (const { id } of nodes) shown[id] = entries.get(id) ?? without(missing.includes(id));
  const execution: ExecutionSnapshot = {
    id: idOf(told['execution_id']) ?? '',
    workflow: project.definition.name,
    file: null,
    status,
    progress: nodes.length === 0 ? 100 : Math.floor((100 * entries.size) / Math.max(entries.size, nodes.length)),
    started_at: new Date(started).toISOString(),
    ended_at: new Date(ended).toISOString(),
    duration_ms: ended - started,
    max_parallel: 0,
    output: told['result'] ?? null,
    error: isShort ? notRun(owed) : status === 'completed' ? null : whyFailed(told, entries),
    inputs,
    nodes: shown,
  };
  return { execution, missing };
}

function notRun(nodes: readonly string[]): FailureInfo {
  const message = t(
    'The server says "completed", but has no result of {0}: it did not run there. Orchestrate here instead, with the agents there.',
    nodes.join(', '),
  );
  return { kind: 'not-run', message, retryable: false };
}

function whyFailed(told: JsonObject, entries: ReadonlyMap<string, NodeSnapshot>): FailureInfo {
  const own = errorOf(told['error']) ?? errorOf(objectOf(told['result'])?.['error']);
  if (own) return own;
  for (const [id, { error }] of entries) if (error) return { ...error, node_id: id };
  return { kind: 'agent', message: t('The server does not say why.'), retryable: false };
}

function entryOf(value: JsonValue, executionStartedMs: number): [string, NodeSnapshot] | undefined {
  const told = objectOf(value);
  const id = idOf(told?.['node_id']);
  if (!told || id === undefined) return undefined;
  const error = errorOf(told['error']);
  const started = timeOf(told['started_at']);
  const ended = timeOf(told['completed_at']);
  const since = (ms: number | undefined): number | null =>
    ms === undefined ? null : Math.max(0, ms - executionStartedMs);
  return [
    id,
    {
      status: error ? 'failed' : 'completed',
      attempts: told['type'] === 'agent' ? 1 : 0,
      started_ms: since(started),
      ended_ms: since(ended ?? started),
      output: told['output'] ?? null,
      error,
      attempt_log: [],
    },
  ];
}

/** A node of which the server says nothing: it was not reached. */
function without(isAgent: boolean): NodeSnapshot {
  const error = isAgent ? { kind: 'not-run', message: t('The server has no result of it.'), retryable: false } : null;
  return { status: 'skipped', attempts: 0, started_ms: null, ended_ms: null, output: null, error, attempt_log: [] };
}

/** The nodes that every successful execution reaches: no condition and no choice on the way. */
function certain({ definition }: Project): ReadonlySet<string> {
  const choosing = new Set(definition.nodes.filter(({ kind }) => kind === 'exclusive_gateway').map(({ id }) => id));
  const reached = new Set(definition.nodes.filter(({ kind }) => kind === 'start').map(({ id }) => id));
  for (const id of reached)
    for (const { source, target, condition, on } of definition.edges)
      if (source === id && condition === undefined && on !== 'failure' && !choosing.has(id)) reached.add(target);
  return reached;
}
