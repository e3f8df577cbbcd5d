/** Dialect T: an execution as its server tells it, in this project's form. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import {
  type ApprovalSnapshot,
  type AttemptSnapshot,
  type ExecutionSnapshot,
  type FailureInfo,
  isTerminal,
  type ItemCounts,
  type NodeSnapshot,
} from '../../protocol/execution.ts';
import { executionStatusOf, idOf, listOf, nodeStatusOf, numberOf, objectOf, textOf, timeOf } from '../values.ts';

/** Its workflow by id. */
export interface RemoteExecution extends ExecutionSnapshot {
  readonly workflowId: string;
}

/** Undefined for what is no execution, or of a status that nobody knows. */
export function executionOf(value: JsonValue, skewMs: number, sinceMs: number): RemoteExecution | undefined {
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
  const approval = approvalOf(told['approval']);
  const items = itemsOf(told['items']);
  return {
    status: nodeStatusOf(told['status']) ?? 'pending',
    attempts: numberOf(told['attempts']) ?? numberOf(told['attempt']) ?? 0,
    started_ms: since(told['started_ms'], told['started_at']),
    ended_ms: since(told['ended_ms'], told['completed_at'] ?? told['ended_at']),
    output: told['output'] ?? null,
    error: errorOf(told['error']),
    attempt_log: (listOf(told['attempt_log']) ?? []).flatMap((one) => attemptOf(one) ?? []),
    ...(retryAt !== undefined && { retry_at_ms: retryAt }),
    ...(items && { items }),
    ...(approval && { approval }),
    ...(told['taken_over'] === true && { taken_over: true }),
  };
}

function approvalOf(value: JsonValue | undefined): ApprovalSnapshot | undefined {
  const told = objectOf(value);
  if (!told) return undefined;
  const { approved } = told;
  const comment = textOf(told['comment']);
  return {
    message: textOf(told['message']) ?? '',
    approvers: (listOf(told['approvers']) ?? []).flatMap((one) => textOf(one) ?? []),
    approved: typeof approved === 'boolean' ? approved : null,
    ...(comment !== undefined && { comment }),
  };
}

function itemsOf(value: JsonValue | undefined): ItemCounts | undefined {
  const told = objectOf(value);
  const total = numberOf(told?.['total']);
  if (!told || total === undefined) return undefined;
  const count = (key: string): number => numberOf(told[key]) ?? 0;
  return {
    total,
    running: count('running'),
    completed: count('completed'),
    failed: count('failed'),
    cancelled: count('cancelled'),
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
