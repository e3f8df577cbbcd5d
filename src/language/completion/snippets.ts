/** Whole entries: a node of each kind, an edge, an agent of each runner, an input; and patterns of several. */
import { t } from '../../base/l10n.ts';
import { runnerNames } from '../../model/definition.ts';
import type { NodeKind } from '../../model/definition.ts';
import type { SchemaPart } from '../../model/schema/lookup.ts';
import type { Cursor } from '../cursor.ts';
import { isObject } from '../schemaText.ts';
import type { CompletionItem } from '../types.ts';
import { nodeTypeText, runnerText } from '../valueText.ts';
import type { WorkflowAround } from '../workflowAround.ts';
import { agentStop, freshId, nextEdge } from './guesses.ts';
import { edgePatterns, nodePatterns, type Pattern } from './patterns.ts';
import { runnerSettings } from './runnerSettings.ts';
import { itemsText, type Lines, mapText } from './snippetLines.ts';
import { inOrder } from './valueItem.ts';
import { workflowPatterns } from './workflowPatterns.ts';

/** What may begin at the cursor: an item of `nodes` or `edges`, a named one of `agents` or `inputs`, or the file. */
export function entrySnippets(cursor: Cursor, part: SchemaPart): readonly CompletionItem[] {
  const { path, kind } = cursor;
  const [section, step] = path;
  if (!isObject(part) || cursor.quoted || cursor.hasColon) return [];
  if (path.length === 2 && typeof step === 'number') {
    if (section === 'nodes') return listSnippets(cursor, nodeEntries(cursor.workflow()), nodePatterns);
    if (section === 'edges') return listSnippets(cursor, edgeEntries(cursor.workflow()), edgePatterns);
  }
  if (kind !== 'key') return [];
  if (path.length === 0) return cursor.flow ? [] : workflowPatterns().map((one, index) => snippet(cursor, one, index));
  const entries = path.length === 1 ? namedEntries(section) : [];
  return entries.map(({ lines, ...entry }, index) =>
    snippet(cursor, { ...entry, text: mapText(cursor, lines) }, index),
  );
}

interface Entry {
  readonly label: string;
  readonly about: () => string;
  readonly lines: Lines;
  readonly retrigger?: boolean;
}

function listSnippets(
  cursor: Cursor,
  entries: readonly Entry[],
  patterns: (around: WorkflowAround) => readonly Pattern[],
): readonly CompletionItem[] {
  const single = entries.map(({ lines, ...entry }) => ({ ...entry, text: mapText(cursor, lines) }));
  const several = patterns(cursor.workflow()).flatMap(({ items, ...pattern }) => {
    const text = itemsText(cursor, items);
    return text === undefined ? [] : { ...pattern, text };
  });
  return [...single, ...several].map((one, index) => snippet(cursor, one, index));
}

function nodeEntries(around: WorkflowAround): readonly Entry[] {
  const entries = Object.entries(nodeSnippets).map(([kind, [id, more]]): Entry => ({
    label: kind,
    about: () => nodeTypeText(kind),
    lines: [['id', `\${1:${freshId(id, around)}}`], ...more(around)],
  }));
  // A workflow has one start.
  const [start, ...others] = entries;
  const isStarted = around.graph.nodes.some(({ kind }) => kind === 'start');
  return start && isStarted ? [...others, start] : entries;
}

/** The id, and the keys behind it. */
const nodeSnippets: Readonly<Record<NodeKind, readonly [id: string, lines: (around: WorkflowAround) => Lines]>> = {
  start: ['start', () => [['type', 'start']]],
  agent_task: [
    'task',
    (around) => [
      ['type', 'agent_task'],
      ['agent_id', agentStop(2, around)],
    ],
  ],
  fork: [
    'fork',
    () => [
      ['type', 'parallel_gateway'],
      ['gateway_type', 'fork'],
    ],
  ],
  join: [
    'join',
    () => [
      ['type', 'parallel_gateway'],
      ['gateway_type', 'join'],
      ['config', [['mode', '${2|all,any,race,n_of_m,majority,all_settled|}']]],
    ],
  ],
  exclusive_gateway: ['decide', () => [['type', 'exclusive_gateway']]],
  delay: [
    'wait',
    () => [
      ['type', 'delay'],
      ['config', [['seconds', '${2:10}']]],
    ],
  ],
  approval: [
    'approve',
    () => [
      ['type', 'approval'],
      ['config', [['message', '$2']]],
    ],
  ],
  for_each: [
    'each',
    (around) => [
      ['type', 'for_each'],
      ['agent_id', agentStop(2, around)],
      ['config', [['items', '"\\${{ $3 }}"']]],
    ],
  ],
  subworkflow: [
    'part',
    () => [
      ['type', 'subworkflow'],
      ['config', [['path', '$2']]],
    ],
  ],
  end: ['end', () => [['type', 'end']]],
};

/** With the ends that the next edge likely has; without any, the ends are asked for at once. */
function edgeEntries(around: WorkflowAround): readonly Entry[] {
  const { source, target } = nextEdge(around);
  const stop = (number: number, id: string | undefined): string =>
    id === undefined ? `$${String(number)}` : `\${${String(number)}:${id}}`;
  return [
    {
      label: 'edge',
      about: () => t('An edge'),
      lines: [
        ['source', stop(1, source)],
        ['target', stop(2, target)],
      ],
      retrigger: source === undefined,
    },
  ];
}

function namedEntries(section: string | number | undefined): readonly Entry[] {
  if (section === 'agents')
    return runnerNames.map((uses) => ({
      label: uses,
      about: () => runnerText(uses),
      lines: [
        [
          `\${1:${uses}_agent}`,
          [
            ['uses', uses],
            ['with', runnerSettings[uses]],
          ],
        ],
      ],
    }));
  if (section !== 'inputs') return [];
  const type = '${2|string,number,integer,boolean,object,array|}';
  return [{ label: 'input', about: () => t('An input'), lines: [['${1:name}', [['type', type]]]] }];
}

interface Snippet {
  readonly label: string;
  readonly about: () => string;
  readonly text: string;
  readonly retrigger?: boolean;
}

function snippet(cursor: Cursor, { label, about, text, retrigger }: Snippet, index: number): CompletionItem {
  return {
    label,
    kind: 'snippet',
    detail: t('Snippet'),
    documentation: about,
    insertText: text,
    snippet: true,
    range: cursor.range,
    sortText: `1${inOrder(index)}`,
    ...(retrigger === true ? { retrigger } : {}),
  };
}
