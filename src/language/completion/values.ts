/** Values of a closed list, and ids of what the file declares. */
import { t } from '../../base/l10n.ts';
import { availableRunners } from '../../model/availability.ts';
import { capabilitiesWithRunner } from '../../model/compile/agents.ts';
import type { NodeDefinition, RunnerName } from '../../model/definition.ts';
import { type SchemaPart, schemaAt, tagValues, valuesOf } from '../../model/schema/lookup.ts';
import type { Cursor } from '../cursor.ts';
import { agentSummary, kindText, nodeSummary } from '../summaries.ts';
import type { CompletionItem, CompletionKind } from '../types.ts';
import { valueText } from '../valueText.ts';

export function completeValues(cursor: Cursor, part: SchemaPart): readonly CompletionItem[] {
  const [section, , key] = cursor.path;
  if (cursor.path.length === 3 && section === 'edges' && (key === 'source' || key === 'target'))
    return nodeIds(cursor, key);
  if (cursor.path.length === 3 && section === 'nodes' && key === 'agent_id') return agentIds(cursor);
  if (section === 'agents' && key === 'capabilities') return capabilities(cursor);
  return listed(cursor, part);
}

/** All nodes; those that still lack an edge on that side first, those that cannot have one last. */
function nodeIds(cursor: Cursor, side: 'source' | 'target'): readonly CompletionItem[] {
  const { definition, graph } = cursor.definition();
  const edges = side === 'source' ? graph.outgoing : graph.incoming;
  const rank = (node: NodeDefinition, index: number): number => {
    if (node.kind === (side === 'source' ? 'end' : 'start')) return 2;
    return edges[index]?.length === 0 ? 0 : 1;
  };
  return definition.nodes.map((node, index) =>
    item(cursor, node.id, 'node', {
      detail: kindText(node),
      documentation: nodeSummary(node, definition, graph),
      sortText: `${String(rank(node, index))}${String(index).padStart(5, '0')}`,
    }),
  );
}

function agentIds(cursor: Cursor): readonly CompletionItem[] {
  const { definition } = cursor.definition();
  return [...definition.agents.values()].map((agent, index) =>
    item(cursor, agent.id, 'agent', {
      detail: agent.uses ?? '',
      documentation: agentSummary(agent, definition),
      sortText: String(index).padStart(5, '0'),
    }),
  );
}

function capabilities(cursor: Cursor): readonly CompletionItem[] {
  return capabilitiesWithRunner.map((name, index) => item(cursor, name, 'value', { sortText: String(index) }));
}

function listed(cursor: Cursor, part: SchemaPart): readonly CompletionItem[] {
  const key = String(cursor.path.at(-1));
  const parent = schemaAt(cursor.tree.root, cursor.path.slice(0, -1));
  const tags = parent ? tagValues(parent, key) : [];
  const values = tags.length > 0 ? tags : valuesOf(part);
  return values.map((value, index) => {
    const name = typeof value === 'string' ? value : JSON.stringify(value);
    const discouraged = typeof value === 'string' && !isAvailable(cursor, key, value);
    const about = discouraged ? t('Not available in this version.') : '';
    return item(cursor, name, 'value', {
      documentation: [valueText(key, name), about].filter(Boolean).join('\n\n'),
      sortText: `${discouraged ? '1' : '0'}${String(index).padStart(3, '0')}`,
      ...(value === part.default ? { detail: t('default') } : {}),
      ...(discouraged ? { discouraged } : {}),
      ...(typeof value === 'string' ? {} : { literal: true }),
    });
  });
}

function isAvailable({ path }: Cursor, key: string, value: string): boolean {
  return key !== 'uses' || path[0] !== 'agents' || availableRunners.has(value as RunnerName);
}

function item(
  cursor: Cursor,
  label: string,
  kind: CompletionKind,
  rest: Partial<CompletionItem> & { readonly sortText: string; readonly literal?: boolean },
): CompletionItem {
  const { literal = false, documentation, ...more } = rest;
  return {
    label,
    kind,
    insertText: cursor.lead + (cursor.quoted || literal ? label : plain(label, cursor.flow)),
    snippet: false,
    range: cursor.range,
    ...more,
    ...(documentation === undefined || documentation === '' ? {} : { documentation }),
  };
}

/** A text as a scalar: quoted where YAML would read something else. */
function plain(text: string, flow: boolean): string {
  const readsAsOther = /^(?:|~|null|true|false|[-+.]?[\d.][\d._eExXo]*|[-+]?\.(?:inf|nan))$/i.test(text);
  const special = /^[\s\-?:,[\]{}#&*!|>'"%@`]|:\s|\s#|:$|\s$|[\r\n]/.test(text) && !/^[-?:][^\s,[\]{}]/.test(text);
  const inFlow = flow && /[,[\]{}]/.test(text);
  return readsAsOther || special || inFlow ? JSON.stringify(text) : text;
}
