/** Whole entries: a node of each kind, an edge, an agent of each runner, an input. */
import { t } from '../../base/l10n.ts';
import { availableRunners } from '../../model/availability.ts';
import type { NodeKind, RunnerName } from '../../model/definition.ts';
import type { SchemaPart } from '../../model/schema/lookup.ts';
import type { Cursor } from '../cursor.ts';
import { isObject } from '../schemaText.ts';
import type { CompletionItem } from '../types.ts';
import { nodeTypeText, runnerText } from '../valueText.ts';

/** One level of keys; a value that is a list of lines is a map below its key. In snippet syntax. */
type Lines = readonly (readonly [key: string, value: string | Lines])[];

const nodeSnippets: Readonly<Record<NodeKind, Lines>> = {
  start: [
    ['id', '${1:start}'],
    ['type', 'start'],
  ],
  agent_task: [
    ['id', '${1:task}'],
    ['type', 'agent_task'],
    ['agent_id', '$2'],
  ],
  fork: [
    ['id', '${1:fork}'],
    ['type', 'parallel_gateway'],
    ['gateway_type', 'fork'],
  ],
  join: [
    ['id', '${1:join}'],
    ['type', 'parallel_gateway'],
    ['gateway_type', 'join'],
    ['config', [['mode', '${2|all,any,race,n_of_m,majority,all_settled|}']]],
  ],
  exclusive_gateway: [
    ['id', '${1:decide}'],
    ['type', 'exclusive_gateway'],
  ],
  delay: [
    ['id', '${1:wait}'],
    ['type', 'delay'],
    ['config', [['seconds', '${2:10}']]],
  ],
  approval: [
    ['id', '${1:approve}'],
    ['type', 'approval'],
    ['config', [['message', '$2']]],
  ],
  for_each: [
    ['id', '${1:each}'],
    ['type', 'for_each'],
    ['agent_id', '$2'],
    ['config', [['items', '"\\${{ $3 }}"']]],
  ],
  subworkflow: [
    ['id', '${1:part}'],
    ['type', 'subworkflow'],
    ['config', [['path', '$2']]],
  ],
  end: [
    ['id', '${1:end}'],
    ['type', 'end'],
  ],
};

const runnerSettings: Readonly<Record<RunnerName, Lines>> = {
  http: [['url', '$2']],
  sql: [
    ['connection', '${2:sqlite:./data.db}'],
    ['query', '${3:SELECT 1}'],
  ],
  cache: [['key', '$2']],
  transform: [['expression', '${2:input}']],
  mock: [['output', '$2']],
  script: [['path', '$2']],
  command: [['run', '[$2]']],
  llm: [['prompt', '$2']],
  mcp: [
    ['server', '$2'],
    ['tool', '$3'],
  ],
  ipa: [
    ['agent_id', '$2'],
    ['message', '$3'],
  ],
};

const edgeSnippet: Lines = [
  ['source', '$1'],
  ['target', '$2'],
];

/** The entries that may begin at the cursor: an item of `nodes` or `edges`, or a named one of `agents` or `inputs`. */
export function entrySnippets(cursor: Cursor, part: SchemaPart): readonly CompletionItem[] {
  const [section, step] = cursor.path;
  if (!isObject(part) || cursor.quoted || cursor.hasColon) return [];
  if (cursor.path.length === 2 && typeof step === 'number') {
    if (section === 'edges') return [snippet(cursor, 'edge', t('An edge'), edgeSnippet, 0)];
    if (section === 'nodes')
      return Object.entries(nodeSnippets).map(([kind, lines], index) =>
        snippet(cursor, kind, nodeTypeText(kind), lines, index),
      );
  }
  if (cursor.path.length !== 1 || cursor.kind !== 'key') return [];
  if (section === 'agents')
    return [...availableRunners].map((uses, index) =>
      snippet(cursor, uses, runnerText(uses), [[`\${1:${uses}_agent}`, agentLines(uses)]], index),
    );
  if (section === 'inputs')
    return [
      snippet(
        cursor,
        'input',
        t('An input'),
        [['${1:name}', [['type', '${2|string,number,integer,boolean,object,array|}']]]],
        0,
      ),
    ];
  return [];
}

function agentLines(uses: RunnerName): Lines {
  return [
    ['uses', uses],
    ['with', runnerSettings[uses]],
  ];
}

function snippet(cursor: Cursor, name: string, about: string, lines: Lines, index: number): CompletionItem {
  const text = cursor.flow ? inFlow(lines) : inBlock(lines, ' '.repeat(cursor.pad));
  return {
    label: name,
    kind: 'snippet',
    detail: t('Snippet'),
    documentation: () => about,
    // In `[ ]` an item brings its own braces.
    insertText: cursor.flow && cursor.kind === 'value' ? `{ ${text} }` : cursor.lead + text,
    snippet: true,
    range: cursor.range,
    sortText: `1${String(index).padStart(3, '0')}`,
  };
}

function inFlow(lines: Lines): string {
  return lines
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : `{ ${inFlow(value)} }`}`)
    .join(', ');
}

/** The first line begins at the cursor, the others at `indent`. */
function inBlock(lines: Lines, indent: string): string {
  return lines
    .map(([key, value]) =>
      typeof value === 'string' ? `${key}: ${value}`.trimEnd() : `${key}:\n${indent}  ${inBlock(value, `${indent}  `)}`,
    )
    .join(`\n${indent}`);
}
