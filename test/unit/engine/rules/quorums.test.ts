/** Joins and `for_each` against what the text says, in every mode with every way for three branches to end. */
import assert from 'node:assert/strict';
import { each, end, fork, join, start, task } from '../../../support/engine/build.ts';
import { enact } from '../../../support/engine/enact.ts';
import { allCases, type Expected, expectedOf, type JoinCase, titleOf } from '../../../support/engine/joinModel.ts';
import { play } from '../../../support/engine/play.ts';

const t = task();
const ids = ['a', 'b', 'c'] as const;

const definitionOf = ({ goesOn }: JoinCase): { errorHandling: { onFailure?: 'continue' } } => ({
  errorHandling: goesOn ? { onFailure: 'continue' } : {},
});

async function joined(it: JoinCase): Promise<Expected> {
  const { mode, count, percent, remaining, onFailure, succeeds } = it;
  const settings = {
    mode,
    remaining,
    ...(count !== undefined && { count }),
    ...(percent !== undefined && { percent }),
  };
  const { snapshot, node, output, status } = await play(
    {
      nodes: { start, f: fork({ errorHandling: { onFailure } }), a: t, b: t, c: t, j: join(settings), end },
      edges: 'start>f f>a>j f>b>j f>c>j j>end',
      definition: definitionOf(it),
    },
    Object.fromEntries(
      ids.map((id, at) => [
        id,
        { output: at, delay_seconds: at + 1, ...(succeeds[at] === false && { fail: 'always' }) },
      ]),
    ),
  );
  return {
    join: node('j').status as Expected['join'],
    joinEndedMs: node('j').ended_ms ?? -1,
    execution: status as Expected['execution'],
    durationMs: snapshot.duration_ms ?? -1,
    branches: ids.map((id) => node(id).status as Expected['branches'][number]),
    used: Object.values((output ?? {}) as Record<string, number>),
  };
}

async function iterated(it: JoinCase): Promise<Omit<Expected, 'branches'>> {
  const { mode, count, percent, remaining, onFailure, succeeds } = it;
  const settings = {
    mode,
    remaining,
    ...(count !== undefined && { count }),
    ...(percent !== undefined && { percent }),
  };
  const { snapshot, node, output, status } = await enact(
    {
      nodes: { start, x: each([0, 1, 2], { ...settings, errorHandling: { onFailure } }), end },
      edges: 'start>x>end',
      definition: definitionOf(it),
    },
    {
      agents: Object.fromEntries(
        succeeds.map((ok, at) => [`x[${at}]`, ok ? { after: at + 1, output: at } : { after: at + 1, fail: true }]),
      ),
    },
  );
  const outputs = output as (number | null)[] | null;
  assert.equal(outputs?.length ?? 3, 3);
  return {
    join: node('x').status as Expected['join'],
    joinEndedMs: node('x').ended_ms ?? -1,
    execution: status as Expected['execution'],
    durationMs: snapshot.duration_ms ?? -1,
    used: (outputs ?? []).filter((value) => value !== null),
  };
}

describe('J3, J4 and the table of modes', function () {
  this.timeout(60_000);

  it('of joins are what the text says', async () => {
    const cases = allCases();
    assert.equal(cases.length, 13 * 3 * 3 * 2 * 8);
    for (const it of cases) assert.deepEqual(await joined(it), expectedOf(it), titleOf(it));
  });

  it('of `for_each` are the same over its items', async () => {
    for (const it of allCases()) {
      const { branches, ...expected } = expectedOf(it);
      assert.equal(branches.length, 3);
      assert.deepEqual(await iterated(it), expected, titleOf(it));
    }
  });
});
