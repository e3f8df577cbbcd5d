/** A workflow with one mistake for each code that has a quick fix, in flow style; what its preferred fix makes of it. */
import type { DiagnosticCode } from '../../../src/model/diagnostic.ts';

export interface FixCase {
  readonly what: string;
  readonly code: DiagnosticCode;
  /** Replaces parts of the frame: each pair is what stands there, and what stands there instead. */
  readonly changes: readonly (readonly [string, string])[];
  readonly title: string;
  /** Lines of the fixed text that the broken text does not have. */
  readonly added: readonly string[];
  /** Lines that are gone. */
  readonly removed: readonly string[];
}

export const frame = `# A workflow to break
name: frame # its name

inputs:
  url: { type: string } # where
agents:
  # the caller
  api: { uses: http, with: { url: "\${{ inputs.url }}" } }
nodes:
  # it begins
  - { id: start, type: start }
  - { id: first, type: agent_task, agent_id: api } # one
  # two
  - { id: second, type: agent_task, agent_id: api }
  - { id: end, type: end }
edges:
  - { source: start, target: first }
  # onwards
  - { source: first, target: second } # here
  - { source: second, target: end }
`;

const parallel = [
  ['  # two\n', '  # two\n  - { id: fork, type: parallel_gateway, gateway_type: fork }\n'],
  ['  - { id: end,', '  - { id: third, type: agent_task, agent_id: api }\n  - { id: end,'],
  ['{ source: first, target: second } # here', '{ source: first, target: fork } # here'],
] as const;

const choice = [
  ['  # two\n', '  # two\n  - { id: choose, type: exclusive_gateway }\n'],
  ['  - { id: end,', '  - { id: third, type: agent_task, agent_id: api }\n  - { id: end,'],
  ['{ source: first, target: second } # here', '{ source: first, target: choose } # here'],
] as const;

export const fixCases: readonly FixCase[] = [
  {
    what: 'a misspelt key',
    code: 'unknown-key',
    changes: [['{ source: first, target: second }', '{ source: first, targt: second }']],
    title: 'Rename to "target"',
    added: ['  - { source: first, target: second } # here'],
    removed: ['  - { source: first, targt: second } # here'],
  },
  {
    what: "another format's key, in quotes",
    code: 'unknown-key',
    changes: [['{ source: first, target: second }', '{ "from": first, target: second }']],
    title: 'Rename to "source"',
    added: ['  - { "source": first, target: second } # here'],
    removed: ['  - { "from": first, target: second } # here'],
  },
  {
    what: 'a key that nothing is near to',
    code: 'unknown-key',
    changes: [['{ id: second, ', '{ id: second, zzzzzz: 1, ']],
    title: 'Remove the key "zzzzzz"',
    added: ['  - { id: second, type: agent_task, agent_id: api }'],
    removed: ['  - { id: second, zzzzzz: 1, type: agent_task, agent_id: api }'],
  },
  {
    what: 'a missing end of an edge',
    code: 'missing-key',
    changes: [['{ source: second, target: end }', '{ source: second }']],
    title: 'Add the key "target"',
    added: ['  - { source: second, target: end }'],
    removed: ['  - { source: second }'],
  },
  {
    what: 'a missing agent',
    code: 'missing-key',
    changes: [['{ id: second, type: agent_task, agent_id: api }', '{ id: second, type: agent_task, name: Two }']],
    title: 'Add the key "agent_id"',
    added: ['  - { id: second, type: agent_task, agent_id: api, name: Two }'],
    removed: ['  - { id: second, type: agent_task, name: Two }'],
  },
  {
    what: 'a missing type',
    code: 'missing-key',
    changes: [['{ id: second, type: agent_task, agent_id: api }', '{ id: second, agent_id: api }']],
    title: 'Add the key "type"',
    added: ['  - { id: second, type: agent_task, agent_id: api }'],
    removed: ['  - { id: second, agent_id: api }'],
  },
  {
    what: 'a missing id that edges name',
    code: 'missing-key',
    changes: [['{ id: second, type: agent_task, agent_id: api }', '{ type: agent_task, agent_id: api }']],
    title: 'Add the key "id"',
    added: ['  - { type: agent_task, agent_id: api, id: second }'],
    removed: ['  - { type: agent_task, agent_id: api }'],
  },
  {
    what: 'a missing name',
    code: 'missing-key',
    changes: [['name: frame # its name\n', '']],
    title: 'Add the key "name"',
    added: ['name: workflow'],
    removed: [],
  },
  {
    what: 'a delay without a time',
    code: 'missing-key',
    changes: [['{ id: second, type: agent_task, agent_id: api }', '{ id: second, type: delay, name: Two }']],
    title: 'Add the key "seconds"',
    added: ['  - { id: second, type: delay, name: Two, config: { seconds: 1 } }'],
    removed: ['  - { id: second, type: delay, name: Two }'],
  },
  {
    what: "another format's type",
    code: 'invalid-value',
    changes: [['{ id: second, type: agent_task,', '{ id: second, type: agent,']],
    title: 'Change to "agent_task"',
    added: ['  - { id: second, type: agent_task, agent_id: api }'],
    removed: ['  - { id: second, type: agent, agent_id: api }'],
  },
  {
    what: "another format's fork",
    code: 'invalid-value',
    changes: [['{ id: second, type: agent_task, agent_id: api }', "{ id: second, type: 'fork' }"]],
    title: 'Change to "parallel_gateway"',
    added: ["  - { id: second, type: 'parallel_gateway', gateway_type: fork }"],
    removed: ["  - { id: second, type: 'fork' }"],
  },
  {
    what: 'a number past its bound',
    code: 'invalid-value',
    changes: [['name: frame # its name\n', 'name: frame # its name\nmax_concurrency: 5000 # many\n']],
    title: 'Change to "1000"',
    added: ['max_concurrency: 1000 # many'],
    removed: ['max_concurrency: 5000 # many'],
  },
  {
    what: 'an id that cannot be one',
    code: 'invalid-value',
    changes: [
      ['{ id: second,', '{ id: "2nd one",'],
      ['{ source: first, target: second }', '{ source: first, target: 2nd one }'],
      ['{ source: second, target: end }', '{ source: 2nd one, target: end }'],
    ],
    title: 'Change to "_2nd_one"',
    added: [
      '  - { id: "_2nd_one", type: agent_task, agent_id: api }',
      '  - { source: first, target: _2nd_one } # here',
      '  - { source: _2nd_one, target: end }',
    ],
    removed: [
      '  - { id: "2nd one", type: agent_task, agent_id: api }',
      '  - { source: first, target: 2nd one } # here',
      '  - { source: 2nd one, target: end }',
    ],
  },
  {
    what: 'a second node of an id',
    code: 'duplicate-node-id',
    changes: [['  - { id: end,', '  - { id: SECOND, type: delay, config: { seconds: 1 } }\n  - { id: end,']],
    title: 'Rename to "SECOND_2" and put it behind "second"',
    added: [
      '  - { id: SECOND_2, type: delay, config: { seconds: 1 } }',
      '  - { source: second, target: SECOND_2 }',
      '  - { source: SECOND_2, target: end }',
    ],
    removed: ['  - { id: SECOND, type: delay, config: { seconds: 1 } }', '  - { source: second, target: end }'],
  },
  {
    what: 'a copy of a node',
    code: 'duplicate-node-id',
    changes: [['  - { id: end,', '  # a copy\n  - { id: second, type: agent_task, agent_id: api }\n  - { id: end,']],
    title: 'Remove this node',
    added: [],
    removed: ['  # a copy', '  - { id: second, type: agent_task, agent_id: api }'],
  },
  {
    what: 'a second edge',
    code: 'duplicate-edge',
    changes: [
      [
        '  - { source: second, target: end }',
        '  # again\n  - { target: second, source: first } # twice\n  - { source: second, target: end }',
      ],
    ],
    title: 'Remove this edge',
    added: [],
    removed: ['  # again', '  - { target: second, source: first } # twice'],
  },
  {
    what: 'a misspelt node',
    code: 'unknown-node',
    changes: [['target: second } # here', "target: 'secnd' } # here"]],
    title: 'Change to "second"',
    added: ["  - { source: first, target: 'second' } # here"],
    removed: ["  - { source: first, target: 'secnd' } # here"],
  },
  {
    what: 'a node that is not there',
    code: 'unknown-node',
    changes: [
      [
        '  - { source: second, target: end }',
        '  - { source: second, target: end }\n  - { source: first, target: publish, on: failure }',
      ],
    ],
    title: 'Create the node "publish"',
    added: ['  - { id: publish, type: agent_task, agent_id: api }', '  - { source: publish, target: end }'],
    removed: [],
  },
  {
    what: 'no start',
    code: 'missing-start',
    changes: [
      ['  - { id: start, type: start }\n', ''],
      ['  - { source: start, target: first }\n', ''],
    ],
    title: 'Add a start',
    added: ['  - { id: start, type: start }', '  - { source: start, target: first }'],
    removed: [],
  },
  ...(['start', 's'] as const).map((id): FixCase => ({
    what: `no start, but an edge from "${id}"`,
    code: 'missing-start',
    changes: [
      ['  - { id: start, type: start }\n', ''],
      ['{ source: start,', `{ source: ${id},`],
    ],
    title: 'Add a start',
    added: [`  - { id: ${id}, type: start }`],
    removed: [],
  })),
  {
    what: 'no start, but an edge from it, and another node that begins',
    code: 'missing-start',
    changes: [
      ['  - { id: start, type: start }\n', ''],
      ['{ source: start,', '{ source: s,'],
      ['  - { source: first, target: second } # here\n', '  - { source: first, target: end }\n'],
    ],
    title: 'Add a start',
    added: [
      '  - { id: s, type: start }',
      '  - { id: fork, type: parallel_gateway, gateway_type: fork }',
      '  - { source: s, target: fork }',
      '  - { source: fork, target: second }',
      '  - { source: fork, target: first }',
    ],
    removed: ['  - { source: s, target: first }'],
  },
  ...(['end', 'e'] as const).map((id): FixCase => ({
    what: `no end, but an edge to "${id}"`,
    code: 'missing-end',
    changes: [
      ['  - { id: end, type: end }\n', ''],
      ['target: end }', `target: ${id} }`],
    ],
    title: 'Add an end',
    added: [`  - { id: ${id}, type: end }`],
    removed: [],
  })),
  {
    what: 'the start, which is not there',
    code: 'unknown-node',
    changes: [
      ['  - { id: start, type: start }\n', ''],
      ['{ source: start,', '{ source: begin,'],
    ],
    title: 'Create the node "begin"',
    added: ['  - { id: begin, type: start }'],
    removed: [],
  },
  {
    what: 'the end, which is not there',
    code: 'unknown-node',
    changes: [['  - { id: end, type: end }\n', '']],
    title: 'Create the node "end"',
    added: ['  - { id: end, type: end }'],
    removed: [],
  },
  {
    what: 'no end',
    code: 'missing-end',
    changes: [
      ['  - { id: end, type: end }\n', ''],
      ['  - { source: second, target: end }\n', ''],
    ],
    title: 'Add an end',
    added: ['  - { id: end, type: end }', '  - { source: second, target: end }'],
    removed: [],
  },
  {
    what: 'a node without edges',
    code: 'unreachable-node',
    changes: [['  - { id: end,', '  - { id: alone, type: agent_task, agent_id: api }\n  - { id: end,']],
    title: 'Put "alone" between "second" and "end"',
    added: ['  - { source: second, target: alone }', '  - { source: alone, target: end }'],
    removed: ['  - { source: second, target: end }'],
  },
  {
    what: 'a way that nothing leads to',
    code: 'unreachable-node',
    changes: [
      [
        '  - { id: end,',
        '  - { id: lost, type: agent_task, agent_id: api }\n  - { id: after, type: agent_task, agent_id: api }\n  - { id: end,',
      ],
      [
        '  - { source: second, target: end }',
        '  - { source: second, target: end }\n  - { source: lost, target: after }',
      ],
    ],
    title: 'Add an edge from "second" to "lost"',
    added: ['  - { source: second, target: lost }', '  - { source: after, target: end }'],
    removed: [],
  },
  {
    what: 'a way that leads nowhere',
    code: 'cannot-reach-end',
    changes: [
      ['  - { id: end,', '  - { id: lost, type: agent_task, agent_id: api }\n  - { id: end,'],
      [
        '  - { source: second, target: end }',
        '  - { source: second, target: end }\n  - { source: second, target: lost, on: failure }',
      ],
    ],
    title: 'Add an edge from "lost" to "end"',
    added: ['  - { source: lost, target: end }'],
    removed: [],
  },
  {
    what: 'parallel branches that meet in a task',
    code: 'unsynchronized-merge',
    changes: [
      ...parallel,
      ['  - { id: end,', '  - { id: last, type: agent_task, agent_id: api }\n  - { id: end,'],
      [
        '  - { source: second, target: end }',
        '  - { source: fork, target: second }\n  - { source: fork, target: third }\n  - { source: second, target: last }\n  - { source: third, target: last }\n  - { source: last, target: end }',
      ],
    ],
    title: 'Insert a join before "last"',
    added: [
      '  - { id: join_last, type: parallel_gateway, gateway_type: join }',
      '  - { source: second, target: join_last }',
      '  - { source: third, target: join_last }',
      '  - { source: join_last, target: last }',
    ],
    removed: ['  - { source: second, target: last }', '  - { source: third, target: last }'],
  },
  {
    what: 'a task that two edges leave',
    code: 'implicit-fork',
    changes: [
      [
        '  - { id: end,',
        '  - { id: third, type: agent_task, agent_id: api }\n  - { id: join, type: parallel_gateway, gateway_type: join }\n  - { id: end,',
      ],
      [
        '  - { source: second, target: end }',
        '  - { source: first, target: third }\n  - { source: second, target: join }\n  - { source: third, target: join }\n  - { source: join, target: end }',
      ],
    ],
    title: 'Insert a fork behind "first"',
    added: [
      '  - { id: fork_first, type: parallel_gateway, gateway_type: fork }',
      '  - { source: first, target: fork_first }',
      '  - { source: fork_first, target: second } # here',
      '  - { source: fork_first, target: third }',
    ],
    removed: ['  - { source: first, target: second } # here', '  - { source: first, target: third }'],
  },
  {
    what: 'a join behind a choice',
    code: 'join-on-exclusive-branches',
    changes: [
      ...choice,
      [
        '  - { id: end,',
        '  - { id: join, type: parallel_gateway, gateway_type: join, config: { mode: all } }\n  - { id: end,',
      ],
      [
        '  - { source: second, target: end }',
        '  - { source: choose, target: second, condition: inputs.url }\n  - { source: choose, target: third, default: true }\n  - { source: second, target: join }\n  - { source: third, target: join }\n  - { source: join, target: end }',
      ],
    ],
    title: 'Change the mode to "any"',
    added: ['  - { id: join, type: parallel_gateway, gateway_type: join, config: { mode: any } }'],
    removed: ['  - { id: join, type: parallel_gateway, gateway_type: join, config: { mode: all } }'],
  },
  {
    what: 'a fork with one branch',
    code: 'single-branch-fork',
    changes: [
      ...parallel.slice(0, 1),
      parallel[2],
      [
        '  - { source: second, target: end }',
        '  - { source: fork, target: second }\n  - { source: second, target: end }',
      ],
    ],
    title: 'Remove the gateway "fork"',
    added: ['  - { source: first, target: second } # here'],
    removed: [
      '  # two',
      '  - { id: fork, type: parallel_gateway, gateway_type: fork }',
      '  - { source: first, target: fork } # here',
      '  - { source: fork, target: second }',
    ],
  },
  {
    what: 'a join of one branch',
    code: 'single-branch-join',
    changes: [
      ['{ id: second, type: agent_task, agent_id: api }', '{ id: second, type: parallel_gateway, gateway_type: join }'],
    ],
    title: 'Remove the join "second", so that its branch is received as it is',
    added: ['  - { source: first, target: end } # here'],
    removed: [
      '  # two',
      '  - { id: second, type: parallel_gateway, gateway_type: join }',
      '  - { source: first, target: second } # here',
      '  - { source: second, target: end }',
    ],
  },
  {
    what: 'a choice of one way',
    code: 'single-branch-gateway',
    changes: [
      ['{ id: second, type: agent_task, agent_id: api }', '{ id: second, type: exclusive_gateway }'],
      ['{ source: second, target: end }', '{ source: second, target: end, default: true }'],
    ],
    title: 'Remove the gateway "second"',
    added: ['  - { source: first, target: end } # here'],
    removed: [
      '  # two',
      '  - { id: second, type: exclusive_gateway }',
      '  - { source: first, target: second } # here',
      '  - { source: second, target: end, default: true }',
    ],
  },
  {
    what: 'a choice that may take no way',
    code: 'exclusive-without-default',
    changes: [
      ...choice,
      [
        '  - { source: second, target: end }',
        "  - { source: choose, target: second, condition: inputs.url == 'a' }\n  - { source: choose, target: third, condition: inputs.url == 'b' }\n  - { source: second, target: end }\n  - { source: third, target: end }",
      ],
    ],
    title: 'Mark the edge to "third" as the default',
    added: ['  - { source: choose, target: third, default: true }'],
    removed: ["  - { source: choose, target: third, condition: inputs.url == 'b' }"],
  },
  {
    what: 'a condition that is always true',
    code: 'condition-always-true',
    changes: [
      ...choice,
      [
        '  - { source: second, target: end }',
        "  - { source: choose, target: second, condition: inputs.url == 'a' }\n  - { source: choose, target: third, condition: true }\n  - { source: second, target: end }\n  - { source: third, target: end }",
      ],
    ],
    title: 'Mark the edge to "third" as the default',
    added: ['  - { source: choose, target: third, default: true }'],
    removed: ['  - { source: choose, target: third, condition: true }'],
  },
  {
    what: 'a condition of which a part stands outside of the braces',
    code: 'condition-always-true',
    changes: [
      ['{ source: second, target: end }', `{ source: second, target: end, condition: "\${{ inputs.url }} == 'a'" }`],
    ],
    title: 'Put the whole condition inside "${{ }}"',
    added: [`  - { source: second, target: end, condition: "\${{ inputs.url == 'a' }}" }`],
    removed: [`  - { source: second, target: end, condition: "\${{ inputs.url }} == 'a'" }`],
  },
  {
    what: 'a condition of several expressions',
    code: 'condition-always-true',
    changes: [
      [
        '{ source: second, target: end }',
        `{ source: second, target: end, condition: "!\${{ inputs.url == 'a' || input }} && \${{ input }}" }`,
      ],
    ],
    title: 'Put the whole condition inside "${{ }}"',
    added: [`  - { source: second, target: end, condition: "\${{ !(inputs.url == 'a' || input) && input }}" }`],
    removed: [`  - { source: second, target: end, condition: "!\${{ inputs.url == 'a' || input }} && \${{ input }}" }`],
  },
  {
    what: 'a misspelt agent',
    code: 'unknown-agent',
    changes: [['{ id: second, type: agent_task, agent_id: api }', '{ id: second, type: agent_task, agent_id: apii }']],
    title: 'Change to "api"',
    added: ['  - { id: second, type: agent_task, agent_id: api }'],
    removed: ['  - { id: second, type: agent_task, agent_id: apii }'],
  },
  {
    what: 'an agent that is not there',
    code: 'unknown-agent',
    changes: [
      ['{ id: second, type: agent_task, agent_id: api }', '{ id: second, type: agent_task, agent_id: writer }'],
    ],
    title: 'Create the agent "writer"',
    added: ['  writer: { uses: mock }'],
    removed: [],
  },
  {
    what: 'an agent that is still to be named',
    code: 'placeholder-agent',
    changes: [['{ id: second, type: agent_task, agent_id: api }', '{ id: second, type: agent_task, agent_id: "..." }']],
    title: 'Change to "api"',
    added: ['  - { id: second, type: agent_task, agent_id: "api" }'],
    removed: ['  - { id: second, type: agent_task, agent_id: "..." }'],
  },
  {
    what: 'an agent that nobody uses',
    code: 'unused-agent',
    changes: [['  # the caller\n', '  # for later\n  spare: { uses: mock } # idle\n  # the caller\n']],
    title: 'Remove this agent',
    added: [],
    removed: ['  # for later', '  spare: { uses: mock } # idle'],
  },
  {
    what: 'an input that nobody uses',
    code: 'unused-input',
    changes: [['agents:\n', '  # for later\n  spare: { type: string, default: a } # idle\nagents:\n']],
    title: 'Remove this input',
    added: [],
    removed: ['  # for later', '  spare: { type: string, default: a } # idle'],
  },
  {
    what: 'a misspelt reference',
    code: 'unknown-reference',
    changes: [['inputs.url }}', 'inputs.urll }}']],
    title: 'Change to "url"',
    added: ['  api: { uses: http, with: { url: "${{ inputs.url }}" } }'],
    removed: ['  api: { uses: http, with: { url: "${{ inputs.urll }}" } }'],
  },
];

export function textOf({ changes }: FixCase): string {
  return changes.reduce((text, [before, after]) => {
    if (!text.includes(before)) throw new Error(`"${before}" is not in the frame`);
    return text.replace(before, () => after);
  }, frame);
}
