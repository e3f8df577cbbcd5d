import assert from 'node:assert/strict';
import type { JsonValue } from '../../../src/base/json.ts';
import { mockOutcome, parseMocks, parseMockSettings, playMock } from '../../../src/engine/mocks.ts';
import { approval, each, end, inARow, type NodeSketch, start, sub, task } from '../../support/engine/build.ts';
import { ManualClock } from '../../support/engine/manualClock.ts';
import { mocksOf, play } from '../../support/engine/play.ts';

const problemsOf = (value: JsonValue): readonly string[] => {
  const parsed = parseMocks(value);
  return parsed.ok ? [] : parsed.error.map(({ message }) => message);
};

describe('The mocks file', () => {
  it('names nodes without regard to case, and what stands for all others', () => {
    const mocks = mocksOf({ nodes: { FetchDb: { output: 1 } }, default: { delay_seconds: 2 }, cancel_at_seconds: 5 });
    assert.deepEqual([...mocks.nodes], [['fetchdb', { output: 1, delaySeconds: 0 }]]);
    assert.deepEqual([mocks.default, mocks.cancelAtSeconds], [{ delaySeconds: 2 }, 5]);
    assert.deepEqual(mocksOf({}), { nodes: new Map() });
  });

  it('reads failures in each way that they may be written', () => {
    const always = { first: Infinity, kind: 'agent', message: 'The mock fails', retryable: true };
    const failOf = (fail: JsonValue): unknown => mocksOf({ default: { fail } }).default?.fail;
    assert.deepEqual([failOf('always'), failOf(true), failOf({ always: true })], [always, always, always]);
    assert.deepEqual(failOf({ first: 2, kind: 'http', message: 503, retryable: false }), {
      first: 2,
      kind: 'http',
      message: '503',
      retryable: false,
    });
    assert.deepEqual([failOf(false), failOf({ always: false })], [undefined, { ...always, first: 0 }]);
  });

  it('answers approvals, or leaves them to a person, and cancels nodes', () => {
    const nodes = {
      yes: { approve: true, delay_seconds: 2, comment: 'Fine.' },
      no: { approve: false },
      person: { approve: null },
      cut: { cancel_at_seconds: 3, output: 1 },
    };
    assert.deepEqual(Object.fromEntries(mocksOf({ nodes }).nodes), {
      yes: { approve: true, delaySeconds: 2, comment: 'Fine.' },
      no: { approve: false, delaySeconds: 0 },
      person: { delaySeconds: 0 },
      cut: { cancelAtSeconds: 3, output: 1, delaySeconds: 0 },
    });
  });

  it('says of an agent that is a mock what only nodes can be told', () => {
    const parsed = parseMockSettings({ approve: true, cancel_at_seconds: 1 });
    assert.deepEqual(parsed, {
      ok: false,
      error: ['"with" has no key "approve".', '"with" has no key "cancel_at_seconds".'],
    });
  });

  const wrong: readonly (readonly [JsonValue, ...string[]])[] = [
    [[], 'The mocks file must be a map.'],
    [{ node: {} }, 'The mocks file has no key "node". Did you mean "nodes"?'],
    [{ nodes: [] }, '"nodes" must be a map.'],
    [
      { nodes: { a: 1, b: { outptu: 1 } } },
      '"nodes.a" must be a map.',
      '"nodes.b" has no key "outptu". Did you mean "output"?',
    ],
    [{ default: { outputs: [] } }, '"default.outputs" must be a list of at least one output.'],
    [{ default: { delay_seconds: -1 } }, '"default.delay_seconds" must be a number of seconds, 0 or more.'],
    [{ default: { delay_seconds: '1' } }, '"default.delay_seconds" must be a number of seconds, 0 or more.'],
    [{ default: { delay_seconds: 1e300 } }, '"default.delay_seconds" must be at most 3153600000 seconds (100 years).'],
    [{ cancel_at_seconds: 1e15 }, '"cancel_at_seconds" must be at most 3153600000 seconds (100 years).'],
    [{ cancel_at_seconds: 'soon' }, '"cancel_at_seconds" must be a number of seconds, 0 or more.'],
    [{ default: { fail: 'sometimes' } }, '"default.fail" must be a map.'],
    [{ default: { fail: { first: 1.5 } } }, '"default.fail.first" must be a whole number of attempts.'],
    [{ default: { fail: { first: 1, kind: 5 } } }, '"default.fail.kind" must be text.'],
    [{ default: { fail: { retryable: 'no' } } }, '"default.fail.retryable" must be true or false.'],
    [{ default: { fail: { message: {} } } }, '"default.fail.message" must be text.'],
    [{ nodes: { a: { approve: 'yes' } } }, '"nodes.a.approve" must be true or false.'],
    [{ nodes: { a: { comment: 5 } } }, '"nodes.a.comment" must be text.'],
    [
      { nodes: { a: { cancel_at_seconds: -1 } } },
      '"nodes.a.cancel_at_seconds" must be a number of seconds, 0 or more.',
    ],
    [{ default: { approve: true } }, '"default" has no key "approve".'],
  ];
  for (const [value, ...problems] of wrong)
    it(`refuses ${JSON.stringify(value)}`, () => {
      assert.deepEqual(problemsOf(value), problems);
    });
});

describe('A mock', () => {
  it('gives its output, or one for each attempt, and fails when it is told', () => {
    const { default: mock } = mocksOf({ default: { outputs: ['a', null], fail: { first: 1, message: 'No.' } } });
    assert(mock);
    assert.deepEqual(
      [1, 2, 3].map((attempt) => mockOutcome(mock, attempt)),
      [
        { kind: 'failed', error: { kind: 'agent', message: 'No.', retryable: true } },
        { kind: 'succeeded', output: null },
        { kind: 'succeeded', output: null },
      ],
    );
  });

  it('of a for_each gives one output for each item, whatever its attempt, and fails each item as often', () => {
    const { default: mock } = mocksOf({ default: { outputs: ['a', 'b'], fail: { first: 1 } } });
    assert(mock);
    assert.deepEqual(
      [0, 1, 2].map((item) => mockOutcome(mock, 1, item).kind),
      ['failed', 'failed', 'failed'],
    );
    assert.deepEqual(
      [0, 1, 2].map((item) => mockOutcome(mock, 2, item)),
      ['a', 'b', 'b'].map((output) => ({ kind: 'succeeded', output })),
    );
  });

  it('answers after its delay on the clock, or at once when it is aborted', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const got: string[] = [];
    const mock = { delaySeconds: 2, output: 1 };
    void playMock(mock, 1, clock, new AbortController().signal).then(({ kind }) => got.push(kind));
    void playMock(mock, 1, clock, controller.signal).then(({ kind }) => got.push(kind));
    await clock.advance(1999);
    assert.deepEqual(got, []);
    controller.abort();
    await clock.advance(0);
    assert.deepEqual([got, clock.timers], [['failed'], 1]);
    await clock.advance(1);
    assert.deepEqual(got, ['failed', 'succeeded']);
    const item = playMock({ delaySeconds: 1, outputs: ['a', 'b'] }, 1, clock, new AbortController().signal, 1);
    await clock.advance(1000);
    assert.deepEqual(await item, { kind: 'succeeded', output: 'b' });
  });
});

describe('a mock that only says when the user cancels its node', () => {
  const when = { x: { cancel_at_seconds: 2 } };
  const nodes: Readonly<Record<string, NodeSketch>> = {
    'an agent task': task(),
    'a for_each': each([1, 2]),
    'an approval': approval(),
  };
  for (const [what, node] of Object.entries(nodes))
    it(`lets ${what} last until then`, async () => {
      const played = await play(inARow({ x: node }), when);
      assert.deepEqual(
        [played.status, played.node('x').status, played.node('x').ended_ms],
        ['cancelled', 'cancelled', 2_000],
      );
    });

  it('does not stand for a whole subworkflow', async () => {
    const inner = inARow({ a: task() });
    const sketch = { nodes: { start, x: sub(), end }, edges: 'start>x>end', subworkflows: { x: inner } };
    const played = await play(sketch, { ...when, 'x/a': { delay_seconds: 5 } });
    assert.equal(
      played.nodes,
      'start=completed x=cancelled end=skipped x/start=completed x/a=cancelled x/end=cancelled',
    );
  });
});
