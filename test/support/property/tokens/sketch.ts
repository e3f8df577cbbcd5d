/** Small workflows as the token rules see them: no agents' work, no times, only what leads where and when. */

export type Kind = 'start' | 'end' | 'task' | 'continues' | 'fork' | 'join' | 'gateway';

/** `free` is a condition that nothing is known of; `a` and `b` compare one value of the node's to two texts. */
export type Condition = 'free' | 'true' | 'false' | 'a' | 'b';

export interface NodeSketch {
  readonly kind: Kind;
  readonly mode?: 'all' | 'any' | 'race' | 'n_of_m' | 'majority' | 'all_settled';
  readonly count?: number;
}

/** Nodes are named by their place; an edge leads to a later one. */
export interface EdgeSketch {
  readonly source: number;
  readonly target: number;
  readonly on?: 'failure' | 'always';
  readonly condition?: Condition;
  readonly default?: boolean;
}

export interface Sketch {
  readonly nodes: readonly NodeSketch[];
  readonly edges: readonly EdgeSketch[];
}

export const idOf = (node: number): string => `n${String(node)}`;

/** The file that says so; JSON is YAML. */
export function textOf({ nodes, edges }: Sketch): string {
  const workflow = {
    name: 'sketch',
    agents: { work: { uses: 'mock' } },
    nodes: nodes.map((node, index) => ({ id: idOf(index), ...writtenNode(node) })),
    edges: edges.map(({ source, target, condition, ...more }, index) => ({
      source: idOf(source),
      target: idOf(target),
      ...more,
      ...(condition !== undefined && { condition: writtenCondition(condition, source, index) }),
    })),
  };
  return JSON.stringify(workflow, null, 1);
}

function writtenNode({ kind, mode, count }: NodeSketch): object {
  switch (kind) {
    case 'start':
    case 'end':
      return { type: kind };
    case 'task':
      return { type: 'agent_task', agent_id: 'work' };
    case 'continues':
      return { type: 'agent_task', agent_id: 'work', config: { error_handling: { on_failure: 'continue' } } };
    case 'fork':
      return { type: 'parallel_gateway', gateway_type: 'fork' };
    case 'join':
      return {
        type: 'parallel_gateway',
        gateway_type: 'join',
        config: { mode, ...(count !== undefined && { count }) },
      };
    case 'gateway':
      return { type: 'exclusive_gateway' };
  }
}

function writtenCondition(condition: Condition, source: number, index: number): boolean | string {
  if (condition === 'free') return `inputs.free${String(index)}`;
  if (condition === 'true' || condition === 'false') return condition === 'true';
  return `inputs.value${String(source)} == '${condition}'`;
}
