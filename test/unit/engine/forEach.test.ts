import assert from 'node:assert/strict';
import type { JsonValue } from '../../../src/base/json.ts';
import { simulate } from '../../../src/engine/simulate.ts';
import {
  agent,
  delay,
  each,
  end,
  everySecond,
  fork,
  inARow,
  input,
  join,
  plain,
  type Sketch,
  start,
  task,
  workflow,
} from '../../support/engine/build.ts';
import { enact } from '../../support/engine/enact.ts';
import { mocksOf, play } from '../../support/engine/play.ts';
import { Rig } from '../../support/engine/rig.ts';
import { yamlWorkflow } from '../../support/engine/yaml.ts';

const t = task();
type EachOptions = Parameters<typeof each>[1];

/** A `for_each` of the items 0, 1, … between start and end. */
const over = (count: number, options: EachOptions = {}): Sketch =>
  inARow({ x: each([...Array(count).keys()], options) });

const text = (node: string, inputs = ''): ReturnType<typeof yamlWorkflow> =>
  yamlWorkflow(`
name: lists
${inputs}
agents: { worker: { uses: http, with: { url: "http://127.0.0.1/" } } }
nodes:
  - { id: start, type: start }
  - ${node}
  - { id: end, type: end }
edges:
  - { source: start, target: x }
  - { source: x, target: end }
`);

describe('D4 for_each', () => {
  it('hands each item to its agent as `item`, and gives the list of outputs in the order of the items', async () => {
    const source = text(
      '{ id: x, type: for_each, agent_id: worker, with: { body: "${{ item }} at ${{ index }}" }, config: { items: "${{ inputs.ids }}" } }',
      'inputs: { ids: { type: array } }',
    );
    const rig = await Rig.start(source, { inputs: { ids: ['p', 'q'] } });
    assert.equal(rig.started, 'x[0] x[1]');
    const [first, second] = [rig.next('x[0]'), rig.next('x[1]')];
    assert.deepEqual(
      [first, second].map(({ request }) => [
        request.item,
        request.attempt,
        request.settings['body'],
        request.idempotencyKey,
      ]),
      [
        [0, 1, 'p at 0', 'execution-1/x/0'],
        [1, 1, 'q at 1', 'execution-1/x/1'],
      ],
    );
    await second.succeed('Q');
    assert.equal(rig.status('x'), 'running');
    await first.succeed('P');
    const { output, nodes } = await rig.finished();
    assert.deepEqual(plain(output), ['P', 'Q']);
    assert.deepEqual(nodes['x']?.items, { total: 2, running: 0, completed: 2, failed: 0, cancelled: 0 });
    assert.equal(nodes['x'].attempts, 2);
  });

  it('completes an empty list with an empty list, under every mode, without an attempt', async () => {
    for (const mode of ['all', 'any', 'race', 'n_of_m', 'majority', 'all_settled'] as const) {
      const { status, output, node } = await enact(over(0, { mode, count: 3 }));
      assert.deepEqual([status, output, node('x').attempts, node('x').ended_ms], ['completed', [], 0, 0], mode);
    }
  });

  it('gives null for an item that failed, was cancelled, or had not settled when it fired', async () => {
    const agents = {
      'x[0]': { after: 2, output: 'A' },
      'x[1]': { after: 1, fail: true },
      'x[2]': { after: 3, output: 'C' },
    } as const;
    const outputOf = async (options: EachOptions): Promise<JsonValue> =>
      (await enact(over(3, options), { agents })).output;
    assert.deepEqual(await outputOf({ mode: 'all_settled' }), ['A', null, 'C']);
    assert.deepEqual(await outputOf({ errorHandling: { onFailure: 'continue' } }), ['A', null, 'C']);
    for (const remaining of ['cancel', 'ignore', 'wait'] as const)
      assert.deepEqual(await outputOf({ mode: 'any', remaining }), ['A', null, null], remaining);
  });

  it('keeps a record of the items: the first that succeeded, errors by item, counts', async () => {
    const agents = { 'x[0]': { after: 3 }, 'x[1]': { after: 1, fail: true }, 'x[2]': { after: 2 } } as const;
    const recordOf = async (options: EachOptions): Promise<unknown> => {
      const { node } = await enact(over(4, options), { agents: { ...agents, 'x[3]': { after: 9 } } });
      const record = node('x').join;
      return { ...record, errors: Object.keys(record?.errors ?? {}) };
    };
    const common = { winner: '2', errors: ['1'], skipped: 0 };
    assert.deepEqual(await recordOf({ mode: 'all_settled' }), { ...common, succeeded: 3, failed: 1, cancelled: 0 });
    assert.deepEqual(await recordOf({ mode: 'any' }), { ...common, succeeded: 1, failed: 1, cancelled: 2 });
    assert.deepEqual(await recordOf({ mode: 'any', remaining: 'ignore' }), {
      ...common,
      succeeded: 1,
      failed: 1,
      cancelled: 0,
    });
  });

  it('fails with `expression` where there is no list, and with `limit` where it is too long', async () => {
    const errorOf = async (value: JsonValue): Promise<unknown> => {
      const { nodes } = await (
        await Rig.start(workflow(inARow({ x: each({ kind: 'literal', value }) })), { limits: { items: 2 } })
      ).finished();
      return [nodes['x']?.status, nodes['x']?.error?.kind, nodes['x']?.error?.message, nodes['x']?.attempts];
    };
    assert.deepEqual(await errorOf('abc'), ['failed', 'expression', 'What "items" gives is not a list', 0]);
    assert.deepEqual(await errorOf({ length: 1 }), ['failed', 'expression', 'What "items" gives is not a list', 0]);
    assert.deepEqual(await errorOf([1, 2, 3]), ['failed', 'limit', 'There are 3 items; at most 2 are allowed', 0]);
    const broken = text(`{ id: x, type: for_each, agent_id: worker, config: { items: "\${{ fromJSON('[') }}" } }`);
    const { snapshot } = await simulate(broken, { inputs: {} });
    assert.deepEqual([snapshot.nodes['x']?.error?.kind, snapshot.status], ['expression', 'failed']);
  });

  it('takes as many items as the limit allows', async () => {
    const rig = await Rig.start(workflow(over(2)), { limits: { items: 2 } });
    assert.equal(rig.started, 'x[0] x[1]');
    rig.execution.cancel();
    await rig.clock.advance(5000);
    assert.equal((await rig.finished()).status, 'cancelled');
  });

  it('fails at once where the quorum is larger than the list', async () => {
    const { node, status } = await enact(over(2, { mode: 'n_of_m', count: 3 }));
    assert.deepEqual(
      [node('x').status, node('x').error?.kind, node('x').attempts, status],
      ['failed', 'join', 0, 'failed'],
    );
    assert.equal(node('x').error?.message, 'There are only 2 items, fewer than it needs');
  });

  it('fails as a join does, with the first failed item named, and may be handled', async () => {
    const agents = { 'x[1]': { after: 1, fail: { message: 'Broken.' } } } as const;
    const { node, snapshot } = await enact(over(3), { agents: { ...agents, x: { after: 5 } } });
    assert.deepEqual(node('x').error, {
      kind: 'join',
      message: '1 of 3 items failed; item 1: Broken.',
      retryable: false,
    });
    assert.deepEqual([node('x').items?.cancelled, snapshot.duration_ms], [2, 1000]);
    const handled = await enact(
      { nodes: { start, x: each([1]), mend: t, end }, edges: 'start>x>end x>mend! mend>end' },
      { agents: { x: { fail: true } } },
    );
    assert.deepEqual(
      [handled.status, handled.nodes],
      ['completed', 'start=completed x=failed mend=completed end=completed'],
    );
  });

  it('aborts what still runs when it fires, and when it fails', async () => {
    for (const [options, end] of [
      [{ mode: 'any' }, 'succeed'],
      [{ mode: 'all' }, 'fail'],
    ] as const) {
      const rig = await Rig.start(workflow(over(2, options)));
      const late = rig.next('x[1]');
      await rig.next('x[0]')[end]();
      assert.equal(late.isAborted, true);
      assert.deepEqual(rig.execution.nodeSnapshot('x')?.items?.cancelled, 1);
      await late.succeed('late');
      const { output, status } = await rig.finished();
      assert.deepEqual([status, plain(output)], end === 'succeed' ? ['completed', [null, null]] : ['failed', null]);
    }
  });

  it('an item of `remaining: ignore` that never settles in time is aborted with the execution', async () => {
    const rig = await Rig.start(
      workflow({ ...over(2, { mode: 'any', remaining: 'ignore' }), definition: { timeoutSeconds: 3 } }),
    );
    const late = rig.next('x[1]');
    await rig.next('x[0]').succeed('A');
    assert.deepEqual([rig.status('x'), rig.status('end'), rig.shownStatus], ['completed', 'completed', 'running']);
    await rig.clock.advance(3000);
    assert.deepEqual([late.isAborted, rig.shownStatus], [true, 'timed_out']);
    await late.succeed('late');
    assert.deepEqual((await rig.finished()).nodes['x']?.items, {
      total: 2,
      running: 0,
      completed: 1,
      failed: 0,
      cancelled: 1,
    });
  });

  it('what goes on under `ignore` is told after the node has completed, and changes nothing', async () => {
    const { events, node, status } = await enact(
      over(2, { mode: 'any', remaining: 'ignore', errorHandling: { maxRetries: 1, retry: everySecond } }),
      {
        agents: { 'x[0]': { after: 1, output: 'A' }, 'x[1]': { after: 2, fail: true } },
      },
    );
    const at = events.findIndex(
      ({ type, ...rest }) => type === 'nodeCompleted' && 'node_id' in rest && rest.node_id === 'x',
    );
    const after = events.slice(at + 1).flatMap((event) => ('item' in event ? [`${event.type} ${event.item}`] : []));
    assert.deepEqual(after, [
      'attemptFailed 1',
      'retryScheduled 1',
      'nodeReady 1',
      'attemptStarted 1',
      'attemptFailed 1',
    ]);
    assert.deepEqual([node('x').status, node('x').output, status], ['completed', ['A', null], 'completed']);
    assert.deepEqual(node('x').items, { total: 2, running: 0, completed: 1, failed: 1, cancelled: 0 });
  });
});

describe('F2 retries of items', () => {
  const retried = { errorHandling: { maxRetries: 2, retry: everySecond } };

  it('are counted for each item, and keep its idempotency key', async () => {
    const rig = await Rig.start(workflow(over(2, retried)));
    const first = rig.next('x[0]');
    await first.fail({ retryable: true });
    await rig.next('x[1]').succeed('B');
    assert.deepEqual([rig.status('x'), rig.started], ['running', 'x[0] x[1]']);
    await rig.clock.advance(1000);
    const second = rig.next('x[0]');
    assert.deepEqual([second.request.attempt, second.request.item], [2, 0]);
    assert.equal(second.request.idempotencyKey, first.request.idempotencyKey);
    await second.succeed('A');
    const { nodes, output } = await rig.finished();
    assert.deepEqual(plain(output), ['A', 'B']);
    assert.equal(nodes['x']?.attempts, 3);
    assert.deepEqual(
      nodes['x'].attempt_log.map(({ item, error }) => [item, error === null]),
      [
        [0, false],
        [1, true],
        [0, true],
      ],
    );
  });

  it('end with the item when there are no more: only then it has failed', async () => {
    const { events, node } = await enact(over(2, { ...retried, mode: 'all_settled' }), {
      agents: { 'x[0]': { after: 1, fail: true }, 'x[1]': { fail: { retryable: false } } },
    });
    const finals = events.flatMap((event) =>
      event.type === 'attemptFailed' ? [`${event.item ?? ''}.${event.attempt} ${event.final ?? false}`] : [],
    );
    assert.deepEqual(finals, ['1.1 true', '0.1 false', '0.2 false', '0.3 true']);
    assert.deepEqual([node('x').ended_ms, node('x').join?.failed], [5000, 2]);
  });

  it('spread differently from item to item', async () => {
    const { events } = await enact(
      over(3, { errorHandling: { maxRetries: 1, retry: { delaySeconds: 10, jitter: 0.5 } } }),
      {
        agents: { x: [{ fail: true }, {}] },
      },
    );
    const waits = events.flatMap((event) => (event.type === 'retryScheduled' ? [event.delay_ms] : []));
    assert.equal(new Set(waits).size, 3, waits.join(' '));
  });

  it('are inherited by a `for_each` as by a task: node, agent, fork, workflow', async () => {
    const attemptsOf = async (own: object, agentOwn: object, forkOwn: object, whole: object): Promise<number> => {
      const { node } = await enact(
        {
          nodes: {
            start,
            f: fork({ errorHandling: forkOwn }),
            x: each([1], { agentId: 'z', errorHandling: own }),
            y: t,
            j: join({ mode: 'all_settled' }),
            end,
          },
          edges: 'start>f>x>j f>y>j j>end',
          agents: [agent('z', { errorHandling: agentOwn })],
          definition: { errorHandling: whole },
        },
        { agents: { x: { fail: true } } },
      );
      return node('x').attempts;
    };
    const times = (maxRetries: number): object => ({ maxRetries, retry: everySecond });
    assert.equal(await attemptsOf(times(0), times(1), times(2), times(3)), 1);
    assert.equal(await attemptsOf({}, times(1), times(2), times(3)), 2);
    assert.equal(await attemptsOf({}, {}, times(2), times(3)), 3);
    assert.equal(await attemptsOf({}, {}, {}, times(3)), 4);
  });
});

describe('F5 timeouts of items', () => {
  it('end one attempt of one item, which is tried again', async () => {
    const { node, output } = await enact(
      over(2, { errorHandling: { timeoutSeconds: 2, maxRetries: 1, retry: everySecond } }),
      {
        agents: { 'x[0]': [{ after: 9 }, { after: 1, output: 'A' }], 'x[1]': { after: 1, output: 'B' } },
      },
    );
    assert.deepEqual(output, ['A', 'B']);
    assert.deepEqual(
      node('x').attempt_log.map(({ item, ended_ms: at, error }) => [item, at, error?.kind ?? null]),
      [
        [0, 2000, 'timeout'],
        [1, 1000, null],
        [0, 4000, null],
      ],
    );
  });

  it('of the last attempt fail the item', async () => {
    const { node } = await enact(over(2, { mode: 'all_settled', errorHandling: { timeoutSeconds: 2 } }), {
      agents: { 'x[0]': { after: 9 }, 'x[1]': { after: 1, output: 'B' } },
    });
    assert.deepEqual([node('x').output, node('x').ended_ms], [[null, 'B'], 2000]);
    assert.equal(node('x').join?.errors['0']?.kind, 'timeout');
  });

  it('of all attempts together end the node, which is timed_out', async () => {
    const { node, status } = await enact(over(3, { maxConcurrency: 1, errorHandling: { totalTimeoutSeconds: 4.5 } }), {
      agents: { x: { after: 2 } },
    });
    assert.deepEqual(
      [node('x').status, node('x').ended_ms, node('x').error?.kind, status],
      ['timed_out', 4500, 'timeout', 'failed'],
    );
    assert.deepEqual(node('x').items, { total: 3, running: 0, completed: 2, failed: 0, cancelled: 1 });
  });

  it('of a region around it fail it', async () => {
    const { node } = await enact(
      {
        nodes: {
          start,
          f: fork({ timeoutSeconds: 3 }),
          x: each([0, 1]),
          y: delay(1),
          j: join({ mode: 'all_settled' }),
          end,
        },
        edges: 'start>f>x>j f>y>j j>end',
      },
      { agents: { x: { after: 9 } } },
    );
    assert.deepEqual(
      [node('x').status, node('x').ended_ms, node('j').status, node('x').items?.cancelled],
      ['timed_out', 3000, 'completed', 2],
    );
  });
});

describe('R5 concurrency of items', () => {
  it('holds the limit of the `for_each`, in the order of the items', async () => {
    const rig = await Rig.start(workflow(over(4, { maxConcurrency: 2 })));
    assert.equal(rig.started, 'x[0] x[1]');
    await rig.next('x[1]').succeed();
    assert.equal(rig.started, 'x[0] x[1] x[2]');
    await rig.next('x[2]').succeed();
    assert.equal(rig.started, 'x[0] x[1] x[2] x[3]');
    await rig.next('x[3]').succeed();
    await rig.next('x[0]').succeed();
    assert.equal((await rig.finished()).max_parallel, 2);
  });

  it('holds those of the workflow and of forks around it together', async () => {
    const nodes = { start, f: fork({ maxConcurrency: 2 }), x: each([0, 1, 2]), a: t, j: join(), b: t, end };
    const rig = await Rig.start(
      workflow({ nodes, edges: 'start>f>x>j f>a>j j>end start>b>end', definition: { maxConcurrency: 3 } }),
    );
    assert.equal(rig.started, 'x[0] x[1] b');
    await rig.next('b').succeed();
    assert.equal(rig.started, 'x[0] x[1] b');
    await rig.next('x[1]').succeed();
    assert.equal(rig.started, 'x[0] x[1] b x[2]');
    await rig.next('x[2]').succeed();
    assert.equal(rig.started, 'x[0] x[1] b x[2] a');
    rig.execution.cancel();
    await rig.clock.advance(5000);
    assert.equal((await rig.finished()).max_parallel, 3);
  });

  it('gives a waiting item’s slot to the next', async () => {
    const rig = await Rig.start(
      workflow(over(2, { maxConcurrency: 1, errorHandling: { maxRetries: 1, retry: everySecond } })),
    );
    await rig.next('x[0]').fail({ retryable: true });
    assert.equal(rig.started, 'x[0] x[1]');
    await rig.clock.advance(1000);
    assert.equal(rig.started, 'x[0] x[1]');
    await rig.next('x[1]').succeed();
    assert.equal(rig.started, 'x[0] x[1] x[0]');
    await rig.next('x[0]').succeed();
    assert.equal((await rig.finished()).status, 'completed');
  });

  it('counts a slot free again when items are aborted', async () => {
    const rig = await Rig.start(
      workflow({
        nodes: { start, x: each([0, 1], { mode: 'any' }), a: t, end },
        edges: 'start>x>end start>a>end',
        definition: { maxConcurrency: 2 },
      }),
    );
    assert.equal(rig.started, 'x[0] x[1]');
    await rig.next('x[0]').succeed();
    assert.equal(rig.started, 'x[0] x[1] a');
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });
});

describe('R2 progress of a for_each', () => {
  it('is its part of all nodes by the part of its items', async () => {
    const rig = await Rig.start(workflow(over(4, { mode: 'all_settled' })));
    const progress = (): number => rig.execution.snapshot().progress;
    const seen = [progress()];
    for (const item of [0, 1, 2]) {
      await (item === 1 ? rig.next(`x[${item}]`).fail() : rig.next(`x[${item}]`).succeed());
      seen.push(progress());
    }
    await rig.next('x[3]').succeed();
    seen.push((await rig.finished()).progress);
    // start of three nodes is done: a third, and then a twelfth for each item.
    assert.deepEqual(seen, [33, 41, 50, 58, 100]);
  });

  it('never falls, also when its node fires early', async () => {
    const rig = await Rig.start(workflow(inARow({ x: each([0, 1, 2, 3], { mode: 'any' }), a: t })));
    const seen = [rig.execution.snapshot().progress];
    rig.execution.onDidChange(() => seen.push(rig.execution.snapshot().progress));
    const late = [1, 2, 3].map((item) => rig.next(`x[${item}]`));
    await rig.next('x[0]').succeed();
    for (const one of late) await one.succeed();
    await rig.next('a').succeed();
    await rig.finished();
    assert.deepEqual(
      seen,
      [...seen].sort((p, q) => p - q),
    );
    assert.equal(seen.at(-1), 100);
  });
});

describe('D4 mocks of a for_each', () => {
  it('give each item its output, and count failures by item', async () => {
    const { output, node } = await play(over(3, { errorHandling: { maxRetries: 1, retry: everySecond } }), {
      x: { outputs: ['a', 'b'], delay_seconds: 1, fail: { first: 1 } },
    });
    assert.deepEqual(output, ['a', 'b', 'b']);
    assert.deepEqual([node('x').attempts, node('x').ended_ms], [6, 3000]);
  });

  it('of its agent, and the default, do the same', async () => {
    const source = workflow({
      nodes: { start, x: each([1, 2], { agentId: 'm' }, { outputs: ['p', 'q'] }), end },
      edges: 'start>x>end',
      agents: [agent('m', { uses: 'mock' })],
    });
    assert.deepEqual(plain((await simulate(source, { inputs: {} })).snapshot.output), ['p', 'q']);
    const { snapshot } = await simulate(workflow(over(2)), {
      inputs: {},
      mocks: mocksOf({ default: { outputs: [1, 2] } }),
    });
    assert.deepEqual(plain(snapshot.output), [1, 2]);
  });
});

describe('D3 inputs that a for_each goes over', () => {
  it('are those of the execution', async () => {
    const source = workflow({
      nodes: { start, x: each({ kind: 'literal', value: ['i'] }), end },
      edges: 'start>x>end',
      definition: { inputs: new Map([['n', input('n')]]) },
    });
    const rig = await Rig.start(source, { inputs: { n: 'N' } });
    const { request } = rig.next('x[0]');
    assert.deepEqual(
      [plain(request.inputs), plain(request.input), plain(request.nodes)],
      [{ n: 'N' }, { n: 'N' }, { start: { n: 'N' } }],
    );
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });
});
