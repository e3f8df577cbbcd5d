/** Workflows that need nothing of the world around them. */

/** Three branches that a mocks file brings to life; failures of branches are tolerated. */
export const branches = `name: branches
agents:
  worker: { uses: mock, with: { output: { from: worker }, delay_seconds: 0.05 } }
nodes:
  - { id: start, type: start }
  - id: split
    type: parallel_gateway
    gateway_type: fork
    config: { error_handling: { on_failure: continue, max_retries: 3, retry: { delay_seconds: 1, jitter: 0.5 } } }
  - { id: one, type: agent_task, agent_id: worker }
  - { id: two, type: agent_task, agent_id: worker }
  - { id: three, type: agent_task, agent_id: worker }
  - { id: meet, type: parallel_gateway, gateway_type: join }
  - { id: last, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: split }
  - { source: split, target: one }
  - { source: split, target: two }
  - { source: split, target: three }
  - { source: one, target: meet }
  - { source: two, target: meet }
  - { source: three, target: meet }
  - { source: meet, target: last }
  - { source: last, target: end }
`;

/** One task after the other. It gives back what it got. */
export const typed = `name: typed
inputs:
  who: { type: string }
  count: { type: integer, default: 3, minimum: 1 }
  tags: { type: array, default: [] }
  token: { type: string, secret: true, required: false }
agents:
  echo: { uses: mock, with: { output: "\${{ inputs }}" } }
  secretive: { uses: mock, with: { output: "\${{ secrets.KEY }}" } }
nodes:
  - { id: start, type: start }
  - { id: first, type: agent_task, agent_id: echo }
  - { id: second, type: agent_task, agent_id: secretive }
  - { id: end, type: end }
edges:
  - { source: start, target: first }
  - { source: first, target: second }
  - { source: second, target: end }
outputs:
  given: \${{ nodes.first.output }}
  key_length_known: \${{ nodes.second.output != null }}
`;

/** A task that is done at once and one that takes as long as its mock says. */
export const slow = `name: slow
agents:
  worker: { uses: mock, with: { output: done, delay_seconds: 0.01 } }
nodes:
  - { id: start, type: start }
  - { id: quick, type: agent_task, agent_id: worker }
  - { id: lasting, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: quick }
  - { source: quick, target: lasting }
  - { source: lasting, target: end }
`;

/** A mistake on line 6, one on line 10; what is left can be drawn. */
export const mistaken = `name: mistaken
agents:
  worker: { uses: http, with: { url: "http://127.0.0.1/" } }
nodes:
  - { id: start, type: start }
  - { id: one, type: agent_task, agent_id: wroker }
  - { id: end, type: end }
edges:
  - { source: start, target: one }
  - { source: one, target: edn }
  - { source: one, target: end }
`;

export const failing = `name: failing
agents:
  worker: { uses: mock, with: { fail: always } }
nodes:
  - { id: start, type: start }
  - { id: only, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: only }
  - { source: only, target: end }
`;
