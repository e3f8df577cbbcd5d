/** What a new workflow begins as. Knows nothing of an editor. */

/** A valid workflow that runs as it is: two tasks side by side, without a server or a key. @param name any text */
export function newWorkflowText(name: string): string {
  return `name: ${scalar(name)}
description: ""

inputs:
  who: { type: string, default: world }

agents:
  greeter:
    uses: transform
    with: { expression: "'Hello ' & inputs.who" }
  counter:
    uses: transform
    with: { expression: "$length(inputs.who)" }

nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: greet, type: agent_task, agent_id: greeter }
  - { id: count, type: agent_task, agent_id: counter }
  - { id: join, type: parallel_gateway, gateway_type: join }
  - { id: end, type: end }

edges:
  - { source: start, target: fork }
  - { source: fork, target: greet }
  - { source: fork, target: count }
  - { source: greet, target: join }
  - { source: count, target: join }
  - { source: join, target: end }
`;
}

/** A YAML scalar that reads as this text. */
function scalar(text: string): string {
  const isPlain = /^[A-Za-z_][\w-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

/** Where writing goes on: between the quotes of the description. */
export const firstPlace = 'description: "';

/** A file's name without its ending, from a workflow's name. */
export function fileNameOf(name: string): string {
  const plain = name
    .trim()
    .replace(/\.workflow\.ya?ml$/i, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[._]+|[._]+$/g, '');
  return plain.slice(0, 80);
}
