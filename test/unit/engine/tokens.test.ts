import assert from 'node:assert/strict';
import {
  choice,
  delay,
  end,
  fork,
  inARow,
  join,
  type Sketch,
  start,
  task,
  workflow,
} from '../../support/engine/build.ts';
import { applyEvent } from '../../../src/engine/fold.ts';
import { settleEdge } from '../../../src/engine/foldEdges.ts';
import { compileProgram } from '../../../src/engine/program.ts';
import { ExecutionState } from '../../../src/engine/state.ts';
import { play } from '../../support/engine/play.ts';
import { yamlWorkflow } from '../../support/engine/yaml.ts';
import { simulate } from '../../../src/engine/simulate.ts';
import { statusesOf } from '../../support/engine/rig.ts';
import { mocksOf } from '../../support/engine/play.ts';

const t = task();

describe('T1 edges', () => {
  /** In the file's order; `pending` at the end would mean that an edge was forgotten. */
  const edgesOf = async (sketch: Sketch, mocks: Parameters<typeof play>[1], upTo?: string): Promise<string> => {
    const { events } = await play(sketch, mocks);
    const state = new ExecutionState(compileProgram(workflow(sketch)));
    for (const event of events) {
      applyEvent(state, event);
      if ('node_id' in event && event.node_id === upTo && event.type.startsWith('node')) break;
    }
    return Array.from(state.edges, (edge) => ['pending', 'done', 'failed', 'dead'][edge] ?? '?').join(' ');
  };
  const sketch: Sketch = {
    nodes: { start, a: t, b: t, c: t, f: fork(), x: t, y: t, j: join({ mode: 'any' }), end },
    edges: 'start>a a>b?no a>c start>f f>x>j f>y>j j>end b>end c>end',
  };

  it('end in exactly one of done, failed and dead', async () => {
    const mocks = { c: { fail: 'always' }, x: { delay_seconds: 1 }, y: { delay_seconds: 2 } };
    const states = await edgesOf({ ...sketch, definition: { errorHandling: { onFailure: 'continue' } } }, mocks);
    assert.equal(states, 'done dead done done done done done dead done dead failed');
  });

  it('of a node are settled at once, when it has settled', async () => {
    const mocks = { a: { delay_seconds: 1 }, x: { delay_seconds: 3 }, y: { delay_seconds: 3 } };
    const [before, after] = [await edgesOf(sketch, mocks, 'f'), await edgesOf(sketch, mocks, 'b')];
    assert.equal(before, 'done pending pending done done pending done pending pending pending pending');
    assert.equal(after.split(' ').slice(0, 3).join(' '), 'done dead done');
  });

  it('of a node that was cancelled, by a join or by the user, are dead', async () => {
    const states = await edgesOf(sketch, {
      a: { delay_seconds: 9, cancel_at_seconds: 2 },
      x: { delay_seconds: 1 },
      y: { delay_seconds: 9 },
    });
    assert.equal(states, 'done dead dead done done done done dead done dead dead');
  });

  it('settle once: a journal that settles a node twice is refused', () => {
    const state = new ExecutionState(compileProgram(workflow(sketch)));
    settleEdge(state, 0, 1);
    assert.throws(() => {
      settleEdge(state, 0, 3);
    }, /^Error: Edge 0 has settled already$/);
  });
});

describe('T2 completed nodes', () => {
  it('take success and always edges, not failure edges', async () => {
    const { nodes } = await play({
      nodes: { start, a: t, ok: t, always: t, failed: t, end },
      edges: 'start>a a>ok>end a>always* always>end a>failed! failed>end',
    });
    assert.equal(nodes, 'start=completed a=completed ok=completed always=completed failed=skipped end=completed');
  });

  it('take an edge with a condition only when it is true', async () => {
    const { nodes } = await play({
      nodes: { start, a: t, yes: t, no: t, end },
      edges: 'start>a a>yes?yes yes>end a>no?no no>end',
    });
    assert.equal(nodes, 'start=completed a=completed yes=completed no=skipped end=completed');
  });

  const conditional = (condition: string): string => `
name: conditions
agents: { worker: { uses: http, with: { url: "http://127.0.0.1/" } } }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: worker }
  - { id: b, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: b, condition: "${condition}" }
  - { source: a, target: end }
  - { source: b, target: end }
`;

  it('judge conditions on their own output, which is also the `input`', async () => {
    for (const condition of ['nodes.a.output.n > 1', 'input.n > 1', "nodes.a.status == 'completed' && success()"]) {
      const mocks = mocksOf({ nodes: { a: { output: { n: 2 } } } });
      const { snapshot } = await simulate(yamlWorkflow(conditional(condition)), { inputs: {}, mocks });
      assert.equal(snapshot.nodes['b']?.status, 'completed', condition);
    }
    const mocks = mocksOf({ nodes: { a: { output: { n: 1 } } } });
    const { snapshot } = await simulate(yamlWorkflow(conditional('input.n > 1')), { inputs: {}, mocks });
    assert.equal(snapshot.nodes['b']?.status, 'skipped');
  });

  it('fail with `expression` when a condition cannot be evaluated', async () => {
    const broken = yamlWorkflow(conditional("fromJSON('{') == 1"));
    const { snapshot } = await simulate(broken, { inputs: {} });
    assert.deepEqual(statusesOf(snapshot), {
      start: 'completed',
      a: 'failed',
      b: 'skipped',
      end: 'skipped',
    });
    assert.equal(snapshot.nodes['a']?.error?.kind, 'expression');
    assert.equal(snapshot.status, 'failed');
  });
});

describe('T3 failed nodes', () => {
  it('take failure and always edges, and then are handled', async () => {
    const { nodes, status } = await play(
      { nodes: { start, a: t, ok: t, mend: t, end }, edges: 'start>a a>ok>end a>mend! mend>end' },
      { a: { fail: 'always' } },
    );
    assert.equal(nodes, 'start=completed a=failed ok=skipped mend=completed end=completed');
    assert.equal(status, 'completed');
  });

  it('pass `failed` on along success edges when nothing handles them', async () => {
    const { nodes, status, events } = await play(
      { nodes: { start, a: t, b: t, mend: t, end }, edges: 'start>a>b>end a>mend!?no mend>end' },
      { a: { fail: { always: true, message: 'Broken.', retryable: false } } },
    );
    assert.equal(nodes, 'start=completed a=failed b=skipped mend=skipped end=skipped');
    assert.equal(status, 'failed');
    const skipped = events.flatMap((event) =>
      event.type === 'nodeSkipped' ? [`${event.node_id} ${event.passes}`] : [],
    );
    assert.deepEqual(skipped, ['b failed', 'mend dead', 'end failed']);
  });
});

describe('T4 plain nodes', () => {
  it('wait for all incoming edges, and start with one done and none failed', async () => {
    const { node } = await play(
      { nodes: { start, a: t, b: t, c: t, end }, edges: 'start>a>c start>b>c c>end' },
      { a: { delay_seconds: 1 }, b: { delay_seconds: 3 } },
    );
    assert.equal(node('c').started_ms, 3000);
  });

  it('are skipped, passing `failed`, when one edge failed though another is done', async () => {
    const { nodes, status } = await play(
      { nodes: { start, a: t, b: t, c: t, end }, edges: 'start>a>c start>b>c c>end' },
      { a: { fail: 'always' } },
    );
    assert.equal(nodes, 'start=completed a=failed b=completed c=skipped end=skipped');
    assert.equal(status, 'failed');
  });

  it('are skipped, passing `dead`, when all edges are dead', async () => {
    const { nodes, status, output } = await play({
      nodes: { start, a: t, b: t, end },
      edges: 'start>a>b?no b>end',
    });
    assert.equal(nodes, 'start=completed a=completed b=skipped end=skipped');
    assert.equal(status, 'completed');
    assert.equal(output, null);
  });
});

describe('T5 exclusive gateways', () => {
  const nodes = { start, g: choice, a: t, b: t, c: t, end };
  const rest = ' a>end b>end c>end';

  it('take the first edge in the file whose condition is true', async () => {
    const played = await play({ nodes, edges: `start>g g>a?no g>b?yes g>c?yes${rest}` });
    assert.equal(played.nodes, 'start=completed g=completed a=skipped b=completed c=skipped end=completed');
  });

  it('count an edge without a condition as true', async () => {
    const played = await play({ nodes, edges: `start>g g>a?no g>b g>c?yes${rest}` });
    assert.equal(played.node('b').status, 'completed');
    assert.equal(played.node('c').status, 'skipped');
  });

  it('take the default edge, wherever it stands, only when no other is true', async () => {
    const first = await play({ nodes, edges: `start>g g>a= g>b?yes g>c?no${rest}` });
    assert.equal(first.node('b').status, 'completed');
    const second = await play({ nodes, edges: `start>g g>a= g>b?no g>c?no${rest}` });
    assert.equal(second.node('a').status, 'completed');
  });

  it('fail with `no-branch-taken` when there is none', async () => {
    const { node, status } = await play({ nodes, edges: `start>g g>a?no g>b?no g>c?no${rest}` });
    assert.equal(node('g').error?.kind, 'no-branch-taken');
    assert.equal(status, 'failed');
  });
});

describe('T6 settling and time', () => {
  it('lets a failure deep in a branch reach its join at once', async () => {
    const { node } = await play(
      { nodes: { start, f: fork(), a: t, x: t, y: t, b: t, j: join(), end }, edges: 'start>f>a>x>y>j f>b>j j>end' },
      { a: { fail: 'always', delay_seconds: 1 }, b: { delay_seconds: 9 } },
    );
    assert.equal(node('j').status, 'failed');
    assert.equal(node('j').ended_ms, 1000);
    assert.equal(node('b').status, 'cancelled');
    assert.equal(node('b').ended_ms, 1000);
  });

  it('applies all outcomes of one instant before it cancels anything', async () => {
    const { node, nodes } = await play(
      { nodes: { start, f: fork(), a: t, b: t, j: join({ mode: 'any' }), end }, edges: 'start>f>a>j f>b>j j>end' },
      { a: { output: 'A', delay_seconds: 1 }, b: { output: 'B', delay_seconds: 1 } },
    );
    assert.equal(nodes, 'start=completed f=completed a=completed b=completed j=completed end=completed');
    assert.deepEqual(node('j').output, { a: 'A', b: 'B' });
    assert.equal(node('j').join?.winner, 'a');
  });

  it('lets an outcome due exactly at its timeout win', async () => {
    const timed = task({ timeoutSeconds: 1 });
    const played = await play(inARow({ a: timed }), { a: { delay_seconds: 1 } });
    assert.equal(played.node('a').status, 'completed');
    const late = await play(inARow({ a: timed }), { a: { delay_seconds: 1.001 } });
    assert.equal(late.node('a').status, 'timed_out');
  });

  it('lets what an outcome leads to settle before the time of a region or of a join is up in the same instant', async () => {
    const sketch = (forkOptions: Parameters<typeof fork>[0], joinOptions: Parameters<typeof join>[0]): Sketch => ({
      nodes: { start, f: fork(forkOptions), a: t, b: t, g: choice, h: choice, j: join(joinOptions), end },
      edges: 'start>f f>a>j f>b>g>h>j j>end',
    });
    const mocks = { a: { delay_seconds: 1 }, b: { delay_seconds: 2 } };
    for (const timed of [sketch({ timeoutSeconds: 2 }, {}), sketch({}, { timeoutSeconds: 1 })]) {
      const { status, node } = await play(timed, mocks);
      assert.deepEqual(
        [status, node('g').status, node('j').status, node('j').ended_ms],
        ['completed', 'completed', 'completed', 2000],
      );
    }
    const late = await play(sketch({ timeoutSeconds: 2 }, {}), { ...mocks, b: { delay_seconds: 2.001 } });
    assert.deepEqual([late.node('g').status, late.node('j').status], ['timed_out', 'failed']);
  });

  it('puts no barrier between branches', async () => {
    const { node } = await play(
      { nodes: { start, f: fork(), a: t, a2: t, b: t, b2: t, j: join(), end }, edges: 'start>f>a>a2>j f>b>b2>j j>end' },
      { a: { delay_seconds: 1 }, b: { delay_seconds: 5 } },
    );
    assert.equal(node('a2').started_ms, 1000);
    assert.equal(node('b2').started_ms, 5000);
  });
});

/** A workflow of one node x, and the edges behind it, from its text. */
const around = (
  x: string,
  edges = '[{ source: x, target: end }, { source: x, target: other }]',
): ReturnType<typeof yamlWorkflow> =>
  yamlWorkflow(`
name: one
agents: { worker: { uses: http, with: { url: "http://127.0.0.1/" } } }
nodes:
  - { id: start, type: start }
  - ${x}
  - { id: end, type: end }
  - { id: other, type: end }
edges:
  - { source: start, target: x }
${edges
  .slice(2, -2)
  .split(' }, { ')
  .map((edge) => `  - { ${edge.trim()} }`)
  .join('\n')}
`);

describe('T2, T3, T5 conditions that cannot be evaluated', () => {
  const broken = `condition: "\${{ fromJSON('{') }}"`;

  it('fail a completed node, and a gateway, with `expression`', async () => {
    const edges = `[{ source: x, target: end, ${broken} }, { source: x, target: other }]`;
    const task = await simulate(around('{ id: x, type: agent_task, agent_id: worker }', edges), { inputs: {} });
    assert.deepEqual(
      [task.snapshot.nodes['x']?.error?.kind, statusesOf(task.snapshot)['other']],
      ['expression', 'skipped'],
    );
    const gateway = await simulate(
      around(
        '{ id: x, type: exclusive_gateway }',
        `[{ source: x, target: end, ${broken} }, { source: x, target: other, default: true }]`,
      ),
      { inputs: {} },
    );
    assert.deepEqual([gateway.snapshot.nodes['x']?.error?.kind, gateway.snapshot.status], ['expression', 'failed']);
  });

  it('are never taken as true behind a node that has failed already', async () => {
    const edges = `[{ source: x, target: end }, { source: x, target: other, on: failure, ${broken} }]`;
    const { snapshot } = await simulate(around('{ id: x, type: agent_task, agent_id: worker }', edges), {
      inputs: {},
      mocks: mocksOf({ nodes: { x: { fail: { always: true, kind: 'http' } } } }),
    });
    assert.deepEqual(
      [snapshot.nodes['x']?.error?.kind, statusesOf(snapshot)['other'], snapshot.status],
      ['http', 'skipped', 'failed'],
    );
  });

  it('see how the node itself ended', async () => {
    const edges =
      '[{ source: x, target: end, on: always, condition: "${{ failure() && nodes.x.error.kind == \'http\' }}" }, { source: x, target: other, on: always, condition: "${{ success() }}" }]';
    const ended = async (fail: boolean): Promise<unknown> => {
      const { snapshot } = await simulate(around('{ id: x, type: agent_task, agent_id: worker }', edges), {
        inputs: {},
        mocks: mocksOf({ nodes: { x: { ...(fail && { fail: { always: true, kind: 'http' } }) } } }),
      });
      return [statusesOf(snapshot)['end'], statusesOf(snapshot)['other']];
    };
    assert.deepEqual(await ended(true), ['completed', 'skipped']);
    assert.deepEqual(await ended(false), ['skipped', 'completed']);
  });
});

describe('D4 delay nodes', () => {
  const waited = async (config: string, inputs: Record<string, string | number | null> = {}): Promise<unknown> => {
    const { snapshot } = await simulate(around(`{ id: x, type: delay, config: { ${config} } }`), { inputs });
    const { ended_ms: ended, error } = snapshot.nodes['x'] ?? {};
    return error ? `${error.kind}: ${error.message}` : ended;
  };

  it('wait for what an expression gives, in whole milliseconds', async () => {
    assert.equal(await waited('seconds: "${{ inputs.s }}"', { s: 1.2345 }), 1235);
    assert.equal(await waited('seconds: "${{ inputs.s }}"', { s: '2' }), 2000);
    assert.equal(await waited('seconds: "${{ inputs.s }}"', { s: 0 }), 0);
    for (const s of [-1, 'soon', ' ', null])
      assert.equal(
        await waited('seconds: "${{ inputs.s }}"', { s }),
        'expression: The delay is not a number of seconds',
        String(s),
      );
    assert.match(String(await waited(`seconds: "\${{ fromJSON('{') }}"`)), /^expression: /);
  });

  it('wait for 100 years at most', async () => {
    const longest = 3_153_600_000;
    const tooLong = `expression: The delay is longer than ${longest} seconds (100 years)`;
    assert.equal(await waited('seconds: "${{ inputs.s }}"', { s: longest }), longest * 1000);
    for (const s of [longest + 1, 1e300, '1e15'])
      assert.equal(await waited('seconds: "${{ inputs.s }}"', { s }), tooLong, String(s));
    assert.equal((await play(inARow({ d: delay(1e15) }))).node('d').error?.message, tooLong.slice(12));
  });

  it('end behind the last date where many follow each other', async () => {
    const delays = Array.from({ length: 3000 }, (_, at) => [`d${at}`, delay(3_153_600_000)] as const);
    const { snapshot } = await play(inARow(Object.fromEntries(delays)));
    assert.deepEqual(
      [snapshot.status, snapshot.duration_ms, snapshot.ended_at],
      ['completed', 3000 * 3_153_600_000_000, '+275760-09-13T00:00:00.000Z'],
    );
  });

  it('wait until a time; one in the past completes at once', async () => {
    assert.equal(await waited('until: "${{ inputs.t }}"', { t: '1970-01-01T00:01:00Z' }), 60_000);
    assert.equal(await waited('until: "${{ inputs.t }}"', { t: '1969-12-31T23:59:59Z' }), 0);
    for (const t of ['tomorrow', '1970-02-30T00:00:00Z', 5])
      assert.equal(
        await waited('until: "${{ inputs.t }}"', { t }),
        'expression: The time to wait for is not an ISO 8601 date and time',
      );
  });

  it('E6 wait until the same time on every machine: without a zone it is UTC', async () => {
    const { TZ: zone } = process.env;
    try {
      process.env['TZ'] = 'America/New_York';
      const times = ['1970-01-01T00:01:00', '1970-01-01 00:01', '1970-01-01T01:01+01', '1970-01-01T00:01:00.000Z'];
      for (const t of times) assert.equal(await waited('until: "${{ inputs.t }}"', { t }), 60_000, t);
      assert.equal(await waited('until: "1970-01-02"'), 86_400_000);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('wait, hold no slot and pass their input through', async () => {
    const { node, snapshot } = await play(
      {
        nodes: { start, a: t, d: delay(2.5), b: t, end },
        edges: 'start>a>d>b>end',
        definition: { maxConcurrency: 1 },
      },
      { a: { output: 7 } },
    );
    assert.deepEqual([node('d').started_ms, node('d').ended_ms, node('d').output, node('d').attempts], [0, 2500, 7, 0]);
    assert.equal(node('b').started_ms, 2500);
    assert.equal(snapshot.max_parallel, 1);
  });
});
