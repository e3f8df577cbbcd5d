import assert from 'node:assert/strict';
import { simulate } from '../../../src/engine/simulate.ts';
import { applyEvent } from '../../../src/engine/fold.ts';
import { compileProgram } from '../../../src/engine/program.ts';
import { ExecutionState } from '../../../src/engine/state.ts';
import { checkExecutionMove, checkNodeMove, completed, running } from '../../../src/engine/transitions.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import {
  choice,
  delay,
  each,
  end,
  fork,
  inARow,
  join,
  plain,
  start,
  task,
  terminate,
  workflow,
} from '../../support/engine/build.ts';
import { play } from '../../support/engine/play.ts';
import { Rig } from '../../support/engine/rig.ts';
import { yamlWorkflow } from '../../support/engine/yaml.ts';
import { mocksOf } from '../../support/engine/play.ts';

const t = task();
const chain = inARow({ a: t, b: t });

describe('D1 data', () => {
  it('hands on the output of one source, and a map of several by source in the file order', async () => {
    const rig = await Rig.start(
      workflow({ nodes: { start, a: t, b: t, c: t, d: t, end }, edges: 'start>a>c start>b>c c>d>end' }),
      { inputs: { x: 1 } },
    );
    assert.deepEqual(plain(rig.next('a').request.input), { x: 1 });
    await rig.next('b').succeed('B');
    rig.clock.setWall(0);
    assert.equal(rig.started, 'a b');
    rig.execution.cancel();
    await rig.clock.advance(5000);
    assert.equal((await rig.finished()).status, 'cancelled');
  });

  it('keeps the file order in a map of several', async () => {
    const { events, node } = await play(
      { nodes: { start, a: t, b: t, c: choice, end }, edges: 'start>a>c start>b>c c>end' },
      { a: { output: 'A', delay_seconds: 2 }, b: { output: 'B', delay_seconds: 1 } },
    );
    assert.equal(JSON.stringify(node('c').output), '{"a":"A","b":"B"}');
    assert.equal(JSON.stringify(plain(events.at(-1))).includes('"output":{"a":"A","b":"B"}'), true);
  });

  it('gives what the reached end received, and a map by end of several', async () => {
    const two = { nodes: { start, a: t, b: t, one: end, two: end }, edges: 'start>a>one start>b>two' };
    assert.deepEqual((await play(two, { a: { output: 1 }, b: { output: 2 } })).output, { one: 1, two: 2 });
    const single = { ...two, edges: 'start>a>one start>b?no b>two' };
    assert.deepEqual((await play(single, { a: { output: 1 } })).output, 1);
  });

  it('gives `outputs` where they are declared', async () => {
    const source = yamlWorkflow(`
name: outputs
agents: { worker: { uses: http, with: { url: "http://127.0.0.1/" } } }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: worker, with: { body: "\${{ input.x }}" } }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: end }
outputs:
  total: "\${{ nodes.a.output.n }}"
  text: "n is \${{ nodes.a.output.n }}"
`);
    const { snapshot } = await simulate(source, {
      inputs: { x: 1 },
      mocks: mocksOf({ nodes: { a: { output: { n: 3 } } } }),
    });
    assert.deepEqual(plain(snapshot.output), { total: 3, text: 'n is 3' });
    const rig = await Rig.start(source, { inputs: { x: 5 } });
    assert.deepEqual(plain(rig.next('a').request.settings), { url: 'http://127.0.0.1/', body: 5 });
  });
});

describe('D1 an output whose expression fails', () => {
  it('is named', async () => {
    const source = yamlWorkflow(`
name: outputs
nodes: [{ id: start, type: start }, { id: end, type: end }]
edges: [{ source: start, target: end }]
outputs: { fine: 1, x: "\${{ fromJSON('{') }}" }
`);
    const { snapshot } = await simulate(source, { inputs: {} });
    assert.match(snapshot.error?.message ?? '', /^outputs\.x: The expression "fromJSON\('\{'\)" failed: /);
  });
});

describe('D2 settings', () => {
  it('of the node stand over those of its agent, key by key', async () => {
    const source = yamlWorkflow(`
name: settings
agents: { worker: { uses: http, with: { url: "http://127.0.0.1/", headers: { a: "1", b: "2" } } } }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: worker, with: { headers: { c: "3" } } }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: end }
`);
    const rig = await Rig.start(source);
    assert.deepEqual(plain(rig.next('a').request.settings), { url: 'http://127.0.0.1/', headers: { c: '3' } });
  });

  it('that cannot be evaluated fail the attempt with `expression`, which is not retried', async () => {
    const source = yamlWorkflow(`
name: broken
agents: { worker: { uses: http, with: { url: "\${{ fromJSON('{') }}" } } }
error_handling: { max_retries: 3 }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: end }
`);
    const { snapshot } = await simulate(source, { inputs: {} });
    assert.deepEqual([snapshot.nodes['a']?.error?.kind, snapshot.nodes['a']?.attempts], ['expression', 1]);
  });
});

describe('R1 status', () => {
  it('makes only the moves of the table, and names both ends of any other', () => {
    assert.throws(() => {
      checkNodeMove(completed, running, 'a');
    }, /^Error: The node "a" cannot move from completed to running$/);
    assert.throws(() => {
      checkExecutionMove('failed', 'running');
    }, /^Error: An execution cannot move from failed to running$/);
  });

  it('holds for the fold: a journal that says otherwise is refused', () => {
    const program = compileProgram(workflow(chain));
    const state = new ExecutionState(program);
    const events: EngineEvent[] = [
      { type: 'executionStarted', seq: 1, time_ms: 0, execution_id: 'x', workflow: 'test', inputs: {}, seed: 1 },
      { type: 'nodeCompleted', seq: 2, time_ms: 0, node_id: 'start' },
    ];
    for (const event of events) applyEvent(state, event);
    assert.throws(() => {
      applyEvent(state, { type: 'nodeCompleted', seq: 3, time_ms: 0, node_id: 'start' });
    }, /cannot move from completed to completed/);
    assert.throws(() => {
      applyEvent(state, { type: 'nodeReady', seq: 9, time_ms: 0, node_id: 'a' });
    }, /Event 9 cannot follow event 3/);
  });

  it('holds for what attempts, items, joins and subworkflows can do: another order is refused', () => {
    const program = compileProgram(
      workflow({
        nodes: { start, f: fork(), a: t, x: each([1, 2]), j: join(), end },
        edges: 'start>f>a>j f>x>j j>end',
      }),
    );
    const record = { winner: null, errors: {}, succeeded: 0, failed: 0, cancelled: 0, skipped: 0 };
    const cases: readonly (readonly [EngineEvent['type'], string, object, RegExp])[] = [
      ['attemptSucceeded', 'a', { attempt: 1, output: null }, /^Error: No attempt of 2 runs$/],
      ['attemptStarted', 'x', { attempt: 1, item: 0 }, /^Error: Node 3 has no item 0$/],
      ['nodeReady', 'a', { inputs: {} }, /^Error: "a" is not a subworkflow$/],
      ['joinFired', 'a', { record }, /^Error: "a" cannot fire$/],
      ['joinFired', 'x', { record }, /^Error: "x" has no items yet$/],
      ['nodeCompleted', 'a', { taken_over: true }, /^Error: Nothing of "a" was taken over$/],
    ];
    for (const [type, id, rest, message] of cases) {
      const state = new ExecutionState(program);
      applyEvent(state, {
        type: 'executionStarted',
        seq: 1,
        time_ms: 0,
        execution_id: 'x',
        workflow: 'test',
        inputs: {},
        seed: 1,
      });
      assert.throws(() => {
        applyEvent(state, { type, seq: 2, time_ms: 0, node_id: id, ...rest } as EngineEvent);
      }, message);
    }
    const state = new ExecutionState(program);
    const fired = { type: 'joinFired', time_ms: 0, record } as const;
    const before: EngineEvent[] = [
      { type: 'executionStarted', seq: 1, time_ms: 0, execution_id: 'x', workflow: 'test', inputs: {}, seed: 1 },
      { ...fired, seq: 2, node_id: 'j' },
      { type: 'nodeReady', seq: 3, time_ms: 0, node_id: 'x', items: [1, 2] },
      { ...fired, seq: 4, node_id: 'x' },
    ];
    for (const event of before) applyEvent(state, event);
    assert.throws(() => {
      applyEvent(state, { type: 'attemptStarted', seq: 5, time_ms: 0, node_id: 'x', attempt: 1, item: 2 });
    }, /Node 3 has no item 2/);
    for (const id of ['j', 'x'])
      assert.throws(() => {
        applyEvent(state, { ...fired, seq: state.seq + 1, node_id: id });
      }, /cannot fire/);
  });
});

describe('R2 progress', () => {
  it('counts settled nodes of all nodes, and never falls', async () => {
    const rig = await Rig.start(workflow(chain));
    const seen = [rig.execution.snapshot().progress];
    await rig.next('a').succeed();
    seen.push(rig.execution.snapshot().progress);
    await rig.next('b').succeed();
    seen.push(rig.execution.snapshot().progress);
    assert.deepEqual(seen, [25, 50, 100]);
  });
});

describe('R3 the end', () => {
  it('is `completed` when every end was skipped through dead edges', async () => {
    const { status, output } = await play({ nodes: { start, a: t, end }, edges: 'start>a a>end?no' });
    assert.deepEqual([status, output], ['completed', null]);
  });

  it('comes at once with `terminate`, which cancels the rest', async () => {
    const { nodes, snapshot } = await play(
      { nodes: { start, a: t, b: t, stop: terminate, end }, edges: 'start>a>stop start>b>end' },
      { a: { output: 'enough', delay_seconds: 1 }, b: { delay_seconds: 9 } },
    );
    assert.equal(nodes, 'start=completed a=completed b=cancelled stop=completed end=cancelled');
    assert.deepEqual([snapshot.status, snapshot.output, snapshot.duration_ms], ['completed', 'enough', 1000]);
  });
});

describe('R4 cancel', () => {
  it('ends everything as cancelled, also what a failure would have made failed', async () => {
    const { nodes, snapshot } = await play(
      { nodes: { start, f: fork(), a: t, d: delay(9), j: join(), end }, edges: 'start>f>a>j f>d>j j>end' },
      { a: { delay_seconds: 5 } },
      { cancelAt: 2 },
    );
    assert.equal(nodes, 'start=completed f=completed a=cancelled d=cancelled j=cancelled end=cancelled');
    assert.deepEqual([snapshot.status, snapshot.duration_ms, snapshot.error], ['cancelled', 2000, null]);
  });

  it('does nothing after the end', async () => {
    const rig = await Rig.start(workflow(inARow({ a: t })));
    await rig.next('a').succeed();
    await rig.finished();
    rig.execution.cancel();
    await rig.clock.advance(1000);
    assert.equal(rig.execution.snapshot().status, 'completed');
  });
});

describe('R5 concurrency', () => {
  const wide = (limits: { readonly workflow?: number; readonly fork?: number }): ReturnType<typeof workflow> =>
    workflow({
      nodes: {
        start,
        f: fork(limits.fork === undefined ? {} : { maxConcurrency: limits.fork }),
        a: t,
        b: t,
        c: t,
        d: t,
        j: join(),
        side: t,
        end,
      },
      edges: 'start>f f>a>j f>b>j f>c>j f>d>j j>end start>side>end',
      ...(limits.workflow !== undefined && { definition: { maxConcurrency: limits.workflow } }),
    });

  it('holds the workflow limit exactly; nodes start in the order in which they became ready', async () => {
    const rig = await Rig.start(wide({ workflow: 2 }));
    assert.equal(rig.started, 'a b');
    await rig.next('b').succeed();
    assert.equal(rig.started, 'a b c');
    await rig.next('a').succeed();
    await rig.next('c').succeed();
    assert.equal(rig.started, 'a b c d side');
    await rig.next('d').succeed();
    await rig.next('side').succeed();
    assert.equal((await rig.finished()).max_parallel, 2);
  });

  it('holds a fork limit without holding back what stands outside', async () => {
    const rig = await Rig.start(wide({ fork: 1 }));
    assert.equal(rig.started, 'a side');
    await rig.next('a').succeed();
    assert.equal(rig.started, 'a side b');
    await rig.next('b').fail({ retryable: true });
    rig.execution.cancel();
    await rig.clock.advance(5000);
    assert.equal((await rig.finished()).nodes['c']?.attempts, 0);
  });

  it('holds nested limits together', async () => {
    const rig = await Rig.start(
      workflow({
        nodes: {
          start,
          outer: fork({ maxConcurrency: 2 }),
          x: t,
          inner: fork({ maxConcurrency: 1 }),
          a: t,
          b: t,
          ji: join(),
          jo: join(),
          end,
        },
        edges: 'start>outer outer>inner inner>a>ji inner>b>ji ji>jo outer>x>jo jo>end',
      }),
    );
    assert.equal(rig.started, 'x a');
    await rig.next('x').succeed();
    assert.equal(rig.started, 'x a');
    await rig.next('a').succeed();
    assert.equal(rig.started, 'x a b');
  });
});
