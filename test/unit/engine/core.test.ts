/** The core alone: what comes too late changes nothing; what cannot be executed is refused; what starts next. */
import assert from 'node:assert/strict';
import type { Outcome } from '../../../src/engine/core/outcome.ts';
import { createDecide } from '../../../src/engine/decide.ts';
import { compileProgram } from '../../../src/engine/program.ts';
import { simulate } from '../../../src/engine/simulate.ts';
import { ExecutionState } from '../../../src/engine/state.ts';
import {
  agent,
  approval,
  delay,
  each,
  end,
  everySecond,
  fork,
  inARow,
  join,
  literal,
  plain,
  type Sketch,
  start,
  sub,
  task,
  workflow,
} from '../../support/engine/build.ts';
import { enact } from '../../support/engine/enact.ts';
import { mocksOf, play } from '../../support/engine/play.ts';
import { Rig } from '../../support/engine/rig.ts';
import { yamlWorkflow } from '../../support/engine/yaml.ts';

const t = task();
const environment = { secret: () => undefined, env: () => undefined };
const begun: Outcome = { kind: 'started', executionId: 'x', inputs: {}, seed: 1 };

/** Hands outcomes to a core; the types of events and commands that come out. */
class Core {
  readonly state: ExecutionState;
  readonly #decide: ReturnType<typeof createDecide>;

  constructor(sketch: Sketch) {
    this.state = new ExecutionState(compileProgram(workflow(sketch)));
    this.#decide = createDecide(this.state, environment);
    this.take([begun], 0);
  }

  take(outcomes: readonly Outcome[], nowMs: number): string {
    const { events, commands } = this.#decide(outcomes, nowMs);
    return [...events.map(({ type }) => type), ...commands.map(({ kind }) => kind)].join(' ');
  }
}

describe('F6 what comes too late', () => {
  it('of an attempt that has ended, or was never started, changes nothing', () => {
    const core = new Core(inARow({ a: t, b: t }));
    assert.equal(core.take([{ kind: 'succeeded', slot: 1, attempt: 2, output: 1 }], 1), '');
    assert.match(
      core.take([{ kind: 'succeeded', slot: 1, attempt: 1, output: 1 }], 2),
      /^attemptSucceeded nodeCompleted nodeReady attemptStarted /,
    );
    for (const outcome of [
      { kind: 'succeeded', slot: 1, attempt: 1, output: 2 },
      { kind: 'failed', slot: 1, attempt: 1, error: { kind: 'x', message: '', retryable: true } },
      { kind: 'logged', slot: 1, attempt: 1, level: 'info', message: '' },
      { kind: 'progressed', slot: 1, attempt: 1, message: '' },
    ] satisfies Outcome[])
      assert.equal(core.take([outcome], 3), '', outcome.kind);
    assert.equal(core.state.outputs[1], 1);
  });

  it('of a timer that is not set any more changes nothing', () => {
    const core = new Core({
      nodes: { start, a: task({ timeoutSeconds: 1, totalTimeoutSeconds: 2 }), d: delay(1), end },
      edges: 'start>a>end start>d>end',
    });
    core.take([{ kind: 'succeeded', slot: 1, attempt: 1, output: 1 }], 1);
    for (const timer of ['attempt', 'total', 'retry', 'delay', 'approval', 'join', 'region', 'scope'] as const)
      assert.equal(core.take([{ kind: 'timerDue', timer, slot: 1 }], 1000), '', timer);
  });

  it('of a timer due in the instant in which its node ends changes nothing', () => {
    const core = new Core(inARow({ a: task({ timeoutSeconds: 1, maxRetries: 1 }) }));
    const outcomes: Outcome[] = [
      { kind: 'succeeded', slot: 1, attempt: 1, output: 1 },
      { kind: 'timerDue', timer: 'attempt', slot: 1 },
    ];
    assert.equal(core.take(outcomes, 1000).includes('attemptFailed'), false);
    assert.equal(core.state.status, 'completed');
  });

  it('of the user, and after the end, changes nothing', () => {
    const core = new Core(inARow({ a: t }));
    const cancel: Outcome = { kind: 'asked', request: { type: 'cancel' } };
    const pause: Outcome = { kind: 'asked', request: { type: 'pause' } };
    assert.equal(core.take([pause, pause], 1), 'executionPaused');
    assert.match(core.take([cancel, cancel], 2), /executionResumed executionCancelled/);
    assert.equal(core.take([cancel, pause, begun, { kind: 'stalled' }], 3), '');
  });
});

describe('R1 what cannot be executed', () => {
  it('is refused before anything starts, by name', () => {
    const refused = (
      sketch: Sketch,
      change: (executable: ReturnType<typeof workflow>) => ReturnType<typeof workflow> = (it) => it,
    ): string => {
      try {
        compileProgram(change(workflow(sketch)));
        return 'compiled';
      } catch (error) {
        return String(error);
      }
    };
    assert.equal(
      refused({ nodes: { start, a: t, b: t }, edges: 'start>a>b>a' }),
      'Error: A workflow with a cycle cannot be executed',
    );
    assert.match(
      refused({ nodes: { start, a: task({}, {}, 'nobody') }, edges: 'start>a' }),
      /The agent "nobody" of the node "a" cannot be executed/,
    );
    assert.match(
      refused({ nodes: { start, x: each([1], { agentId: 'nobody' }) }, edges: 'start>x' }),
      /The agent "nobody" of the node "x" cannot be executed/,
    );
    const { uses, ...without } = agent('w');
    assert.equal(uses, 'http');
    assert.match(
      refused({ nodes: { start, a: task({}, {}, 'w') }, edges: 'start>a', agents: [without] }),
      /The agent "w" of the node "a"/,
    );
    assert.match(
      refused({ nodes: { start, s: sub() }, edges: 'start>s' }),
      /^Error: The workflow of the node "s" is missing$/,
    );
    const loop = workflow({ nodes: { start, s: sub() }, edges: 'start>s' });
    assert.match(
      refused({ nodes: { start, s: sub() }, edges: 'start>s' }, () =>
        Object.assign(loop, { subworkflows: new Map([['s', loop]]) }),
      ),
      /leads to itself/,
    );
  });
});

describe('R5 what starts next', () => {
  it('is what became ready first, also when a fork’s limit held it back until now', async () => {
    const rig = await Rig.start(
      workflow({
        nodes: { start, f: fork({ maxConcurrency: 1 }), a: t, b: t, j: join(), x: t, y: t, z: t, end },
        edges: 'start>f f>a>j f>b>j j>end start>x>end start>y>end start>z>end',
        definition: { maxConcurrency: 2 },
      }),
    );
    const started = rig.started.split(' ');
    // Those in the fork become ready with the others, in the file's order.
    assert.deepEqual(started, ['a', 'x']);
    await rig.next('a').succeed();
    assert.equal(rig.started, 'a x b');
    await rig.next('x').succeed();
    assert.equal(rig.started, 'a x b y');
    await rig.next('b').succeed();
    assert.equal(rig.started, 'a x b y z');
    await rig.next('y').succeed();
    await rig.next('z').succeed();
    assert.equal((await rig.finished()).max_parallel, 2);
  });

  it('passes over what was cancelled while a limit held it back', async () => {
    const rig = await Rig.start(
      workflow({
        nodes: { start, f: fork({ maxConcurrency: 1 }), a: t, b: t, c: t, j: join({ mode: 'all_settled' }), end },
        edges: 'start>f f>a>j f>b>j f>c>j j>end',
      }),
    );
    await rig.ask({ type: 'cancel_node', node_id: 'b' });
    await rig.next('a').succeed();
    assert.equal(rig.started, 'a c');
    await rig.next('c').succeed();
    assert.equal((await rig.finished()).status, 'completed');
  });
});

describe('T2, T3 conditions behind nodes that pass their input on', () => {
  it('judge what a fork, a delay, an approval and a join pass on', async () => {
    for (const x of ['parallel_gateway, gateway_type: fork', 'delay, config: { seconds: 1 }', 'approval']) {
      const source = yamlWorkflow(`
name: passing
nodes:
  - { id: start, type: start }
  - { id: x, type: ${x} }
  - { id: yes, type: end }
  - { id: no, type: end }
edges:
  - { source: start, target: x }
  - { source: x, target: yes, condition: "\${{ input.n == 1 }}" }
  - { source: x, target: no, condition: "\${{ nodes.start.output.n == 2 }}" }
`);
      const { snapshot } = await simulate(source, { inputs: { n: 1 } });
      assert.deepEqual(
        [snapshot.nodes['yes']?.status, snapshot.nodes['no']?.status, plain(snapshot.output)],
        ['completed', 'skipped', { n: 1 }],
        x,
      );
    }
  });

  it('an `always` edge of a task that goes on is judged by its condition', async () => {
    const { nodes } = await play(
      {
        nodes: { start, a: task({ onFailure: 'continue' }), x: t, y: t, z: t, end },
        edges: 'start>a a>x*?no a>y?no a>z!?yes a>end x>end y>end z>end',
      },
      { a: { fail: 'always' } },
    );
    assert.equal(nodes, 'start=completed a=failed x=skipped y=skipped z=skipped end=completed');
  });

  it('a gateway passes over its failure edges', async () => {
    const { nodes } = await play({
      nodes: { start, g: (id) => ({ ...start(id), kind: 'exclusive_gateway' }), a: t, b: t, end },
      edges: 'start>g g>a! g>b a>end b>end',
    });
    assert.equal(nodes, 'start=completed g=completed a=skipped b=completed end=completed');
  });
});

describe('D2 settings on real time', () => {
  it('that cannot be evaluated fail the attempt, also of an item', async () => {
    const source = yamlWorkflow(`
name: broken
agents: { worker: { uses: http, with: { url: "\${{ fromJSON('{') }}" } } }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: worker, config: { error_handling: { max_retries: 2 } } }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: end }
`);
    const rig = await Rig.start(source);
    const { nodes } = await rig.finished();
    assert.deepEqual([nodes['a']?.error?.kind, nodes['a']?.attempts, rig.started], ['expression', 1, '']);
  });

  it('of an agent that is a mock stand before the default of the mocks file', async () => {
    const source = workflow({
      nodes: { start, a: task({}, { output: 'own' }, 'm'), b: t, end },
      edges: 'start>a>b>end',
      agents: [agent('m', { uses: 'mock' })],
    });
    const { snapshot } = await simulate(source, { inputs: {}, mocks: mocksOf({ default: { output: 'default' } }) });
    assert.deepEqual([snapshot.nodes['a']?.output, snapshot.nodes['b']?.output], ['own', 'default']);
    const wrong = workflow({
      nodes: { start, a: task({}, { delay_seconds: 'x' }, 'm'), end },
      edges: 'start>a>end',
      agents: [agent('m', { uses: 'mock' })],
    });
    assert.equal((await simulate(wrong, { inputs: {} })).snapshot.nodes['a']?.error?.kind, 'settings');
  });
});

describe('J5 aggregates of few and of other things', () => {
  const aggregated = async (
    aggregate: 'max' | 'min' | 'avg' | 'concat' | 'count',
    outputs: readonly (string | number | string[])[],
  ): Promise<unknown> => {
    const ids = outputs.map((_, at) => `n${at}`);
    const { node, output } = await play(
      {
        nodes: {
          start,
          f: fork(),
          z: t,
          ...Object.fromEntries(ids.map((id) => [id, t])),
          j: join({ mode: 'all_settled', merge: 'aggregate', aggregate }),
          end,
        },
        edges: `start>f f>z>j ${ids.map((id) => `f>${id}>j`).join(' ')} j>end`,
      },
      { z: { fail: 'always' }, ...Object.fromEntries(ids.map((id, at) => [id, { output: outputs[at] ?? null }])) },
    );
    return node('j').status === 'completed' ? output : node('j').error?.message;
  };

  it('give null of nothing, the empty list, or zero', async () => {
    assert.deepEqual(await aggregated('max', []), null);
    assert.deepEqual(await aggregated('min', []), null);
    assert.deepEqual(await aggregated('avg', []), null);
    assert.deepEqual(await aggregated('concat', []), []);
    assert.deepEqual(await aggregated('count', []), 0);
  });

  it('join no text to a list', async () => {
    assert.equal(
      await aggregated('concat', [['a'], 'b']),
      'The output of n1 is neither a list nor, as the others, text',
    );
  });
});

describe('F4 drain with lists and subworkflows', () => {
  const drained = (x: Sketch['nodes'], more: Partial<Sketch> = {}): Sketch => ({
    nodes: { start, a: t, ...x, end },
    edges: 'start>a>end start>x>end',
    definition: { errorHandling: { onFailure: 'drain' } },
    ...more,
  });
  const broken = { after: 1, fail: { retryable: false } } as const;
  const list = (options: Parameters<typeof each>[1]): Sketch => drained({ x: each(['p', 'q', 'r'], options) });

  it('lets running items finish and starts no others; the list is cancelled unless it can end', async () => {
    const slow = { a: broken, x: { after: 3, output: 'X' } } as const;
    const cut = await enact(list({ maxConcurrency: 2 }), { agents: slow });
    assert.deepEqual(
      [cut.node('x').status, cut.node('x').items, cut.snapshot.duration_ms],
      ['cancelled', { total: 3, running: 0, completed: 2, failed: 0, cancelled: 1 }, 3000],
    );
    const whole = await enact(list({}), { agents: slow });
    assert.deepEqual([whole.node('x').status, whole.node('x').output], ['completed', ['X', 'X', 'X']]);
    const any = await enact(list({ mode: 'n_of_m', count: 2, maxConcurrency: 2 }), { agents: slow });
    assert.deepEqual(
      [any.node('x').status, any.node('x').output, any.status],
      ['completed', ['X', 'X', null], 'failed'],
    );
    const lost = await enact(list({ maxConcurrency: 2 }), {
      agents: { a: broken, x: { after: 3, fail: { retryable: false } } },
    });
    assert.deepEqual([lost.node('x').status, lost.node('x').error?.kind], ['failed', 'join']);
  });

  it('tries no item again', async () => {
    const retried = list({ maxConcurrency: 1, errorHandling: { maxRetries: 3, retry: everySecond } });
    const { node, snapshot } = await enact(retried, { agents: { a: broken, x: { after: 3, fail: true } } });
    assert.deepEqual([node('x').status, node('x').attempts, snapshot.duration_ms], ['cancelled', 1, 3000]);
  });

  it('cancels a list of which nothing runs', async () => {
    const retried = list({
      maxConcurrency: 1,
      errorHandling: { maxRetries: 3, retry: { ...everySecond, delaySeconds: 60 } },
    });
    const waiting = await enact(
      {
        ...retried,
        nodes: {
          ...retried.nodes,
          x: each(['p'], { errorHandling: { maxRetries: 3, retry: { ...everySecond, delaySeconds: 60 } } }),
        },
      },
      { agents: { a: broken, x: { fail: true } } },
    );
    assert.deepEqual([waiting.node('x').status, waiting.snapshot.duration_ms], ['cancelled', 1000]);
  });

  it('lets items that are ignored finish, but not be tried again', async () => {
    const ignoring = list({ mode: 'any', remaining: 'ignore', errorHandling: { maxRetries: 1, retry: everySecond } });
    const { node, snapshot, status } = await enact(ignoring, {
      agents: { a: { ...broken, after: 2 }, 'x[0]': { after: 1, output: 'X' }, x: { after: 4, fail: true } },
    });
    assert.deepEqual(
      [node('x').status, node('x').attempts, snapshot.duration_ms, status],
      ['completed', 3, 4000, 'failed'],
    );
  });

  it('reaches into subworkflows: what runs inside finishes, also in a list there', async () => {
    const within: Sketch = inARow({ y: each([1, 2], { maxConcurrency: 1 }), z: t });
    const { node, snapshot } = await enact(drained({ x: sub() }, { subworkflows: { x: within } }), {
      agents: { a: broken, 'x/y': { after: 3 } },
    });
    assert.deepEqual(
      [node('x').status, node('x/y').items?.completed, node('x/z').status, snapshot.duration_ms],
      ['cancelled', 1, 'cancelled', 3000],
    );
    const idle = await enact(drained({ x: sub() }, { subworkflows: { x: inARow({ d: delay(60) }) } }), {
      agents: { a: broken },
    });
    assert.deepEqual(
      [idle.node('x').status, idle.node('x/d').status, idle.snapshot.duration_ms],
      ['cancelled', 'cancelled', 1000],
    );
  });

  it('of a fork (J4) lets a list in it finish', async () => {
    const { node } = await enact(
      {
        nodes: {
          start,
          f: fork({ errorHandling: { onFailure: 'drain' } }),
          a: t,
          x: each([1, 2], { maxConcurrency: 1 }),
          j: join(),
          end,
        },
        edges: 'start>f f>a>j f>x>j j>end',
      },
      { agents: { a: broken, x: { after: 3 } } },
    );
    assert.deepEqual([node('x').status, node('x').items?.completed, node('j').ended_ms], ['cancelled', 1, 3000]);
  });

  it('a join that drains does not listen to its time', async () => {
    const { node } = await enact(
      {
        nodes: {
          start,
          f: fork({ errorHandling: { onFailure: 'drain' } }),
          b: t,
          a: t,
          c: t,
          j: join({ mode: 'n_of_m', count: 3, timeoutSeconds: 2 }),
          end,
        },
        edges: 'start>f f>a>j f>b>j f>c>j j>end',
      },
      { agents: { a: { after: 1 }, b: { ...broken, after: 1.5 }, c: { after: 9 } } },
    );
    assert.deepEqual([node('j').status, node('j').ended_ms, node('c').status], ['failed', 9000, 'completed']);
  });
});

describe('D1 messages of approvals', () => {
  it('are empty where there is nothing to say', async () => {
    const { node } = await play(inARow({ review: approval({ message: literal(null) }) }));
    assert.equal(node('review').approval?.message, '');
  });
});
