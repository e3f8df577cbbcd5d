/** A fork of two agents, a condition behind its join, comments and an odd layout. */
export const forked = `# What the team asks every morning.
name: morning

description:   "Two questions"   # spaced oddly
inputs:
  question: { type: string, default: Who is on call? }
agents:
  first:  { name: First Agent, uses: mock, with: { output: 1 } }
  second: { name: Second Agent, uses: mock, with: { output: 2 } }
nodes:
  - { id: start, type: start }
  - { id: split, type: parallel_gateway, gateway_type: fork, config: { error_handling: { max_retries: 2 } } }
  - { id: one, type: agent_task, agent_id: first }   # the quick one
  - { id: two, type: agent_task, agent_id: second, x-note: kept }
  - id: meet
    type: parallel_gateway
    gateway_type: join
    config: { mode: n_of_m, count: 2, remaining: wait, merge: merge_dict }
  - { id: end, type: end }
edges:
  - { source: start, target: split }
  - { source: split, target: one, label: left }
  - { source: split, target: two }
  - { source: one, target: meet }
  - { source: two, target: meet }
  - { source: meet, target: end }
`;

/** An approval, and an agent behind it. */
export const approved = `name: approved
agents:
  writer: { uses: mock, with: { output: written } }
nodes:
  - { id: start, type: start }
  - { id: review, type: approval, config: { message: "Publish?" } }
  - { id: after, type: agent_task, agent_id: writer }
  - { id: end, type: end }
edges:
  - { source: start, target: review }
  - { source: review, target: after }
  - { source: after, target: end }
`;
