/** Where branches begin, and where they are to end. */
import { t } from '../../base/l10n.ts';
import type { EdgeDefinition } from '../definition.ts';
import { constantCondition } from '../expressions/conditions.ts';
import type { WorkflowGraph } from '../graph/graph.ts';
import { indicesOfKind } from '../graph/kinds.ts';
import { findRegions } from '../graph/regions.ts';
import type { Together } from '../graph/together.ts';
import { onFailure, onSuccess } from '../graph/ways.ts';
import { isWhole, once, partingsOfJoins, togetherOf } from './sound.ts';
import type { Rule } from './rule.ts';

/** How far is looked, over all forks of a graph. What would take longer is not reported. */
const maxSteps = 100_000;

export const implicitFork: Rule = {
  code: 'implicit-fork',
  severity: 'warning',
  *check(context) {
    const { graph } = context;
    const together = togetherOf(context);
    if (!together) return;
    for (const index of implicitForks(together)) {
      const node = graph.nodes[index];
      if (!node) continue;
      yield {
        message: t('"{0}" leads to several nodes at once. Put a fork between it and them.', node.id),
        range: node.idRange,
        nodes: [node.id],
        related: plainEdges(together, graph, index).map(({ target, range }) => ({
          message: t('It leads to "{0}".', target),
          range,
        })),
      };
    }
  },
};

const implicitForks = once((together): readonly number[] => {
  const { graph, ways, tree } = together;
  const found: number[] = [];
  if (ways.hasDeadlock) return found;
  for (let node = 0; node < graph.nodes.length; node++) {
    const kind = graph.nodes[node]?.kind;
    if (ways.isParallel[node] !== 1 || kind === 'fork' || kind === 'exclusive_gateway') continue;
    if (tree.has(node) && plainEdges(together, graph, node).length > 1) found.push(node);
  }
  return found;
});

/** Edges without a condition of which two can be taken together: all of success, or all of failure. One for each target. */
function plainEdges({ ways }: Together, graph: WorkflowGraph, node: number): readonly EdgeDefinition[] {
  const plain = (graph.outgoing[node] ?? []).filter(
    (edge) => constantCondition(graph.edges[edge]?.definition.condition) === true,
  );
  // When a join fails, and whether it does, is decided elsewhere.
  const bits = graph.nodes[node]?.kind === 'join' ? [onSuccess] : [onSuccess, onFailure];
  for (const bit of bits) {
    const taken = new Map<number, EdgeDefinition>();
    for (const edge of plain) {
      const { target, definition } = graph.edges[edge] ?? {};
      if (target !== undefined && definition && ((ways.taken[edge] ?? 0) & bit) !== 0 && !taken.has(target))
        taken.set(target, definition);
    }
    if (taken.size > 1) return [...taken.values()];
  }
  return [];
}

export const forkWithoutJoin: Rule = {
  code: 'fork-without-join',
  severity: 'warning',
  *check(context) {
    const together = togetherOf(context);
    if (!together || !isWhole(context)) return;
    for (const fork of forksWithoutJoin(together)) {
      const node = context.graph.nodes[fork];
      if (node)
        yield {
          message: t('The branches of "{0}" meet in no join. Lead them to one.', node.id),
          range: node.idRange,
          nodes: [node.id],
        };
    }
  },
};

const forksWithoutJoin = once((together): readonly number[] => {
  const { graph, tree } = together;
  const joined = new Uint8Array(graph.nodes.length + 1);
  for (const places of partingsOfJoins(together).values()) for (const place of places) joined[place] = 1;
  const regions = findRegions(graph);
  const budget = { left: maxSteps };
  return indicesOfKind(graph, 'fork').filter((fork) => {
    if (joined[fork] === 1 || !tree.has(fork) || (graph.outgoing[fork]?.length ?? 0) < 2) return false;
    return regions.joinsOf(fork).length === 0 && !mayBeJoined(together, fork, budget);
  });
});

/** Whether some join is behind two of a fork's edges, and be it one that has branches from elsewhere too; or a branch is unfinished. */
function mayBeJoined({ graph }: Together, fork: number, budget: { left: number }): boolean {
  const seen = new Map<number, number>();
  for (const edge of graph.outgoing[fork] ?? []) {
    const work = [graph.edges[edge]?.target ?? -1];
    for (let node = work.pop(); node !== undefined; node = work.pop()) {
      const before = seen.get(node);
      if (before === edge) continue;
      if (budget.left-- < 0 || (before !== undefined && graph.nodes[node]?.kind === 'join')) return true;
      const onwards = graph.outgoing[node] ?? [];
      if (onwards.length === 0 && graph.nodes[node]?.kind !== 'end') return true;
      seen.set(node, edge);
      for (const next of onwards) work.push(graph.edges[next]?.target ?? -1);
    }
  }
  return false;
}

export const branchSkipsJoin: Rule = {
  code: 'branch-skips-join',
  severity: 'warning',
  *check(context) {
    const { graph } = context;
    const together = togetherOf(context);
    if (!together || !isWhole(context)) return;
    for (const { fork, edge, end, join } of skips(together)) {
      const [from, to, meeting] = [graph.nodes[fork], graph.nodes[end], graph.nodes[join]];
      const branch = graph.edges[edge]?.definition;
      if (!from || !to || !meeting || !branch) continue;
      yield {
        message: t(
          'A branch of "{0}" reaches the end "{1}" without passing the join "{2}". Lead it there.',
          from.id,
          to.id,
          meeting.id,
        ),
        range: from.idRange,
        nodes: [from.id],
        related: [
          { message: t('This branch passes no join.'), range: branch.range },
          { message: t('The join is here.'), range: meeting.idRange },
        ],
      };
    }
  },
};

interface Skip {
  readonly fork: number;
  /** Out of the fork. */
  readonly edge: number;
  readonly end: number;
  readonly join: number;
}

const skips = once((together): readonly Skip[] => {
  const { graph, tree } = together;
  const regions = findRegions(graph);
  const budget = { left: maxSteps };
  const seen = new Int32Array(graph.nodes.length).fill(-1);
  return indicesOfKind(graph, 'fork').flatMap((fork) => {
    const joins = tree.has(fork) ? regions.joinsOf(fork) : [];
    return joins.length === 0 ? [] : (skipOf(together, fork, joins, { seen, budget }) ?? []);
  });
});

/**
 * A way to an end through none of the joins. An end that ends the execution at once waits for nothing.
 * @param seen by node the last fork that it was looked at for
 */
function skipOf(
  together: Together,
  fork: number,
  joins: readonly number[],
  { seen, budget }: { readonly seen: Int32Array; readonly budget: { left: number } },
): Skip | undefined {
  const { graph } = together;
  const work: number[] = [];
  for (const join of joins) seen[join] = fork;
  for (const edge of graph.outgoing[fork] ?? []) {
    if (!together.canTake(edge)) continue;
    work.push(graph.edges[edge]?.target ?? -1);
    for (let node = work.pop(); node !== undefined; node = work.pop()) {
      if (seen[node] === fork) continue;
      seen[node] = fork;
      if (budget.left-- < 0) return undefined;
      const definition = graph.nodes[node];
      if (definition?.kind === 'end' && !definition.terminate) return { fork, edge, end: node, join: joins[0] ?? -1 };
      for (const next of graph.outgoing[node] ?? [])
        if (together.canTake(next)) work.push(graph.edges[next]?.target ?? -1);
    }
  }
  return undefined;
}
