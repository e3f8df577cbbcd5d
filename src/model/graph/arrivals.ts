import { Attached } from '../../base/attached.ts';
import type { WorkflowGraph } from './graph.ts';
import { mostArrivals } from './meetings.ts';
import { Together } from './together.ts';

const known = new Attached<Together, Map<number, boolean>>();

/**
 * Whether an execution can never take more than one of a node's incoming edges, as behind an exclusive gateway: then it receives that
 * one's output, and never a map of several (D1). False where nodes lead to each other in a circle.
 */
export function comesOneWay(graph: WorkflowGraph, node: number): boolean {
  const together = Together.of(graph);
  if (!together) return false;
  let answers = known.get(together);
  if (!answers) known.set(together, (answers = new Map<number, boolean>()));
  let answer = answers.get(node);
  if (answer === undefined) answers.set(node, (answer = mostArrivals(together, node) <= 1));
  return answer;
}
