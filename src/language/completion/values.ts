/** Values of a closed list, and ids of what the file declares. */
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { capabilitiesWithRunner } from '../../model/compile/agents.ts';
import { type SchemaPart, schemaAt, tagValues, valuesOf } from '../../model/schema/lookup.ts';
import type { Cursor } from '../cursor.ts';
import { agentSummary } from '../summaries.ts';
import type { CompletionItem } from '../types.ts';
import { valueText } from '../valueText.ts';
import { completeNodeIds } from './nodeIds.ts';
import { completeRunners } from './runners.ts';
import { inOrder, valueItem } from './valueItem.ts';

export function completeValues(cursor: Cursor, part: SchemaPart): readonly CompletionItem[] {
  const [section, , key] = cursor.path;
  if (cursor.path.length === 3 && section === 'edges' && (key === 'source' || key === 'target'))
    return completeNodeIds(cursor, key);
  if (cursor.path.length === 3 && section === 'nodes' && key === 'agent_id') return agentIds(cursor);
  if (section === 'agents' && key === 'capabilities') return capabilities(cursor);
  if (cursor.path.length === 3 && section === 'agents' && key === 'uses') return completeRunners(cursor);
  return listed(cursor, part);
}

function agentIds(cursor: Cursor): readonly CompletionItem[] {
  const { definition } = cursor.workflow();
  return [...definition.agents.values()].map((agent, index) =>
    valueItem(cursor, agent.id, 'agent', {
      detail: agent.uses ?? '',
      documentation: () => agentSummary(agent, definition),
      sortText: inOrder(index),
    }),
  );
}

function capabilities(cursor: Cursor): readonly CompletionItem[] {
  const { definition } = cursor.workflow();
  const used = [...definition.agents.values()].flatMap((agent) => agent.capabilities);
  return [...new Set([...capabilitiesWithRunner, ...used])].map((name, index) =>
    valueItem(cursor, name, 'value', { sortText: inOrder(index) }),
  );
}

function listed(cursor: Cursor, part: SchemaPart): readonly CompletionItem[] {
  const key = String(cursor.path.at(-1));
  const parent = schemaAt(cursor.tree.root, cursor.path.slice(0, -1));
  const tags = parent ? tagValues(parent, key) : [];
  const values = tags.length > 0 ? tags : [...valuesOf(part), ...wordsFor(cursor)];
  return values.map((value, index) => {
    const name = typeof value === 'string' ? value : JSON.stringify(value);
    return valueItem(cursor, name, 'value', {
      documentation: () => valueText(key, name),
      sortText: inOrder(index),
      ...(value === part.default ? { detail: t('default') } : {}),
      ...(typeof value === 'string' ? {} : { insertText: cursor.lead + name }),
    });
  });
}

/** Values that are usual where any may stand. */
function wordsFor(cursor: Cursor): readonly JsonValue[] {
  const { path } = cursor;
  if (path.at(-2) === 'retry_on') return ['timeout', 'network', 'http', 'sql', 'script', 'agent'];
  if (path[0] === 'inputs' && path[2] === 'format' && path.length === 3)
    return ['date', 'time', 'date-time', 'email', 'hostname', 'ipv4', 'ipv6', 'regex', 'uri', 'uuid'];
  if (path[0] === 'inputs' && path[2] === 'default' && path.length === 3) return inputValues(cursor);
  return [];
}

/** What an input may be, where that is little. */
function inputValues(cursor: Cursor): readonly JsonValue[] {
  const input = cursor.workflow().definition.inputs?.get(String(cursor.path[1]));
  return input?.enum ?? (input?.type === 'boolean' ? [true, false] : []);
}
