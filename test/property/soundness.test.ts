/**
 * What the editor says of forks, gateways and joins, against every execution that the token rules allow
 * (`support/property/tokens/`): no false alarm in any graph, and nothing missed where forks, gateways and joins nest.
 */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { DiagnosticCode } from '../../src/model/diagnostic.ts';
import { analyse } from '../../src/model/project.ts';
import { runs } from '../support/property/settings.ts';
import { idOf, type Sketch, textOf } from '../support/property/tokens/sketch.ts';
import { anySketch, nestedSketch } from '../support/property/tokens/sketches.ts';
import { type Truth, truthOf } from '../support/property/tokens/truth.ts';

/** By code what is true of a node, and whether it must be said where everything nests. */
interface Expectation {
  readonly code: DiagnosticCode;
  readonly mayBeSaid: (truth: Truth, node: number) => boolean;
  readonly mustBeSaid: (truth: Truth, node: number, sketch: Sketch) => boolean;
}

const expectations: readonly Expectation[] = [
  {
    code: 'unsynchronized-merge',
    mayBeSaid: ({ meeting }, node) => meeting.has(node),
    // Behind a join that never fires nothing is certain.
    mustBeSaid: ({ plainlyMeeting, neverFiring }, node) => plainlyMeeting.has(node) && neverFiring.size === 0,
  },
  {
    code: 'join-never-fires',
    mayBeSaid: ({ neverFiring }, node) => neverFiring.has(node),
    // Behind a node to which nothing ever leads, what leads there is wrong.
    mustBeSaid: ({ neverFiring, reached }, node, { edges }) =>
      neverFiring.has(node) &&
      edges.every(({ source, target }) => target !== node || source === 0 || reached.has(source)),
  },
  {
    code: 'join-on-exclusive-branches',
    mayBeSaid: ({ joining }, node) => !joining.has(node),
    mustBeSaid: ({ exclusive, neverFiring }, node, { nodes }) =>
      exclusive.has(node) && neverFiring.size === 0 && waits(nodes[node]),
  },
  {
    code: 'implicit-fork',
    // Of what is never reached anything may be said.
    mayBeSaid: ({ forking, reached }, node) => forking.has(node) || !reached.has(node),
    mustBeSaid: ({ forking, neverFiring }, node, { nodes }) =>
      forking.has(node) && neverFiring.size === 0 && nodes[node]?.kind !== 'fork' && nodes[node]?.kind !== 'gateway',
  },
];

function waits(node: Sketch['nodes'][number] | undefined): boolean {
  return node?.mode !== 'any' && node?.mode !== 'race' && (node?.count ?? 1) < 2;
}

interface Tally {
  judged: number;
  readonly said: Map<DiagnosticCode, number>;
}

/** @param isExact whether all must be said that is true */
function check(sketch: Sketch, isExact: boolean, tally: Tally): void {
  const truth = truthOf(sketch, 400);
  if (!truth) return;
  tally.judged++;
  const { diagnostics } = analyse(textOf(sketch));
  for (const { code, mayBeSaid, mustBeSaid } of expectations) {
    const said = new Set(diagnostics.filter((one) => one.code === code).flatMap(({ nodes }) => nodes));
    tally.said.set(code, (tally.said.get(code) ?? 0) + said.size);
    sketch.nodes.forEach((_, node) => {
      if (said.has(idOf(node))) assert(mayBeSaid(truth, node), `false alarm: ${code} of ${idOf(node)}`);
      else if (isExact) assert(!mustBeSaid(truth, node, sketch), `missed: ${code} of ${idOf(node)}`);
    });
  }
}

describe('What is said of forks and joins', () => {
  for (const [name, sketches, isExact, count] of [
    ['is all that is true where they nest', nestedSketch, true, 400],
    ['is true in any graph', anySketch, false, 1000],
  ] as const)
    it(name, () => {
      const tally: Tally = { judged: 0, said: new Map() };
      fc.assert(
        fc.property(sketches, (sketch) => {
          check(sketch, isExact, tally);
        }),
        runs(count),
      );
      assert(tally.judged > count / 2, `only ${String(tally.judged)} graphs were small enough`);
      for (const [code, times] of tally.said) assert(times > 5, `${code} was said ${String(times)} times`);
    }).timeout(60_000);
});
