/** Forks shown as one box: the fork, its branches and its joins. Edges to and from what is inside lead to and from the box. */
import { t } from '../base/l10n.ts';
import { mapInSteps, type Steps } from '../base/steps.ts';
import { branchOwners, mixed } from '../model/graph/branches.ts';
import type { WorkflowGraph } from '../model/graph/graph.ts';
import { topologicalOrder } from '../model/graph/order.ts';
import { findRegions, type Regions } from '../model/graph/regions.ts';
import type { FoldedFork } from '../protocol/graph.ts';
import type { DescribedEdge, DescribedNode, Description } from './description.ts';

/** Whether a fork is to be folded. @param branches how many edges leave it */
export type IsFolded = (forkId: string, branches: number) => boolean;

export function* foldInSteps(description: Description, graph: WorkflowGraph, isFolded: IsFolded): Steps<Description> {
  const forks = graph.nodes.flatMap((node, index) => (node.kind === 'fork' ? [index] : []));
  if (forks.length === 0) return description;
  const regions = findRegions(graph);
  yield;
  const insides = new Map(yield* mapInSteps(forks, (fork) => [fork, insideOf(regions, fork)] as const));
  yield;
  const foldable = new Set(forks.filter((fork) => (insides.get(fork)?.length ?? 0) > 0));
  const boxes = boxesOf(graph, isFolded, foldable, insides);
  yield;
  const problems = problemsOf(description, boxes);
  const nodes: DescribedNode[] = [];
  /** By node its index now. */
  const places = new Int32Array(graph.nodes.length);
  for (const [index, node] of description.nodes.entries()) {
    if (index % slice === 0) yield;
    if ((boxes[index] ?? none) !== none && boxes[index] !== index) continue;
    places[index] = nodes.length;
    if (boxes[index] === index) {
      yield;
      nodes.push(boxNode(node, foldedFork(graph, regions, index), problems.get(index)));
    } else nodes.push(foldable.has(index) ? { ...node, foldable: true } : node);
  }
  yield;
  const placeOf = (node: number): number => places[boxes[node] === none ? node : (boxes[node] ?? node)] ?? 0;
  return { nodes, edges: edgesBetween(description.edges, boxes, placeOf) };
}

const none = -1;
/** So many nodes make a step. */
const slice = 512;

function insideOf(regions: Regions, fork: number): readonly number[] {
  return [...new Set([...regions.nodesOf(fork), ...regions.joinsOf(fork)])].filter((node) => node !== fork);
}

/** By node the fork in whose box it is, the outermost one. */
function boxesOf(
  graph: WorkflowGraph,
  isFolded: IsFolded,
  foldable: ReadonlySet<number>,
  insides: ReadonlyMap<number, readonly number[]>,
): Int32Array {
  const boxes = new Int32Array(graph.nodes.length).fill(none);
  const wanted = [...foldable].filter((fork) =>
    isFolded(graph.nodes[fork]?.id ?? '', graph.outgoing[fork]?.length ?? 0),
  );
  const sizeOf = (fork: number): number => insides.get(fork)?.length ?? 0;
  for (const fork of wanted.sort((a, b) => sizeOf(b) - sizeOf(a))) {
    if (boxes[fork] !== none) continue;
    boxes[fork] = fork;
    for (const node of insides.get(fork) ?? []) if (boxes[node] === none) boxes[node] = fork;
  }
  return boxes;
}

function foldedFork(graph: WorkflowGraph, regions: Regions, fork: number): FoldedFork {
  const owners = branchOwners(graph, regions, topologicalOrder(graph).rank, fork);
  const branches = new Map<number, string[]>();
  for (const edge of graph.outgoing[fork] ?? []) branches.set(graph.edges[edge]?.target ?? none, []);
  const joins = new Set(regions.joinsOf(fork));
  for (const node of regions.regionOf(fork)) {
    const owner = owners.get(node) ?? mixed;
    if (!joins.has(node)) branches.get(owner)?.push(graph.nodes[node]?.id ?? '');
  }
  return {
    branches: [...branches.values()].filter((branch) => branch.length > 0),
    joins: [...joins].map((join) => graph.nodes[join]?.id ?? ''),
  };
}

type Problem = DescribedNode['problem'];

/** By box the worst of what is wrong inside. */
function problemsOf({ nodes }: Description, boxes: Int32Array): ReadonlyMap<number, Problem> {
  const problems = new Map<number, Problem>();
  nodes.forEach(({ problem }, index) => {
    const box = boxes[index] ?? none;
    if (problem !== undefined && box !== none && (problem === 'error' || !problems.has(box)))
      problems.set(box, problem);
  });
  return problems;
}

function boxNode(node: DescribedNode, folded: FoldedFork, problem: Problem): DescribedNode {
  return { ...node, detail: t('{0} branches', folded.branches.length), folded, ...(problem && { problem }) };
}

/** What is inside of a box is left out; of several edges that say the same one is left. */
function edgesBetween(
  edges: readonly DescribedEdge[],
  boxes: Int32Array,
  placeOf: (node: number) => number,
): readonly DescribedEdge[] {
  const seen = new Set<string>();
  return edges.flatMap((edge) => {
    const isBoxed = boxes[edge.source] !== none || boxes[edge.target] !== none;
    if (isBoxed && boxes[edge.source] === boxes[edge.target]) return [];
    const moved = { ...edge, source: placeOf(edge.source), target: placeOf(edge.target) };
    if (!isBoxed) return [moved];
    const key = JSON.stringify([moved.source, moved.target, moved.on, moved.label]);
    if (seen.has(key)) return [];
    seen.add(key);
    return [moved];
  });
}
