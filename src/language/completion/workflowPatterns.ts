/** Whole workflows for an empty file. */
import { t } from '../../base/l10n.ts';
import { patternLabels } from './patterns.ts';

export interface WorkflowPattern {
  readonly label: string;
  readonly about: () => string;
  /** The whole file, in snippet syntax. */
  readonly text: string;
}

/** Each is valid, and executes as it is: its agents need no server and no key. */
export function workflowPatterns(): readonly WorkflowPattern[] {
  return [
    {
      label: 'workflow',
      about: () => t('A whole workflow: a start, one task, an end.'),
      text: workflow(oneTask),
    },
    {
      label: `workflow: ${patternLabels.fork}`,
      about: () => t('A whole workflow: three tasks side by side, then one with what they found.'),
      text: workflow(threeBranches),
    },
    {
      label: `workflow: ${patternLabels.approval}`,
      about: () => t('A whole workflow: a person is asked, and one of two tasks follows.'),
      text: workflow(twoWays),
    },
    {
      label: `workflow: ${patternLabels.forEach}`,
      about: () => t('A whole workflow: one task for every item of a list.'),
      text: workflow(eachItem),
    },
  ];
}

interface Parts {
  readonly inputs?: readonly string[];
  /** Ids with their expressions. */
  readonly agents: readonly (readonly [id: string, expression: string])[];
  /** Between start and end. */
  readonly nodes: readonly string[];
  /** `SOURCE TARGET`, and more keys. */
  readonly edges: readonly string[];
}

const worker = ['worker', "'Hello'"] as const;

const oneTask: Parts = {
  agents: [worker],
  nodes: ['{ id: ${2:task}, type: agent_task, agent_id: worker }'],
  edges: ['start $2', '$2 end'],
};

const threeBranches: Parts = {
  agents: [worker, ['merger', 'input']],
  nodes: [
    '{ id: fork, type: parallel_gateway, gateway_type: fork }',
    '{ id: ${2:first}, type: agent_task, agent_id: worker }',
    '{ id: ${3:second}, type: agent_task, agent_id: worker }',
    '{ id: ${4:third}, type: agent_task, agent_id: worker }',
    '{ id: join, type: parallel_gateway, gateway_type: join }',
    '{ id: ${5:merge}, type: agent_task, agent_id: merger }',
  ],
  edges: [
    'start fork',
    ...['$2', '$3', '$4'].map((branch) => `fork ${branch}`),
    ...['$2', '$3', '$4'].map((branch) => `${branch} join`),
    'join $5',
    '$5 end',
  ],
};

const twoWays: Parts = {
  agents: [worker],
  nodes: [
    '{ id: ${2:approve}, type: approval, config: { message: "${3:May it go on?}" } }',
    '{ id: ${4:approved}, type: agent_task, agent_id: worker }',
    '{ id: ${5:rejected}, type: agent_task, agent_id: worker }',
  ],
  edges: ['start $2', '$2 $4', '$2 $5, on: failure', '$4 end', '$5 end'],
};

const eachItem: Parts = {
  inputs: ['items: { type: array, default: [${3:1, 2, 3}] }'],
  agents: [worker],
  nodes: ['{ id: ${2:each}, type: for_each, agent_id: worker, config: { items: "\\${{ inputs.items }}", as: item } }'],
  edges: ['start $2', '$2 end'],
};

function workflow({ inputs = [], agents, nodes, edges }: Parts): string {
  const lines = [
    'name: ${1:my_workflow}',
    ...(inputs.length === 0 ? [] : ['', 'inputs:', ...inputs.map((line) => `  ${line}`)]),
    '',
    'agents:',
    ...agents.flatMap(([id, expression]) => [
      `  ${id}:`,
      '    uses: transform',
      `    with: { expression: "${expression}" }`,
    ]),
    '',
    'nodes:',
    ...['{ id: start, type: start }', ...nodes, '{ id: end, type: end }'].map((node) => `  - ${node}`),
    '',
    'edges:',
    ...edges.map((edge) => `  - { ${edge.replace(/^(\S+) ([^\s,]+)/, 'source: $1, target: $2')} }`),
    '$0',
  ];
  return lines.join('\n');
}
