/** Values of a closed list, and ids of what the file declares. */
import { t } from '../../base/l10n.ts';
import { availableRunners } from '../../model/availability.ts';
import { capabilitiesWithRunner } from '../../model/compile/agents.ts';
import type { RunnerName } from '../../model/definition.ts';
import { type SchemaPart, schemaAt, tagValues, valuesOf } from '../../model/schema/lookup.ts';
import type { Cursor } from '../cursor.ts';
import { agentSummary } from '../summaries.ts';
import type { CompletionItem } from '../types.ts';
import { valueText } from '../valueText.ts';
import { completeNodeIds } from './nodeIds.ts';
import { inOrder, valueItem } from './valueItem.ts';

export function completeValues(cursor: Cursor, part: SchemaPart): readonly CompletionItem[] {
  const [section, , key] = cursor.path;
  if (cursor.path.length === 3 && section === 'edges' && (key === 'source' || key === 'target'))
    return completeNodeIds(cursor, key);
  if (cursor.path.length === 3 && section === 'nodes' && key === 'agent_id') return agentIds(cursor);
  if (section === 'agents' && key === 'capabilities') return capabilities(cursor);
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
  const values = tags.length > 0 ? tags : valuesOf(part);
  return values.map((value, index) => {
    const name = typeof value === 'string' ? value : JSON.stringify(value);
    const discouraged = typeof value === 'string' && !isAvailable(cursor, key, value);
    return valueItem(cursor, name, 'value', {
      documentation: () =>
        [valueText(key, name), discouraged ? t('Not available in this version.') : ''].filter(Boolean).join('\n\n'),
      sortText: inOrder(discouraged ? values.length + index : index),
      ...(value === part.default ? { detail: t('default') } : {}),
      ...(discouraged ? { discouraged } : {}),
      ...(typeof value === 'string' ? {} : { insertText: cursor.lead + name }),
    });
  });
}

function isAvailable({ path }: Cursor, key: string, value: string): boolean {
  return key !== 'uses' || path[0] !== 'agents' || availableRunners.has(value as RunnerName);
}
