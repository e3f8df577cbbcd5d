/** Several nodes or edges that belong together. */
import { t } from '../../base/l10n.ts';
import type { WorkflowAround } from '../workflowAround.ts';
import { agentStop, freshId, openGateway } from './guesses.ts';
import type { Lines } from './snippetLines.ts';

export interface Pattern {
  readonly label: string;
  readonly about: () => string;
  readonly items: readonly Lines[];
}

export const patternLabels = {
  fork: 'fork with three branches',
  openFork: 'fork with its branches',
  approval: 'approval with two ways',
  forEach: 'for each item',
};

export function nodePatterns(around: WorkflowAround): readonly Pattern[] {
  const id = (stop: number, wanted: string): Lines[number] => ['id', `\${${String(stop)}:${freshId(wanted, around)}}`];
  const task = (stop: number, wanted: string): Lines => [
    id(stop, wanted),
    ['type', 'agent_task'],
    ['agent_id', agentStop(stop + 1, around)],
  ];
  const gateway = (stop: number, type: string): Lines => [
    id(stop, type),
    ['type', 'parallel_gateway'],
    ['gateway_type', type],
  ];
  return [
    {
      label: patternLabels.fork,
      about: () => t('A fork, three tasks that run side by side, and the join that waits for them.'),
      items: [gateway(1, 'fork'), task(2, 'first'), task(4, 'second'), task(6, 'third'), gateway(8, 'join')],
    },
    {
      label: patternLabels.approval,
      about: () => t('A person is asked; one task for yes, one for no.'),
      items: [
        [id(1, 'approve'), ['type', 'approval'], ['config', [['message', '"${2:May it go on?}"']]]],
        task(3, 'approved'),
        task(5, 'rejected'),
      ],
    },
    {
      label: patternLabels.forEach,
      about: () => t('One task for every item of a list, a few at a time.'),
      items: [
        [
          id(1, 'each'),
          ['type', 'for_each'],
          ['agent_id', agentStop(2, around)],
          [
            'config',
            [
              ['items', '"\\${{ ${3:inputs.items} }}"'],
              ['as', '${4:item}'],
              ['max_concurrency', '${5:3}'],
            ],
          ],
        ],
      ],
    },
  ];
}

/** With the ids of the nodes that are not connected yet, where there are such. */
export function edgePatterns(around: WorkflowAround): readonly Pattern[] {
  const fork = openGateway(around, 'fork');
  const approval = openGateway(around, 'approval');
  return [
    {
      label: fork ? patternLabels.openFork : patternLabels.fork,
      about: () => t('From a fork to its branches, and from them to their join.'),
      items: forkEdges(fork ?? { gateway: 'fork', branches: ['first', 'second', 'third'], join: 'join' }),
    },
    {
      label: patternLabels.approval,
      about: () => t('From an approval on, when it was given and when it was refused.'),
      items: approvalEdges(approval ?? { gateway: 'approve', branches: ['approved', 'rejected'] }),
    },
  ];
}

type Ends = Partial<NonNullable<ReturnType<typeof openGateway>>> & {
  readonly gateway: string;
  readonly branches: readonly string[];
};

function forkEdges({ before, gateway, branches, join, after }: Ends): readonly Lines[] {
  const stops = new Stops();
  return [
    ...(before === undefined ? [] : [edge(stops.of(before), stops.of(gateway))]),
    ...branches.map((branch) => edge(stops.of(gateway), stops.of(branch))),
    ...(join === undefined ? [] : branches.map((branch) => edge(stops.of(branch), stops.of(join)))),
    ...(join === undefined || after === undefined ? [] : [edge(stops.of(join), stops.of(after))]),
  ];
}

function approvalEdges({ before, gateway, branches, after }: Ends): readonly Lines[] {
  const stops = new Stops();
  return [
    ...(before === undefined ? [] : [edge(stops.of(before), stops.of(gateway))]),
    ...branches.map((branch, index) =>
      edge(
        stops.of(gateway),
        stops.of(branch),
        index === 0
          ? [['label', 'approved']]
          : [
              ['on', 'failure'],
              ['label', 'rejected'],
            ],
      ),
    ),
    ...(after === undefined ? [] : branches.map((branch) => edge(stops.of(branch), stops.of(after)))),
  ];
}

function edge(source: string, target: string, more: Lines = []): Lines {
  return [['source', source], ['target', target], ...more];
}

/** One tab stop for each id: where it is written again, it follows. */
class Stops {
  readonly #numbers = new Map<string, number>();

  of(id: string): string {
    const known = this.#numbers.get(id);
    if (known !== undefined) return `$${String(known)}`;
    this.#numbers.set(id, this.#numbers.size + 1);
    return `\${${String(this.#numbers.size)}:${id}}`;
  }
}
