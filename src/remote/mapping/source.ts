/** The file's text on the server, so that a pull gives the same file, comments included. */
import type { JsonObject, JsonValue } from '../../base/json.ts';
import { objectOf, textOf } from '../values.ts';
import { fromServerGraph } from './graph.ts';

/** Under `variables` (R1–R3), which servers keep as it is. */
const variable = 'ipa_workflow';
/** A flat workflow (T) has it under a free key, and one of our `serve` under `source`. */
export const sourceKey = 'x-ipa-source';

export function withSource(text: string): JsonObject {
  return { [variable]: { format: 1, source: text } };
}

export function sourceIn(workflow: JsonObject): string | undefined {
  const kept = objectOf(objectOf(workflow['variables'])?.[variable])?.['source'];
  const own = Array.isArray(workflow['nodes']) ? (workflow[sourceKey] ?? workflow['source']) : undefined;
  return textOf(kept) ?? textOf(own);
}

/** Whether two graphs of a server's dialect say the same: one that was changed there is not what the text says any more. */
export function saySame(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return canonical(fromServerGraph(a)) === canonical(fromServerGraph(b));
}

function canonical(graph: ReturnType<typeof fromServerGraph>): string {
  if (!graph) return '';
  const sorted = (items: readonly JsonObject[]): string[] => items.map((item) => JSON.stringify(item, byKey)).sort();
  return JSON.stringify([sorted(graph.nodes), sorted(graph.edges)]);
}

function byKey(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
