/** What is true of a small workflow, found by executing it with every choice there is. */
import { execute, forEveryChoice } from './execute.ts';
import type { Sketch } from './sketch.ts';

export interface Truth {
  /** Joins that no choice makes fire, though a way leads to each of their branches. */
  readonly neverFiring: ReadonlySet<number>;
  /** Nodes that some edge leads to in some execution. */
  readonly reached: ReadonlySet<number>;
  /** Nodes other than joins that two edges from different nodes may both lead to. */
  readonly meeting: ReadonlySet<number>;
  /** The same with no failure that nothing handles: `all_settled` makes one branch of each that has failed. */
  readonly plainlyMeeting: ReadonlySet<number>;
  /** Joins to which two branches may come together. */
  readonly joining: ReadonlySet<number>;
  /** Joins of which several branches can come, and never two together. */
  readonly exclusive: ReadonlySet<number>;
  /** Nodes that may take several edges without a condition to different nodes. */
  readonly forking: ReadonlySet<number>;
}

/** Undefined where there are too many choices to look at. */
export function truthOf(sketch: Sketch, limit = 3_000): Truth | undefined {
  const { nodes, edges } = sketch;
  const neverFiring = new Set<number>();
  const found = {
    meeting: new Set<number>(),
    plainly: new Set<number>(),
    forking: new Set<number>(),
    together: new Set<number>(),
  };
  let arriving = new Set<number>();
  for (const join of [...joinsOf(sketch), -1]) {
    const firing: boolean[] = [];
    arriving = new Set();
    for (const set of Object.values(found)) set.clear();
    const isWhole = forEveryChoice(limit, (choose) => {
      const states = execute(sketch, choose, neverFiring);
      const done = edges.flatMap(({ source, target }, edge) =>
        states[edge] === 'done' ? [{ source, target, edge }] : [],
      );
      firing.push(firesWith(sketch, join, states));
      for (const { edge } of done) arriving.add(edge);
      look(sketch, done, found, !states.includes('failed'));
    });
    if (!isWhole) return undefined;
    if (join !== -1 && !firing.includes(true)) neverFiring.add(join);
  }
  const exclusive = joinsOf(sketch).filter((join) => {
    const several = edges.filter(({ target }, edge) => target === join && arriving.has(edge)).length > 1;
    return several && !found.together.has(join);
  });
  const reached = new Set([...arriving].flatMap((edge) => edges[edge]?.target ?? []));
  return {
    neverFiring,
    reached,
    meeting: found.meeting,
    plainlyMeeting: found.plainly,
    forking: found.forking,
    joining: found.together,
    exclusive: new Set(exclusive),
  };

  function look(
    whole: Sketch,
    done: readonly { readonly source: number; readonly target: number; readonly edge: number }[],
    sets: typeof found,
    isPlain: boolean,
  ): void {
    for (const one of done)
      for (const other of done) {
        if (one.edge >= other.edge) continue;
        if (one.target === other.target && nodes[one.target]?.kind === 'join') sets.together.add(one.target);
        if (one.target === other.target && one.source !== other.source && nodes[one.target]?.kind !== 'join') {
          sets.meeting.add(one.target);
          if (isPlain) sets.plainly.add(one.target);
        }
        const plain = [one, other].every(({ edge }) => [undefined, 'true'].includes(whole.edges[edge]?.condition));
        if (one.source === other.source && one.target !== other.target && plain) sets.forking.add(one.source);
      }
  }
}

function joinsOf({ nodes }: Sketch): readonly number[] {
  return nodes.flatMap(({ kind }, node) => (kind === 'join' ? [node] : []));
}

/** Whether enough has come; failures aside, which another outcome would not have brought. */
function firesWith({ nodes, edges }: Sketch, join: number, states: readonly string[]): boolean {
  if (join === -1) return true;
  const done = edges.filter(({ target }, edge) => target === join && states[edge] === 'done').length;
  const { mode, count } = nodes[join] ?? {};
  return done >= (mode === 'n_of_m' ? (count ?? 1) : 1);
}
