/** The token rules T1 to T5 and the table of joins, without times: written from the text of `spec/semantics.md`, and from nothing else. */
import type { EdgeSketch, NodeSketch, Sketch } from './sketch.ts';

type EdgeState = 'done' | 'failed' | 'dead';

/** One of so many possibilities. */
export type Choose = (possibilities: number) => number;

/** @param asAny joins that are taken to fire on whatever arrives */
export function execute(sketch: Sketch, choose: Choose, asAny: ReadonlySet<number>): readonly EdgeState[] {
  const states: EdgeState[] = sketch.edges.map(() => 'dead');
  sketch.nodes.forEach((node, index) => {
    const incoming = sketch.edges.flatMap(({ target }, edge) => (target === index ? [states[edge] ?? 'dead'] : []));
    const outgoing = sketch.edges.flatMap((edge, at) => (edge.source === index ? [{ edge, at }] : []));
    const settled = leave(
      node,
      outgoing.map(({ edge }) => edge),
      outcomeOf(node, incoming, choose, asAny.has(index)),
      choose,
    );
    outgoing.forEach(({ at }, place) => {
      states[at] = settled[place] ?? 'dead';
    });
  });
  return states;
}

type Outcome = 'completed' | 'failed' | 'skipped dead' | 'skipped failed';

function outcomeOf(node: NodeSketch, incoming: readonly EdgeState[], choose: Choose, asAny: boolean): Outcome {
  const done = incoming.filter((state) => state === 'done').length;
  const failed = incoming.filter((state) => state === 'failed').length;
  if (node.kind === 'start') return 'completed';
  if (done + failed === 0) return 'skipped dead';
  if (node.kind === 'join') return (asAny ? done > 0 : fires(node, done, failed, choose)) ? 'completed' : 'failed';
  if (failed > 0) return 'skipped failed';
  return node.kind === 'task' && choose(2) === 1 ? 'failed' : 'completed';
}

function fires({ mode, count }: NodeSketch, done: number, failed: number, choose: Choose): boolean {
  switch (mode) {
    case 'any':
      return done > 0;
    case 'race':
      return done > 0 && (failed === 0 || choose(2) === 0);
    case 'n_of_m':
      return done >= (count ?? 1);
    case 'majority':
      return done >= Math.floor((done + failed) / 2) + 1;
    case 'all_settled':
      return true;
    default:
      return failed === 0;
  }
}

function leave(node: NodeSketch, edges: readonly EdgeSketch[], outcome: Outcome, choose: Choose): readonly EdgeState[] {
  if (outcome === 'skipped dead') return edges.map(() => 'dead');
  if (outcome === 'skipped failed') return edges.map(() => 'failed');
  const holds = conditionsOf(edges, choose);
  const hasFree = edges.some(
    ({ on, condition }) => on !== 'failure' && condition !== undefined && condition !== 'true' && condition !== 'false',
  );
  // T2: a condition that cannot be evaluated fails the node.
  if (outcome === 'completed' && hasFree && node.kind !== 'continues' && choose(2) === 1) outcome = 'failed';
  if (outcome === 'completed' && node.kind === 'gateway') {
    const chosen = choice(edges, holds);
    if (chosen !== -1) return edges.map((_, at) => (at === chosen ? 'done' : 'dead'));
    outcome = 'failed';
  }
  const isTaken = (wanted: 'failure' | undefined): boolean[] =>
    edges.map(({ on }, at) => (on === 'always' || on === wanted) && holds[at] === true);
  if (outcome === 'completed') return isTaken(undefined).map((taken) => (taken ? 'done' : 'dead'));
  const taken = isTaken('failure');
  const rest = taken.includes(true) ? 'dead' : 'failed';
  return edges.map(({ on }, at) => (taken[at] === true ? 'done' : on === undefined ? rest : 'dead'));
}

function conditionsOf(edges: readonly EdgeSketch[], choose: Choose): readonly boolean[] {
  const value = edges.some(({ condition }) => condition === 'a' || condition === 'b') ? choose(3) : 0;
  return edges.map(({ condition }) => {
    if (condition === 'a' || condition === 'b') return value === (condition === 'a' ? 1 : 2);
    return condition === 'free' ? choose(2) === 0 : condition !== 'false';
  });
}

/** T5 */
function choice(edges: readonly EdgeSketch[], holds: readonly boolean[]): number {
  const first = edges.findIndex(
    ({ on, condition, default: isDefault }, at) =>
      on !== 'failure' && holds[at] === true && (condition !== undefined || isDefault !== true),
  );
  return first !== -1 ? first : edges.findIndex((edge) => edge.default === true);
}

/** Runs it with every sequence of choices; false when there are more than so many. */
export function forEveryChoice(limit: number, run: (choose: Choose) => void): boolean {
  const made: { chosen: number; possibilities: number }[] = [];
  for (let runs = 0; runs < limit; runs++) {
    let at = 0;
    run((possibilities) => {
      const known = made[at++];
      if (known) return known.chosen;
      made.push({ chosen: 0, possibilities });
      return 0;
    });
    for (let last = made.at(-1); last && last.chosen + 1 === last.possibilities; last = made.at(-1)) made.pop();
    const last = made.at(-1);
    if (!last) return true;
    last.chosen++;
  }
  return false;
}
