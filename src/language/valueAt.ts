/** What an expression's reference means: which kind of value it is, and what it was in the last execution. */
import { t } from '../base/l10n.ts';
import { isJsonObject, type JsonValue } from '../base/json.ts';
import type { Reference } from '../model/expressions/compile.ts';
import { neighbours } from '../model/graph/graph.ts';
import type { Project } from '../model/project.ts';
import { lastNode } from './lastNode.ts';
import { code } from './schemaText.ts';
import { type Field, inputFields, nodeFields, receivedFields } from './shapes.ts';
import type { LastExecution } from './types.ts';

/** @param node the index of the node in which the expression stands */
export function referenceLines(
  project: Project,
  { context, path }: Reference,
  node: number | undefined,
  last: LastExecution | undefined,
): readonly string[] {
  const type = typeOf(context.toLowerCase(), fieldsOf(project, context.toLowerCase(), path, node), path);
  const value = last && lastValue(project, context.toLowerCase(), path, node, last);
  return [type === '' ? '' : t('Type: {0}', code(type)), value === undefined ? '' : lastValueLine(value)].filter(
    Boolean,
  );
}

function fieldsOf(
  project: Project,
  context: string,
  [first]: readonly string[],
  node: number | undefined,
): readonly Field[] {
  switch (context) {
    case 'inputs':
      return inputFields(project);
    case 'nodes': {
      const index = project.graph.indexOf(first ?? '');
      return index === undefined ? [] : nodeFields(project, [index]);
    }
    case 'input':
      return node === undefined ? [] : receivedFields(project, node);
    default:
      return [];
  }
}

/** What runners promise of their fields, in the words of an input's type. */
const outputTypes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  http: { status: 'number', headers: 'object' },
  sql: { columns: 'array', rows: 'array', row_count: 'number' },
  cache: { hit: 'boolean' },
  llm: { text: 'string', usage: 'object' },
  ipa: { stats: 'object', tool_calls: 'array' },
};

/** Follows the path as far as something is known; empty where it leads to what nobody promises. */
function typeOf(context: string, fields: readonly Field[], path: readonly string[]): string {
  let known = fields;
  let found: Field | undefined;
  for (const step of path) {
    found = known.find(({ name }) => isSame(name, step));
    if (!found) return '';
    known = found.fields?.() ?? [];
  }
  if (!found) return '';
  if (known.length > 0) return `{ ${known.map(({ name }) => name).join(', ')} }`;
  if (context === 'inputs') return found.detail;
  const [, part] = path;
  if (context === 'nodes' && (part === 'status' || part === 'error')) return 'string';
  return outputTypes[found.detail]?.[found.name] ?? '';
}

function lastValue(
  project: Project,
  context: string,
  path: readonly string[],
  node: number | undefined,
  last: LastExecution,
): JsonValue | undefined {
  const [first, ...rest] = path;
  switch (context) {
    case 'inputs': {
      const input = [...(project.definition.inputs?.values() ?? [])].find(({ name }) => isSame(name, first));
      return input?.secret === true ? undefined : follow(last.inputs, path);
    }
    case 'nodes': {
      const index = project.graph.indexOf(first ?? '');
      const [part, ...more] = rest;
      const found = lastNode(last, project.graph.nodes[index ?? -1]?.id ?? '');
      if (!found || part === undefined) return undefined;
      const { output, status } = found;
      const error = found.error ? { kind: found.error.kind, message: found.error.message } : null;
      return follow({ output, status, error }, [part, ...more]);
    }
    case 'input': {
      const [only, ...others] = node === undefined ? [] : neighbours(project.graph, node, 'incoming');
      const found = others.length === 0 ? lastNode(last, project.graph.nodes[only ?? -1]?.id ?? '') : undefined;
      return found && follow(found.output, path);
    }
    default:
      return undefined;
  }
}

function follow(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const step of path) {
    if (Array.isArray(found)) found = found[Number(step)];
    else if (isJsonObject(found)) found = Object.entries(found).find(([name]) => isSame(name, step))?.[1];
    else return undefined;
  }
  return found;
}

function isSame(a: string, b: string | undefined): boolean {
  return b !== undefined && a.toLowerCase() === b.toLowerCase();
}

export function lastValueLine(value: JsonValue): string {
  return t('Last value: {0}', code(JSON.stringify(value)));
}
