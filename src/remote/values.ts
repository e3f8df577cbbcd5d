/** Reads what servers answer: every field checked, and normalised. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { NodeStatus, ShownExecutionStatus } from '../protocol/execution.ts';

/** Deeper than this no answer is read: what handles it may be recursive. */
export const deepest = 200;
/** The most items of a page that are read. */
export const mostItems = 1000;

export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Ids are texts, also where a server counts. */
export function idOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : textOf(value);
}

export function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

export function listOf(value: JsonValue | undefined): readonly JsonValue[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

const executionStatuses: Readonly<Record<string, ShownExecutionStatus>> = {
  pending: 'pending',
  queued: 'pending',
  running: 'running',
  paused: 'paused',
  waiting_approval: 'paused',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  timed_out: 'timed_out',
  timeout: 'timed_out',
  interrupted: 'interrupted',
  unreadable: 'unreadable',
};

/** Without regard to case; undefined for a word that no server is known to use. */
export function executionStatusOf(value: JsonValue | undefined): ShownExecutionStatus | undefined {
  const word = textOf(value)?.toLowerCase();
  return word !== undefined && Object.hasOwn(executionStatuses, word) ? executionStatuses[word] : undefined;
}

const nodeStatuses: Readonly<Record<string, NodeStatus>> = {
  pending: 'pending',
  queued: 'pending',
  running: 'running',
  waiting: 'waiting',
  waiting_approval: 'waiting',
  paused: 'waiting',
  completed: 'completed',
  failed: 'failed',
  timed_out: 'timed_out',
  timeout: 'timed_out',
  skipped: 'skipped',
  cancelled: 'cancelled',
};

export function nodeStatusOf(value: JsonValue | undefined): NodeStatus | undefined {
  const word = textOf(value)?.toLowerCase();
  return word !== undefined && Object.hasOwn(nodeStatuses, word) ? nodeStatuses[word] : undefined;
}

/** Milliseconds since the epoch. A time without a zone is UTC. */
export function timeOf(value: JsonValue | undefined): number | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const bare = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/.exec(text);
  const ms = Date.parse(bare ? `${bare[1] ?? ''}T${bare[2] ?? ''}Z` : text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether a value nests deeper than {@link deepest}. */
export function isTooDeep(value: JsonValue): boolean {
  let level: readonly JsonValue[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/** Without `null`s, which servers put for whatever was not there. */
export function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const rest = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(rest.map(([key, one]) => [key, withoutNulls(one)]));
}

export function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** Servers tell agents' keys in clear: whatever comes from an agent is handed on without them. */
export function withoutKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutKeys);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, /^api_?key$/i.test(key) ? '***' : withoutKeys(one)]),
  );
}
