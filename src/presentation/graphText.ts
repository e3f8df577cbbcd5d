/** What an exported picture says of a node and an edge: the same in SVG and Mermaid. */
import type { GraphExecution, GraphNodeState, PictureNode } from '../protocol/graph.ts';
import { foldedState } from './foldedState.ts';
import { safeLine } from './safeText.ts';
import { statusWord } from './status.ts';
import { joined } from './words.ts';

const longest = 200;

/** Undefined where the execution does not know the node, or none is shown. */
export function stateIn(execution: GraphExecution | null, { id, folded }: PictureNode): GraphNodeState | undefined {
  if (!execution) return undefined;
  if (folded) return foldedState(id, folded, execution);
  return Object.hasOwn(execution.nodes, id) ? execution.nodes[id] : undefined;
}

/** Its name, and what it does or how it went; the second is empty where there is nothing to say. */
export function wordsOf(node: PictureNode, state: GraphNodeState | undefined): readonly [string, string] {
  const status = state === undefined || state.status === 'pending' ? '' : statusWord(state.status);
  const second = state && status !== '' ? joined([status, state.text, state.error]) : node.detail;
  return [safeLine(node.label, longest), safeLine(second, longest)];
}
