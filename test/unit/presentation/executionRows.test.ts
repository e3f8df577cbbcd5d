import assert from 'node:assert/strict';
import { executionRow } from '../../../src/presentation/executionRows.ts';
import type { Row } from '../../../src/presentation/row.ts';
import { contextAt, sketch, Story } from '../../support/presentation/story.ts';

const diamond = sketch(`
  start > fork > a > join > end
  fork > b > join
`);

function flat(rows: readonly Row[]): readonly Row[] {
  return rows.flatMap((row) => [row, ...flat(row.children())]);
}

function text(rows: string): string {
  return `${rows.trim()}\n`;
}

describe('rows of an execution', () => {
  it('show branches of one node under their fork', async () => {
    const story = await Story.of(diamond);
    assert.equal(
      story.rowsAt(400),
      text(`
[sync~spin] sketch  running 33 % · 14:03
  [pass] start  completed
  [sync~spin] fork  running · 0 of 2
    [sync~spin] a  running · 400 ms
    [sync~spin] b  running · 400 ms
  [circle-outline] join  pending
  [circle-outline] end  pending`),
    );
    assert.equal(
      story.rowsAt(5000),
      text(`
[pass] sketch  completed · 1.0 s · 14:03
  [pass] start  completed
  [pass] fork  completed · 2 of 2
    [pass] a  completed · 1.0 s
    [pass] b  completed · 1.0 s
  [pass] join  completed
  [pass] end  completed`),
    );
  });

  it('show longer branches with their nodes, and forks inside them', async () => {
    const nested = sketch(`
      start > fork > a1 > a2 > join > end
      fork > b1 > fork2 > c > join2 > join
      fork2 > d > join2
    `);
    const story = await Story.of(nested);
    assert.equal(
      story.rowsAt(1500),
      text(`
[sync~spin] sketch  running 45 % · 14:03
  [pass] start  completed
  [sync~spin] fork  running · 0 of 2
    [sync~spin] Branch a1  running · 1 of 2
      [pass] a1  completed · 1.0 s
      [sync~spin] a2  running · 500 ms
    [sync~spin] Branch b1  running · 1 of 3
      [pass] b1  completed · 1.0 s
      [sync~spin] fork2  running · 0 of 2
        [sync~spin] c  running · 500 ms
        [sync~spin] d  running · 500 ms
      [circle-outline] join2  pending
  [circle-outline] join  pending
  [circle-outline] end  pending`),
    );
  });

  it('stand in the order of the file', async () => {
    const nodes = sketch('start > fork > b > join > end, fork > a > join').replace(/ {2}- \{ id: b,.*\n/, '');
    const story = await Story.of(
      nodes.replace('edges:\n', '  - { id: b, type: agent_task, agent_id: worker }\nedges:\n'),
    );
    const labels = flat([executionRow(story.at(9000), story.outline, contextAt(9000))]).map(({ label }) => label);
    assert.deepEqual(labels, ['sketch', 'start', 'fork', 'a', 'b', 'join', 'end']);
  });

  it('put what branches share behind them', async () => {
    const story = await Story.of(sketch('start > fork > a > shared > join > end, fork > b > shared, fork > c > join'));
    const fork = executionRow(story.at(0), story.outline, contextAt(0)).children()[1];
    assert.deepEqual(
      fork?.children().map(({ label }) => label),
      ['a', 'b', 'c', 'shared'],
    );
  });

  it('count attempts, and the seconds to the next', async () => {
    const retries = 'error_handling: { max_retries: 3, retry: { delay_seconds: 2, backoff: fixed, jitter: 0 } }\n';
    const story = await Story.of(
      sketch('start > a > end', retries),
      'nodes: { a: { fail: { first: 2, message: HTTP 503 }, delay_seconds: 1 } }',
    );
    assert.equal(
      story.rowsAt(1400),
      text(`
[sync~spin] sketch  running 33 % · 14:03
  [pass] start  completed
  [history] a  waiting · attempt 2 of 4 · next try in 2 s · HTTP 503
    [error] Attempt 1  failed · 1.0 s · HTTP 503
  [circle-outline] end  pending`),
    );
    assert.equal(
      story.rowsAt(3500),
      text(`
[sync~spin] sketch  running 33 % · 14:03
  [pass] start  completed
  [sync~spin] a  running · attempt 2 of 4 · 3.5 s
    [error] Attempt 1  failed · 1.0 s · HTTP 503
    [sync~spin] Attempt 2  running · 500 ms
  [circle-outline] end  pending`),
    );
    assert.equal(
      story.rowsAt(9000),
      text(`
[pass] sketch  completed · 7.0 s · 14:03
  [pass] start  completed
  [pass] a  completed · 7.0 s · attempt 3 of 4
    [error] Attempt 1  failed · 1.0 s · HTTP 503
    [error] Attempt 2  failed · 1.0 s · HTTP 503
    [pass] Attempt 3  completed · 1.0 s
  [pass] end  completed`),
    );
  });

  it('say at fork and branch that a person is waited for', async () => {
    const workflow = `name: sketch
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: a, type: agent_task, agent_id: work }
  - { id: ask, type: approval, config: { message: Go? } }
  - { id: b, type: agent_task, agent_id: work }
  - { id: join, type: parallel_gateway, gateway_type: join, config: { mode: all } }
  - { id: end, type: end }
edges:
  - { source: start, target: fork }
  - { source: fork, target: a }
  - { source: a, target: ask }
  - { source: ask, target: join }
  - { source: fork, target: b }
  - { source: b, target: join }
  - { source: join, target: end }
`;
    const story = await Story.of(workflow, 'nodes: { ask: { approve: true, delay_seconds: 5 } }');
    const rows = story.rowsAt(3000);
    assert.match(rows, /^ {2}\[question\] fork {2}waits for approval · 1 of 2$/m);
    assert.match(rows, /^ {4}\[question\] Branch a {2}waits for approval · 1 of 2$/m);
  });

  it('say which node failed and why, on one safe line', async () => {
    const story = await Story.of(
      diamond,
      `nodes: { a: { fail: { always: true, message: "no\\r\\n[INFO] \\e[31mroute\\u202e" }, delay_seconds: 1 }, b: { delay_seconds: 5 } }`,
    );
    const why = 'no [INFO] \\u001b[31mroute\\u202e';
    assert.equal(
      story.rowsAt(9000),
      text(`
[error] sketch  failed · 1.0 s · join: 1 of 2 branches failed; a: ${why} · 14:03
  [pass] start  completed
  [error] fork  failed · 2 of 2
    [error] a  failed · 1.0 s · ${why}
    [circle-slash] b  cancelled · 1.0 s
  [error] join  failed · 1 of 2 branches failed; a: ${why}
  [debug-step-over] end  skipped`),
    );
  });

  it('E4: show nothing as running that does not run', async () => {
    const story = await Story.of(diamond);
    assert.equal(
      story.rowsAt(400, 'free'),
      text(`
[debug-disconnect] sketch  interrupted · 14:03
  [pass] start  completed
  [debug-disconnect] fork  interrupted · 0 of 2
    [debug-disconnect] a  interrupted
    [debug-disconnect] b  interrupted
  [circle-outline] join  pending
  [circle-outline] end  pending`),
    );
  });

  it('have ids that stay and are unique', async () => {
    const story = await Story.of(
      sketch('start > fork > a1 > a2 > join > end, fork > b > join', 'error_handling: { max_retries: 1 }\n'),
      'nodes: { b: { fail: { first: 1 } } }\ndefault: { delay_seconds: 1 }',
    );
    const idsAt = (ms: number): readonly string[] =>
      flat([executionRow(story.at(ms), story.outline, contextAt(ms))]).map(({ id }) => id);
    const last = idsAt(9000);
    assert.equal(new Set(last).size, last.length);
    for (const ms of [0, 500, 1000, 2500])
      assert.deepEqual(
        idsAt(ms).filter((id) => !last.includes(id)),
        [],
      );
  });

  it('open what is looked at, and of what is over only the way to a failure; forks of many branches stay closed', async () => {
    const openOf = (story: Story, ms: number, expanded: boolean): readonly string[] =>
      flat([executionRow(story.at(ms), story.outline, contextAt(ms, { expanded }))])
        .filter((row) => row.expanded)
        .map(({ label }) => label);
    const nested = sketch(`
      start > fork > a1 > a2 > join > end
      fork > b1 > fork2 > c > join2 > join
      fork2 > d > join2
    `);
    const good = await Story.of(nested);
    const all = ['sketch', 'fork', 'Branch a1', 'Branch b1', 'fork2'];
    assert.deepEqual(openOf(good, 400, true), all);
    assert.deepEqual(openOf(good, 9000, true), all);
    assert.deepEqual(openOf(good, 9000, false), []);
    const bad = await Story.of(nested, 'nodes: { d: { fail: always } }\ndefault: { output: 1 }');
    assert.deepEqual(openOf(bad, 9000, false), ['fork', 'Branch b1', 'fork2']);
    const branches = (count: number): string =>
      sketch(
        Array.from({ length: count }, (_, index) => `fork > b${index} > join`).join('\n') +
          '\nstart > fork, join > end',
      );
    assert.deepEqual(openOf(await Story.of(branches(20)), 400, true), ['sketch', 'fork']);
    assert.deepEqual(openOf(await Story.of(branches(21)), 400, true), ['sketch']);
  });

  it('tell menus what can be done', async () => {
    const story = await Story.of(diamond);
    const contextOf = (ms: number, state: 'owned' | 'free', elsewhere: boolean): string =>
      executionRow(story.at(ms, state), story.outline, contextAt(ms, { elsewhere })).context;
    assert.equal(contextOf(400, 'owned', false), 'execution.running');
    assert.equal(contextOf(400, 'owned', true), 'execution.elsewhere.running');
    assert.equal(contextOf(400, 'free', false), 'execution.interrupted');
    assert.equal(contextOf(9000, 'free', false), 'execution.ended.completed');
  });

  it('say that the process that runs them does not answer', async () => {
    const story = await Story.of(diamond);
    const row = executionRow(story.at(400), story.outline, contextAt(400, { elsewhere: true, silent: true }));
    assert.equal(row.description, 'running 33 % · elsewhere · does not answer · 14:03');
    assert.equal(row.context, 'execution.elsewhere.silent');
    assert(row.tooltip().includes('The process that runs it does not answer. It can be taken over.'));
  });

  it('say which execution they repeat, before what may be cut off', async () => {
    const story = await Story.of(diamond);
    const describe = (ms: number, repeatedMs?: number): string =>
      executionRow(
        { ...story.at(ms), retry_of: 'another' },
        story.outline,
        contextAt(ms, { repeatedMs, formatTime: (wallMs) => (wallMs === 7 ? '13:00' : '14:03') }),
      ).description;
    assert.equal(describe(400, 7), 'running 33 % · repeats 13:00 · 14:03');
    assert.equal(describe(9000, 7), 'completed · repeats 13:00 · 1.0 s · 14:03');
    assert.equal(describe(9000), 'completed · repeat · 1.0 s · 14:03');
  });

  it('are read aloud with their status', async () => {
    const story = await Story.of(diamond);
    const spoken = flat([executionRow(story.at(400), story.outline, contextAt(400))]).map((row) => row.spoken);
    assert.deepEqual(spoken.slice(0, 4), [
      'sketch · running 33 % · 14:03',
      'start · completed',
      'fork · running · 0 of 2',
      'a · running · 400 ms',
    ]);
  });

  it('have tooltips with what does not fit', async () => {
    const story = await Story.of(diamond, 'default: { delay_seconds: 1, output: { n: 1 } }');
    const row = executionRow(story.at(9000), story.outline, contextAt(9000));
    assert.deepEqual(row.tooltip(), [
      'sketch',
      'completed',
      'Started: 14:03',
      'Duration: 1.0 s',
      'Most agents at the same time: 2',
      'File: /work/flow.workflow.yaml',
      'Id: one',
    ]);
    const failed = await Story.of(diamond, 'default: { delay_seconds: 1, fail: always }');
    const reasons = executionRow(failed.at(9000), failed.outline, contextAt(9000)).tooltip();
    assert.ok(reasons.includes('Reason: join: 2 of 2 branches failed; a: The mock fails'), reasons.join('\n'));
    const [, fork, join] = row.children();
    assert.deepEqual(fork?.children()[0]?.tooltip(), ['a', 'completed · 1.0 s', 'Output: {"n":1}']);
    assert.deepEqual(join?.tooltip().slice(0, 3), ['join', 'completed', 'succeeded: 2']);
  });

  it('have tooltips that say nothing twice', async () => {
    const failed = await Story.of(sketch('start > a > end'), 'default: { delay_seconds: 1, fail: always }');
    const nodeAt = (story: Story, ms: number): Row | undefined =>
      executionRow(story.at(ms), story.outline, contextAt(ms)).children()[1];
    assert.equal(nodeAt(failed, 9000)?.description, 'failed · 1.0 s · The mock fails');
    assert.deepEqual(nodeAt(failed, 9000)?.tooltip(), ['a', 'failed · 1.0 s', 'Reason: The mock fails']);
    const retries = 'error_handling: { max_retries: 3, retry: { delay_seconds: 2, backoff: fixed, jitter: 0 } }\n';
    const again = await Story.of(
      sketch('start > a > end', retries),
      'nodes: { a: { fail: { first: 2, message: HTTP 503 }, delay_seconds: 1 } }',
    );
    assert.deepEqual(nodeAt(again, 1400)?.tooltip(), [
      'a',
      'waiting · attempt 2 of 4 · next try in 2 s',
      'Reason: HTTP 503',
    ]);
    assert.deepEqual(nodeAt(again, 1400)?.children()[0]?.tooltip(), [
      'Attempt 1',
      'failed · 1.0 s',
      'Reason: HTTP 503',
    ]);
  });

  it('stand in a list where the workflow is not understood', async () => {
    const story = await Story.of(diamond);
    const labels = executionRow(story.at(400), undefined, contextAt(400))
      .children()
      .map(({ label }) => label);
    assert.deepEqual(labels, ['start', 'fork', 'a', 'join', 'end', 'b']);
  });
});
