import assert from 'node:assert/strict';
import type { JsonValue } from '../../../src/base/json.ts';
import type { JoinMode } from '../../../src/model/definition.ts';
import { end, fork, join, plain, start, task, workflow } from '../../support/engine/build.ts';
import { type Played, play } from '../../support/engine/play.ts';
import { Rig } from '../../support/engine/rig.ts';

const t = task();
type ForkOptions = Parameters<typeof fork>[0];
type JoinOptions = Parameters<typeof join>[0];

/** Three branches a, b, c of 1, 2 and 3 seconds, a join, an end. */
function three(joinOptions: JoinOptions = {}, forkOptions: ForkOptions = {}): Parameters<typeof play>[0] {
  return {
    nodes: { start, f: fork(forkOptions), a: t, b: t, c: t, j: join(joinOptions), end },
    edges: 'start>f f>a>j f>b>j f>c>j j>end',
  };
}

/** Letters of branches that fail. */
function outcomes(failing: string): Record<string, JsonValue> {
  return Object.fromEntries(
    ['a', 'b', 'c'].map((id, index) => [
      id,
      { output: id.toUpperCase(), delay_seconds: index + 1, ...(failing.includes(id) && { fail: 'always' }) },
    ]),
  );
}

const settled = ({ node }: Played): string => `${node('j').status} at ${node('j').ended_ms}`;

describe('Joins: when each mode fires or fails', () => {
  const table: readonly [JoinMode, JoinOptions, failing: string, expected: string][] = [
    ['all', {}, '', 'completed at 3000'],
    ['all', {}, 'b', 'failed at 2000'],
    ['any', {}, '', 'completed at 1000'],
    ['any', {}, 'ab', 'completed at 3000'],
    ['any', {}, 'abc', 'failed at 3000'],
    ['race', {}, 'bc', 'completed at 1000'],
    ['race', {}, 'a', 'failed at 1000'],
    ['n_of_m', { count: 2 }, 'a', 'completed at 3000'],
    ['n_of_m', { count: 2 }, 'ab', 'failed at 2000'],
    ['n_of_m', { percent: 50 }, '', 'completed at 2000'],
    ['n_of_m', { percent: 34 }, '', 'completed at 2000'],
    ['n_of_m', { percent: 33 }, '', 'completed at 1000'],
    ['majority', {}, '', 'completed at 2000'],
    ['majority', {}, 'ab', 'failed at 2000'],
    ['all_settled', {}, 'abc', 'completed at 3000'],
  ];
  for (const [mode, options, failing, expected] of table)
    it(`${mode} ${JSON.stringify(options)} with ${failing || 'nothing'} failing is ${expected}`, async () => {
      assert.equal(settled(await play(three({ mode, ...options }), outcomes(failing))), expected);
    });

  it('all_settled with nothing done gives the merge of nothing', async () => {
    const outputOf = async (options: JoinOptions): Promise<JsonValue> =>
      (await play(three({ mode: 'all_settled', ...options }), outcomes('abc'))).output;
    assert.deepEqual(await outputOf({ merge: 'by_branch' }), {});
    assert.deepEqual(await outputOf({ merge: 'collect_all' }), []);
    assert.deepEqual(await outputOf({ merge: 'first_result' }), null);
    assert.deepEqual(await outputOf({ merge: 'aggregate', aggregate: 'sum' }), 0);
    assert.deepEqual(await outputOf({ merge: 'aggregate', aggregate: 'avg' }), null);
    assert.deepEqual(await outputOf({ merge: 'aggregate', aggregate: 'max' }), null);
  });

  it('race takes a dead branch for one that never settled', async () => {
    const { node } = await play(
      {
        nodes: { start, f: fork(), a: t, a2: t, b: t, j: join({ mode: 'race' }), end },
        edges: 'start>f f>a>a2?no a2>j f>b>j j>end',
      },
      { a: { delay_seconds: 1 }, b: { delay_seconds: 2, output: 'B' } },
    );
    assert.equal(node('j').status, 'completed');
    assert.equal(node('j').join?.winner, 'b');
  });

  it('a dead branch is absent from the quorum', async () => {
    const sketch = {
      nodes: { start, f: fork(), a: t, b: t, c: t, j: join({ mode: 'majority' }), end },
      edges: 'start>f f>a>j?no f>b>j f>c>j j>end',
    };
    assert.equal(
      settled(await play(sketch, { a: { delay_seconds: 1 }, b: { delay_seconds: 2 }, c: { delay_seconds: 3 } })),
      'completed at 3000',
    );
  });
});

describe('J1 all branches dead', () => {
  it('skips the join, which passes dead on', async () => {
    for (const mode of ['all', 'any', 'race', 'n_of_m', 'majority', 'all_settled'] as const) {
      const { nodes, status } = await play({
        nodes: { start, f: fork(), a: t, b: t, j: join({ mode, count: 1 }), x: t, end },
        edges: 'start>f f>a>j?no f>b>j?no j>x>end',
      });
      assert.equal(nodes, 'start=completed f=completed a=completed b=completed j=skipped x=skipped end=skipped', mode);
      assert.equal(status, 'completed');
    }
  });
});

describe('J2 a tolerant fork', () => {
  const tolerant = { errorHandling: { onFailure: 'continue' } } as const;

  it('lets `all` fire when all have settled and one succeeded, and absorbs the failures', async () => {
    const played = await play(three({}, tolerant), outcomes('ab'));
    assert.equal(settled(played), 'completed at 3000');
    assert.deepEqual(played.output, { c: 'C' });
    assert.equal(played.status, 'completed');
    assert.deepEqual(Object.keys(played.node('j').join?.errors ?? {}), ['a', 'b']);
  });

  it('fails only if nothing succeeded', async () => {
    const played = await play(three({}, tolerant), outcomes('abc'));
    assert.equal(settled(played), 'failed at 3000');
    assert.equal(played.status, 'failed');
  });
});

describe('J3 what remains when a join fires', () => {
  it('cancel: ends every unfinished node that lies only on the way to the join', async () => {
    const rig = await Rig.start(
      workflow({
        nodes: { start, f: fork(), a: t, b: t, b2: t, j: join({ mode: 'any' }), x: t, end },
        edges: 'start>f>a>j f>b>b2>j j>x>end',
      }),
    );
    const b = rig.next('b');
    await rig.next('a').succeed('A');
    assert.equal(b.isAborted, true);
    assert.equal(rig.status('b2'), 'cancelled');
    assert.equal(rig.started, 'a b x');
    await rig.next('x').succeed();
    assert.equal(rig.events.at(-1)?.type, 'executionCompleted');
    await b.succeed('late');
    const snapshot = await rig.finished();
    assert.equal(snapshot.status, 'completed');
    assert.deepEqual(plain(snapshot.nodes['j']?.output), { a: 'A' });
    assert.equal(snapshot.nodes['b']?.output, null);
  });

  it('cancel: leaves what also leads elsewhere', async () => {
    const { nodes } = await play(
      {
        nodes: { start, f: fork(), a: t, b: t, note: t, j: join({ mode: 'any' }), end },
        edges: 'start>f>a>j f>b>j b>note>end j>end',
      },
      { a: { delay_seconds: 1 }, b: { delay_seconds: 5 } },
    );
    assert.equal(nodes, 'start=completed f=completed a=completed b=completed note=completed j=completed end=completed');
  });

  it('ignore: lets them run, drops their results, and ends only after them', async () => {
    const { node, snapshot } = await play(three({ mode: 'any', remaining: 'ignore' }), outcomes('c'));
    assert.deepEqual([node('j').ended_ms, node('end').ended_ms, snapshot.duration_ms], [1000, 1000, 3000]);
    assert.deepEqual(node('j').output, { a: 'A' });
    assert.equal(node('c').status, 'failed');
    assert.equal(snapshot.status, 'completed');
  });

  it('wait: waits for them, then goes on with the value that it had', async () => {
    const { node } = await play(three({ mode: 'any', remaining: 'wait' }), outcomes('b'));
    assert.deepEqual([node('j').started_ms, node('j').ended_ms, node('end').ended_ms], [1000, 3000, 3000]);
    assert.deepEqual(node('j').output, { a: 'A' });
  });

  it('fires once, whatever settles afterwards', async () => {
    const { events } = await play(three({ mode: 'any', remaining: 'ignore' }), outcomes(''));
    assert.equal(events.filter(({ type }) => type === 'joinFired').length, 1);
  });
});

describe('J4 a failing join', () => {
  it('cancels the branches that still run, and counts as a failed node', async () => {
    const { nodes, status } = await play(three(), outcomes('a'));
    assert.equal(nodes, 'start=completed f=completed a=failed b=cancelled c=cancelled j=failed end=skipped');
    assert.equal(status, 'failed');
  });

  it('may be handled by a failure edge', async () => {
    const { status, node } = await play(
      {
        nodes: { start, f: fork(), a: t, b: t, j: join(), mend: t, end },
        edges: 'start>f>a>j f>b>j j>end j>mend! mend>end',
      },
      { a: { fail: 'always' } },
    );
    assert.equal(node('mend').status, 'completed');
    assert.equal(status, 'completed');
  });

  it('drain on the fork: lets running attempts finish and starts nothing new in them', async () => {
    const { nodes, node } = await play(
      {
        nodes: { start, f: fork({ errorHandling: { onFailure: 'drain' } }), a: t, b: t, b2: t, j: join(), end },
        edges: 'start>f>a>j f>b>b2>j j>end',
      },
      { a: { fail: 'always', delay_seconds: 1 }, b: { delay_seconds: 4 } },
    );
    assert.equal(nodes, 'start=completed f=completed a=failed b=completed b2=cancelled j=failed end=skipped');
    assert.equal(node('j').ended_ms, 4000);
  });

  it('with the workflow continuing: never cancels, and fails once nothing is pending', async () => {
    const sketch = { ...three(), definition: { errorHandling: { onFailure: 'continue' as const } } };
    const { nodes, node, status } = await play(sketch, outcomes('a'));
    assert.equal(nodes, 'start=completed f=completed a=failed b=completed c=completed j=failed end=skipped');
    assert.equal(node('j').ended_ms, 3000);
    assert.equal(status, 'failed');
  });
});

describe('J5 merges and the record', () => {
  const values = (a: JsonValue, b: JsonValue, c: JsonValue): Record<string, JsonValue> => ({
    a: { output: a, delay_seconds: 3 },
    b: { output: b, delay_seconds: 2 },
    c: { output: c, delay_seconds: 1 },
  });
  const merged = async (options: JoinOptions, a: JsonValue, b: JsonValue, c: JsonValue): Promise<Played> =>
    play(three(options), values(a, b, c));

  it('keep the order of the file, not of completion', async () => {
    assert.equal(JSON.stringify((await merged({}, 1, 2, 3)).output), '{"a":1,"b":2,"c":3}');
    assert.deepEqual((await merged({ merge: 'collect_all' }, 1, 2, 3)).output, [1, 2, 3]);
    assert.deepEqual((await merged({ merge: 'first_result' }, 1, 2, 3)).output, 1);
    assert.deepEqual((await merged({ merge: 'merge_dict' }, { x: 1, y: 1 }, { y: 2 }, { z: 3 })).output, {
      x: 1,
      y: 2,
      z: 3,
    });
  });

  it('aggregate numbers, lists and texts', async () => {
    const aggregated = async (
      aggregate: NonNullable<JoinOptions>['aggregate'],
      ...list: [JsonValue, JsonValue, JsonValue]
    ): Promise<JsonValue> => (await merged({ merge: 'aggregate', ...(aggregate && { aggregate }) }, ...list)).output;
    assert.equal(await aggregated('sum', 1, 2, 6), 9);
    assert.equal(await aggregated('avg', 1, 2, 6), 3);
    assert.equal(await aggregated('max', 1, 7, 6), 7);
    assert.equal(await aggregated('min', 1, 7, 6), 1);
    assert.equal(await aggregated('count', 'x', null, {}), 3);
    assert.deepEqual(await aggregated('concat', [1], [2, 3], []), [1, 2, 3]);
    assert.equal(await aggregated('concat', 'a', 'b', 'c'), 'abc');
  });

  it('fail the join when they cannot be made', async () => {
    const played = await merged({ merge: 'merge_dict' }, { x: 1 }, [2], { z: 3 });
    assert.equal(played.node('j').error?.message, 'The output of b is not an object and cannot be merged');
    assert.equal(played.status, 'failed');
    assert.equal((await merged({ merge: 'aggregate', aggregate: 'sum' }, 1, 'two', 3)).node('j').status, 'failed');
  });

  it('never take names for more than names (threat T11)', async () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":true}}') as JsonValue;
    const { output } = await merged({ merge: 'merge_dict' }, hostile, {}, {});
    assert.equal(JSON.stringify(output), '{"__proto__":{"polluted":true}}');
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  it('record winner, errors and counts', async () => {
    const { node } = await play(three({ mode: 'any' }), { ...outcomes('a'), c: { delay_seconds: 9 } });
    const record = node('j').join;
    assert.deepEqual(
      { ...record, errors: Object.keys(record?.errors ?? {}) },
      { winner: 'b', errors: ['a'], succeeded: 1, failed: 1, cancelled: 1, skipped: 0 },
    );
  });
});

describe('J6 forks and regions', () => {
  it('inherit retries from the innermost fork that holds the node', async () => {
    const retry = { delaySeconds: 1, backoff: 'fixed', jitter: 0 } as const;
    const { node } = await play(
      {
        nodes: {
          start,
          outer: fork({ errorHandling: { maxRetries: 1, retry } }),
          a: t,
          inner: fork({ errorHandling: { maxRetries: 3, retry } }),
          b: t,
          c: t,
          ji: join({ mode: 'all_settled' }),
          jo: join({ mode: 'all_settled' }),
          after: t,
          end,
        },
        edges: 'start>outer>a>jo outer>inner>b>ji inner>c>ji ji>jo>after>end',
      },
      { a: { fail: 'always' }, b: { fail: 'always' }, after: { fail: 'always' } },
    );
    assert.deepEqual([node('a').attempts, node('b').attempts, node('after').attempts], [2, 4, 1]);
  });
});

describe('J7 join timeouts', () => {
  it('run from the first settled branch, and fail a join that cannot fire', async () => {
    const { node } = await play(three({ mode: 'n_of_m', count: 3, timeoutSeconds: 1.5 }), outcomes(''));
    assert.deepEqual([node('j').status, node('j').error?.kind, node('j').ended_ms], ['timed_out', 'timeout', 2500]);
    assert.equal(node('c').status, 'cancelled');
  });

  it('let a join fire that can with the branches it has', async () => {
    const { node } = await play(three({ mode: 'all_settled', timeoutSeconds: 1.5 }), outcomes(''));
    assert.deepEqual([node('j').status, node('j').ended_ms], ['completed', 2500]);
    assert.deepEqual(node('j').output, { a: 'A', b: 'B' });
    assert.equal(node('c').status, 'cancelled');
  });
});

describe('A join with a condition behind it', () => {
  it('judges it on the merge', async () => {
    const sketch = three();
    const { nodes } = await play(
      { ...sketch, nodes: { ...sketch.nodes, x: t }, edges: `${String(sketch.edges)} j>x?no x>end` },
      outcomes(''),
    );
    assert.match(nodes, /x=skipped/);
  });
});
