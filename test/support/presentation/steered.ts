/** Workflows with the nodes that take time without an attempt of their own. */

const agents = 'agents: { worker: { uses: http, with: { url: "http://127.0.0.1/" } } }\n';

/** An approval between two tasks. */
export const approving = `name: approving
${agents}nodes:
  - { id: start, type: start }
  - { id: review, type: approval, config: { message: "Publish\\nit?", approvers: [ada, bob] } }
  - { id: publish, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: review }
  - { source: review, target: publish }
  - { source: publish, target: end }
`;

/** A task for each of four items, two at a time. */
export const each = `name: each
${agents}nodes:
  - { id: start, type: start }
  - id: all
    type: for_each
    agent_id: worker
    config: { items: "\${{ fromJSON('[1,2,3,4]') }}", max_concurrency: 2, mode: all_settled }
  - { id: end, type: end }
edges:
  - { source: start, target: all }
  - { source: all, target: end }
`;

export const innerFile = 'inner.workflow.yaml';

export const inner = `name: inner
${agents}nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: a, type: agent_task, agent_id: worker }
  - { id: a2, type: agent_task, agent_id: worker }
  - { id: b, type: agent_task, agent_id: worker }
  - { id: join, type: parallel_gateway, gateway_type: join }
  - { id: end, type: end }
edges:
  - { source: start, target: fork }
  - { source: fork, target: a }
  - { source: a, target: a2 }
  - { source: fork, target: b }
  - { source: a2, target: join }
  - { source: b, target: join }
  - { source: join, target: end }
`;

/** Executes {@link inner}. */
export const outer = `name: outer
nodes:
  - { id: start, type: start }
  - { id: sub, type: subworkflow, name: Inside, config: { path: ${innerFile} } }
  - { id: end, type: end }
edges:
  - { source: start, target: sub }
  - { source: sub, target: end }
`;
