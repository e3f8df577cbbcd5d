import type { NodeDefinition, NodeKind } from '../definition.ts';

const kinds: Readonly<Record<NodeKind, number>> = {
  start: 0,
  end: 1,
  agent_task: 2,
  fork: 3,
  join: 4,
  exclusive_gateway: 5,
  approval: 6,
  delay: 7,
  for_each: 8,
  subworkflow: 9,
};

const modes = { all: 0, any: 1, race: 2, n_of_m: 3, majority: 4, all_settled: 5 } as const;

/** All of a node that says which of its edges are taken, and when, as one number. */
export function traitOf(node: NodeDefinition): number {
  const kind = kinds[node.kind];
  switch (node.kind) {
    case 'end':
      return kind + (node.terminate ? 16 : 0);
    case 'agent_task':
      return kind + (node.errorHandling.onFailure === 'continue' ? 16 : 0);
    case 'delay':
      return kind + (canMiss(node) ? 16 : 0);
    case 'join':
      return (
        kind +
        (failsAlone(node) ? 16 : 0) +
        32 * modes[node.mode] +
        (neverFails(node) ? 256 : 0) +
        512 * (node.count ?? 0)
      );
    default:
      return kind;
  }
}

/** Whether an expression says how long it takes, which may give no time. */
export function canMiss({ seconds, until }: Extract<NodeDefinition, { kind: 'delay' }>): boolean {
  return typeof seconds === 'object' || (until !== undefined && until.kind !== 'literal');
}

/** `all_settled` fails for its merge alone. */
export function neverFails(join: Extract<NodeDefinition, { kind: 'join' }>): boolean {
  return join.mode === 'all_settled' && join.merge !== 'merge_dict' && join.merge !== 'aggregate';
}

/** Whether it may fail though no branch does. */
export function failsAlone({ timeoutSeconds, mode, merge }: Extract<NodeDefinition, { kind: 'join' }>): boolean {
  return timeoutSeconds !== undefined || mode === 'n_of_m' || merge === 'merge_dict' || merge === 'aggregate';
}
