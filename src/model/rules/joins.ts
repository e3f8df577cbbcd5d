/** Joins that wait for, or receive, what cannot come. */
import { t } from '../../base/l10n.ts';
import { itemOf } from '../compile/nodes.ts';
import type { NodeDefinition } from '../definition.ts';
import { indicesOfKind } from '../graph/kinds.ts';
import { mostArrivals } from '../graph/meetings.ts';
import type { Together } from '../graph/together.ts';
import { never } from '../graph/ways.ts';
import { valueOf } from '../syntax/syntaxTree.ts';
import { isWhole, once, partingsOfJoins, togetherOf } from './sound.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

type Join = Extract<NodeDefinition, { readonly kind: 'join' }>;

interface Arrivals {
  readonly join: number;
  /** As far as it decides what is taken: its texts and places may have changed. */
  readonly node: Join;
  /** Edges that lead to it, and those of them that can be taken. */
  readonly edges: number;
  readonly takeable: number;
  /** So many can be taken together at the most; nothing is known of it where not one start leads to all of their sources. */
  readonly most: number;
  /** Where the ways to it part, the outermost first. */
  readonly partings: readonly number[];
}

const arrivals = once((together): readonly Arrivals[] => {
  const { nodes, incoming } = together.graph;
  return indicesOfKind(together.graph, 'join').flatMap((join) => {
    const node = nodes[join];
    const edges = incoming[join] ?? [];
    if (node?.kind !== 'join' || edges.length === 0) return [];
    const places = partingsOfJoins(together).get(join) ?? [];
    const isReached =
      places[0] !== together.tree.root && edges.every((edge) => together.isReached(together.sourceOf(edge)));
    const most = isReached ? mostArrivals(together, join) : Infinity;
    let takeable = 0;
    for (const edge of edges) if (together.ways.taken[edge] !== never) takeable++;
    return [{ join, node, edges: edges.length, takeable, most, partings: places }];
  });
});

export type Arrived = Omit<Arrivals, 'node'> & { readonly node: Join; readonly together: Together };

/** Of the joins with what can come to them, where the whole graph is known, those that are to be looked at. */
export function joinsThat(
  isMeant: (together: Together, arrivals: Arrivals) => boolean,
): (context: RuleContext) => readonly Arrived[] {
  const meant = once((together) => arrivals(together).filter((one) => isMeant(together, one)));
  return (context) => {
    const together = togetherOf(context);
    if (!together || !isWhole(context)) return [];
    return meant(together).flatMap((one) => {
      const node = context.graph.nodes[one.join];
      return node?.kind === 'join' ? [{ ...one, node, together }] : [];
    });
  };
}

/** A branch that is not taken is absent (J): only a quorum waits for more than one, and no join fires on nothing. */
function quorumOf({ mode, count }: Join): number {
  return mode === 'n_of_m' ? (count ?? 1) : 1;
}

export const joinNeverFires: Rule = {
  code: 'join-never-fires',
  severity: 'error',
  *check(context) {
    for (const arrived of starved(context)) yield neverFires(context, arrived);
  },
};

const starved = joinsThat((_, { node, most }) => most < quorumOf(node));

function neverFires(context: RuleContext, { node, join, edges, most, partings: [at] }: Arrived): Finding {
  const count = valueOf(valueOf(itemOf(node), 'config'), 'count');
  const parting = context.graph.nodes[at ?? -1];
  const related = (context.graph.incoming[join] ?? []).flatMap((edge) => {
    const definition = context.graph.edges[edge]?.definition;
    return definition
      ? [{ message: t('One branch comes from "{0}".', definition.source), range: definition.range }]
      : [];
  });
  if (most === 0 || !count)
    return {
      message: t(
        'No branch of "{0}" is ever taken, so it never fires. Change the conditions of the edges to it.',
        node.id,
      ),
      range: node.idRange,
      nodes: [node.id],
      related,
    };
  return {
    message:
      edges < quorumOf(node)
        ? t(
            '"{0}" waits for {1} branches, and only {2} lead to it. Lower "count", or add branches.',
            node.id,
            quorumOf(node),
            edges,
          )
        : t(
            '"{0}" waits for {1} branches, and only {2} of its {3} can ever be taken together. Lower "count", or let more be taken.',
            node.id,
            quorumOf(node),
            most,
            edges,
          ),
    range: count.range,
    nodes: [node.id],
    related:
      parting && edges >= quorumOf(node)
        ? [{ message: t('The ways part at "{0}".', parting.id), range: parting.idRange }, ...related]
        : related,
    suggestion: String(most),
  };
}

const waiting: ReadonlySet<Join['mode']> = new Set(['all', 'all_settled', 'majority', 'n_of_m']);

/** It fires all the same, since a branch that is not taken is absent: but there is nothing to wait for. */
export const joinOnExclusiveBranches: Rule = {
  code: 'join-on-exclusive-branches',
  severity: 'warning',
  *check(context) {
    for (const {
      node,
      partings: [at],
    } of onExclusiveBranches(context)) {
      const parting = context.graph.nodes[at ?? -1];
      yield {
        message: parting
          ? t(
              '"{0}" waits for branches of which "{1}" takes only one. Remove the join, or change its mode to "any".',
              node.id,
              parting.id,
            )
          : t(
              '"{0}" waits for branches of which only one is ever taken. Remove the join, or change its mode to "any".',
              node.id,
            ),
        range: node.idRange,
        nodes: [node.id],
        related: parting ? [{ message: t('The ways part at "{0}".', parting.id), range: parting.idRange }] : [],
      };
    }
  },
};

const onExclusiveBranches = joinsThat(
  (_, { node, most, takeable }) => most === 1 && takeable > 1 && waiting.has(node.mode) && quorumOf(node) === 1,
);

/** Where a join is wrong in another way, that is said instead. */
export const joinWithoutFork: Rule = {
  code: 'join-without-fork',
  severity: 'warning',
  *check(context) {
    for (const {
      node,
      partings: [at],
    } of withoutFork(context)) {
      const parting = context.graph.nodes[at ?? -1];
      yield {
        message: parting
          ? t('The branches of "{0}" part at "{1}", which is no fork. Insert a fork behind it.', node.id, parting.id)
          : t('The branches of "{0}" come from no fork. Begin them with one.', node.id),
        range: node.idRange,
        nodes: [node.id],
        related: parting ? [{ message: t('The ways part at "{0}".', parting.id), range: parting.idRange }] : [],
      };
    }
  },
};

const withoutFork = joinsThat((together, arrived) => {
  const { most, takeable } = arrived;
  return takeable > 1 && most > 1 && most !== Infinity && !hasFork(together, arrived);
});

/** Whether a fork stands where the ways to a join part, or on one of them. What another join has ended does not count. */
function hasFork({ graph, tree }: Together, { join, partings: all }: Arrivals): boolean {
  const isFork = (node: number): boolean => graph.nodes[node]?.kind === 'fork';
  const [outermost] = all;
  if (outermost === undefined || all.some(isFork)) return true;
  const seen = new Set<number>([outermost, join]);
  const work = (graph.incoming[join] ?? []).map((edge) => graph.edges[edge]?.source ?? -1);
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (seen.has(node) || !tree.has(node)) continue;
    if (isFork(node)) return true;
    seen.add(node);
    if (graph.nodes[node]?.kind === 'join') work.push(tree.parentOf(node));
    else for (const edge of graph.incoming[node] ?? []) work.push(graph.edges[edge]?.source ?? -1);
  }
  return false;
}
