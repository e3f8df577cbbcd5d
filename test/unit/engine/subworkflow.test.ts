import assert from 'node:assert/strict';
import { simulate } from '../../../src/engine/simulate.ts';
import {
  each,
  end,
  fork,
  inARow,
  input,
  join,
  plain,
  type Sketch,
  start,
  sub,
  task,
  terminate,
  workflow,
} from '../../support/engine/build.ts';
import { enact } from '../../support/engine/enact.ts';
import { Rig } from '../../support/engine/rig.ts';
import { yamlWorkflow } from '../../support/engine/yaml.ts';
import type { ExecutableWorkflow } from '../../../src/engine/engine.ts';

const t = task();
const inner: Sketch = inARow({ one: t, two: t });

/** before, then a subworkflow, then after; `mend` on the way of a failed one. */
const outer = (within: Sketch = inner, more: Partial<Sketch> = {}): Sketch => ({
  nodes: { start, before: t, s: sub(), after: t, mend: t, end },
  edges: 'start>before>s>after>end s>mend! mend>end',
  subworkflows: { s: within },
  ...more,
});
const bare = (within: Sketch, more: Partial<Sketch> = {}): Sketch => ({
  nodes: { start, s: sub(), end },
  edges: 'start>s>end',
  subworkflows: { s: within },
  ...more,
});

/** A workflow of one node `s` of type subworkflow, from two texts. */
function texts(outerText: string, innerText: string): ExecutableWorkflow {
  const within = yamlWorkflow(innerText);
  const around = workflow(bare({ nodes: { start, end }, edges: 'start>end' }));
  const nodes = around.definition.nodes.map((node) =>
    node.kind === 'subworkflow' ? { ...node, inputs: templatesOf(outerText) } : node,
  );
  return {
    ...around,
    definition: { ...around.definition, nodes },
    graph: { ...around.graph, nodes },
    subworkflows: new Map([['s', within]]),
  };
}

/** The templates of an agent's `with`, for want of another way to parse one. */
function templatesOf(settings: string): ReadonlyMap<string, never> {
  const { definition } = yamlWorkflow(`
name: t
agents: { w: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: x, type: agent_task, agent_id: w, with: ${settings} }
  - { id: end, type: end }
edges: [{ source: start, target: x }, { source: x, target: end }]
`);
  const node = definition.nodes.find(({ id }) => id === 'x');
  assert(node?.kind === 'agent_task');
  return node.with as ReadonlyMap<string, never>;
}

describe('D4 subworkflow', () => {
  it('runs inside the same execution, its nodes named outer/inner, and gives the inner output', async () => {
    const rig = await Rig.start(workflow(outer()));
    assert.deepEqual(Object.keys(rig.statuses()), [
      ...['start', 'before', 's', 'after', 'mend', 'end'],
      ...['s/start', 's/one', 's/two', 's/end'],
    ]);
    await rig.next('before').succeed({ x: 1 });
    assert.deepEqual([rig.status('s'), rig.status('s/start'), rig.started], ['running', 'completed', 'before s/one']);
    const one = rig.next('s/one');
    assert.deepEqual([one.request.executionId, one.request.idempotencyKey], ['execution-1', 'execution-1/s/one']);
    await one.succeed(1);
    await rig.next('s/two').succeed({ y: 2 });
    assert.deepEqual(plain(rig.next('after').request.input), { y: 2 });
    assert.deepEqual([rig.status('s'), plain(rig.execution.nodeSnapshot('s')?.output)], ['completed', { y: 2 }]);
    assert.equal(rig.execution.nodeSnapshot('s')?.attempts, 0);
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });

  it('is given inputs, checked and defaulted as those of an execution, and sees nothing else of outside', async () => {
    const source = texts(
      '{ who: "${{ inputs.name }}!", n: "${{ inputs.n }}" }',
      `
name: greeting
inputs: { who: { type: string }, n: { type: integer }, more: { type: string, default: D } }
agents: { w: { uses: http, with: { url: "http://127.0.0.1/" } } }
nodes:
  - { id: start, type: start }
  - { id: one, type: agent_task, agent_id: w, with: { body: "\${{ inputs.who }} \${{ inputs.more }} \${{ workflow.name }}" } }
  - { id: two, type: agent_task, agent_id: w, with: { body: "\${{ nodes.one.output }}" } }
  - { id: end, type: end }
edges: [{ source: start, target: one }, { source: one, target: two }, { source: two, target: end }]
outputs: { said: "\${{ nodes.two.output }}", to: "\${{ inputs.who }}" }
`,
    );
    const rig = await Rig.start(source, { inputs: { name: 'Zoë', n: 3, secret: 1 } });
    const one = rig.next('s/one');
    assert.equal(one.request.settings['body'], 'Zoë! D greeting');
    assert.deepEqual(plain(one.request.inputs), { who: 'Zoë!', n: 3, more: 'D' });
    assert.deepEqual(plain(one.request.input), { who: 'Zoë!', n: 3, more: 'D' });
    assert.deepEqual(Object.keys(one.request.nodes), ['start']);
    await one.succeed('Hello');
    assert.equal(rig.next('s/two').request.settings['body'], 'Hello');
    rig.execution.cancel();
    await rig.clock.advance(5000);
    const { snapshot } = await simulate(source, { inputs: { name: 'A', n: 1 } });
    assert.deepEqual(plain(snapshot.output), { said: null, to: 'A!' });
  });

  it('fails with `inputs` and all mistakes, before anything inside starts', async () => {
    const within: Sketch = {
      ...inner,
      definition: {
        inputs: new Map([
          ['a', input('a')],
          ['b', input('b', { type: 'number' })],
        ]),
      },
    };
    const { node, nodes, status } = await enact({ ...bare(within), nodes: { start, s: sub({ b: 'x', c: 1 }), end } });
    assert.equal(
      nodes,
      'start=completed s=failed end=skipped s/start=skipped s/one=skipped s/two=skipped s/end=skipped',
    );
    assert.deepEqual([node('s').error?.kind, node('s').error?.retryable, status], ['inputs', false, 'failed']);
    assert.equal(
      node('s').error?.message,
      'The input "a" is missing. The input "b" must be a number. The workflow has no input c',
    );
  });

  it('fails with `expression` when an input cannot be evaluated', async () => {
    const source = texts(
      `{ a: "\${{ fromJSON('{') }}" }`,
      'name: i\nnodes: [{ id: start, type: start }, { id: end, type: end }]\nedges: [{ source: start, target: end }]',
    );
    const { snapshot } = await simulate(source, { inputs: {} });
    assert.deepEqual([snapshot.nodes['s']?.error?.kind, snapshot.nodes['s/start']?.status], ['expression', 'skipped']);
  });

  it('nests: names, outputs and data pass through two borders', async () => {
    const deepest: Sketch = inARow({ c: t });
    const middle: Sketch = {
      nodes: { start, b: t, in: sub({ n: 1 }), end },
      edges: 'start>b>in>end',
      subworkflows: { in: deepest },
    };
    const rig = await Rig.start(workflow(bare(middle, inARow({ s: sub(), z: t }))));
    assert.deepEqual(Object.keys(rig.statuses()).slice(4), [
      's/start',
      's/b',
      's/in',
      's/end',
      's/in/start',
      's/in/c',
      's/in/end',
    ]);
    await rig.next('s/b').succeed('B');
    const c = rig.next('s/in/c');
    assert.deepEqual([plain(c.request.input), c.request.idempotencyKey], [{ n: 1 }, 'execution-1/s/in/c']);
    assert.deepEqual([rig.status('s'), rig.status('s/in')], ['running', 'running']);
    await c.succeed('C');
    assert.deepEqual(
      [plain(rig.next('z').request.input), rig.status('s/in'), rig.status('s')],
      ['C', 'completed', 'completed'],
    );
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });

  it('gives a map by end of several, without the outer name; null when every end was skipped', async () => {
    const two: Sketch = { nodes: { start, a: t, b: t, x: end, y: end }, edges: 'start>a>x start>b>y' };
    assert.deepEqual((await enact(bare(two), { agents: { 's/a': { output: 1 }, 's/b': { output: 2 } } })).output, {
      x: 1,
      y: 2,
    });
    const none = await enact(bare({ nodes: { start, a: t, end }, edges: 'start>a a>end?no' }));
    assert.deepEqual([none.status, none.output, none.node('s').status], ['completed', null, 'completed']);
  });

  it('that is not reached is skipped with all that is inside of it', async () => {
    const { nodes, status } = await enact({
      nodes: { start, a: t, s: sub(), end },
      edges: 'start>a>s?no s>end',
      subworkflows: { s: bare(inner) },
    });
    assert.equal(status, 'completed');
    assert.match(
      nodes,
      /s=skipped end=skipped s\/start=skipped s\/s=skipped s\/end=skipped s\/s\/start=skipped s\/s\/one=skipped/,
    );
    const failed = await enact(
      { nodes: { start, a: t, s: sub(), end }, edges: 'start>a>s>end', subworkflows: { s: inner } },
      { agents: { a: { fail: { retryable: false } } } },
    );
    assert.equal(
      failed.nodes,
      'start=completed a=failed s=skipped end=skipped s/start=skipped s/one=skipped s/two=skipped s/end=skipped',
    );
  });

  it('counts all nodes in the progress', async () => {
    const rig = await Rig.start(workflow(bare(inner)));
    const seen = [rig.execution.snapshot().progress];
    await rig.next('s/one').succeed();
    seen.push(rig.execution.snapshot().progress);
    await rig.next('s/two').succeed();
    seen.push((await rig.finished()).progress);
    assert.deepEqual(seen, [28, 42, 100]);
  });
});

describe('F4 failures in a subworkflow', () => {
  const sides = (onFailure: 'abort' | 'drain' | 'continue'): Sketch => ({
    nodes: { start, a: t, b: t, b2: t, end },
    edges: 'start>a>end start>b>b2>end',
    definition: { errorHandling: { onFailure } },
  });
  const agents = {
    's/a': { after: 1, fail: { kind: 'http', message: 'status 404', retryable: false } },
    's/b': { after: 3 },
  } as const;
  const ended = async (sketch: Sketch): Promise<unknown> => {
    const { nodes, node, status } = await enact(sketch, { agents });
    const inside = nodes
      .split(' ')
      .filter((one) => one.startsWith('s/'))
      .slice(1, 4)
      .join(' ');
    return [inside, node('s').status, node('s').ended_ms, status];
  };

  it('end it as its own on_failure says; the node fails with kind and message of what failed', async () => {
    const { node, snapshot } = await enact(bare(sides('abort')), { agents });
    assert.deepEqual(node('s').error, { kind: 'http', message: 's/a: status 404', retryable: false });
    assert.deepEqual([snapshot.error?.node_id, snapshot.error?.kind], ['s', 'http']);
    assert.deepEqual(await ended(bare(sides('abort'))), [
      's/a=failed s/b=cancelled s/b2=cancelled',
      'failed',
      1000,
      'failed',
    ]);
    assert.deepEqual(await ended(bare(sides('drain'))), [
      's/a=failed s/b=completed s/b2=cancelled',
      'failed',
      3000,
      'failed',
    ]);
    assert.deepEqual(await ended(bare(sides('continue'))), [
      's/a=failed s/b=completed s/b2=completed',
      'failed',
      3000,
      'failed',
    ]);
  });

  it('are handled by a failure edge of the outer node', async () => {
    const { nodes, status } = await enact(outer(sides('abort')), { agents });
    assert.match(nodes, /s=failed after=skipped mend=completed end=completed/);
    assert.equal(status, 'completed');
  });

  it('do not take on_failure from outside, nor give it', async () => {
    const around = { definition: { errorHandling: { onFailure: 'continue' as const } } };
    assert.deepEqual(await ended(bare(sides('abort'), around)), [
      's/a=failed s/b=cancelled s/b2=cancelled',
      'failed',
      1000,
      'failed',
    ]);
    const parallel = await enact(
      {
        nodes: { start, s: sub(), c: t, end },
        edges: 'start>s>end start>c>end',
        subworkflows: { s: sides('continue') },
      },
      { agents: { ...agents, c: { after: 9 } } },
    );
    assert.deepEqual(
      [parallel.node('s').ended_ms, parallel.node('c').status, parallel.status],
      [3000, 'cancelled', 'failed'],
    );
  });

  it('of the outer workflow reach into it: abort cancels, drain lets running attempts finish', async () => {
    const beside = (onFailure: 'abort' | 'drain' | 'continue'): Sketch => ({
      nodes: { start, s: sub(), c: t, end },
      edges: 'start>s>end start>c>end',
      subworkflows: { s: inner },
      definition: { errorHandling: { onFailure } },
    });
    const failing = { 's/one': { after: 3 }, c: { after: 1, fail: { retryable: false } } } as const;
    const outcome = async (onFailure: 'abort' | 'drain' | 'continue'): Promise<unknown> => {
      const { node, snapshot } = await enact(beside(onFailure), { agents: failing });
      return [node('s/one').status, node('s/two').status, node('s').status, snapshot.duration_ms, snapshot.status];
    };
    assert.deepEqual(await outcome('abort'), ['cancelled', 'cancelled', 'cancelled', 1000, 'failed']);
    assert.deepEqual(await outcome('drain'), ['completed', 'cancelled', 'cancelled', 3000, 'failed']);
    assert.deepEqual(await outcome('continue'), ['completed', 'completed', 'completed', 3000, 'failed']);
  });

  it('retries and agents are those of the inner file; nothing is inherited from outside', async () => {
    const retry = { delaySeconds: 1, backoff: 'fixed', jitter: 0 } as const;
    const { node } = await enact(
      bare(
        { ...inner, definition: { errorHandling: { maxRetries: 2, retry } } },
        { definition: { errorHandling: { maxRetries: 5, retry } } },
      ),
      { agents: { 's/one': { fail: true } } },
    );
    assert.equal(node('s/one').attempts, 3);
    const none = await enact(bare(inner, { definition: { errorHandling: { maxRetries: 5, retry } } }), {
      agents: { 's/one': { fail: true } },
    });
    assert.equal(none.node('s/one').attempts, 1);
    const byFork = await enact(
      {
        nodes: { start, f: fork({ errorHandling: { maxRetries: 5, retry } }), s: sub(), j: join(), end },
        edges: 'start>f>s>j>end',
        subworkflows: { s: inner },
      },
      { agents: { 's/one': { fail: true } } },
    );
    assert.equal(byFork.node('s/one').attempts, 1);
  });

  it('an output that cannot be made fails the node', async () => {
    const source = texts(
      '{}',
      `
name: i
nodes: [{ id: start, type: start }, { id: end, type: end }]
edges: [{ source: start, target: end }]
outputs: { a: "\${{ fromJSON('{') }}" }
`,
    );
    const { snapshot } = await simulate(source, { inputs: {} });
    assert.deepEqual(
      [snapshot.nodes['s']?.status, snapshot.nodes['s']?.error?.kind, snapshot.error?.node_id],
      ['failed', 'expression', 's'],
    );
    assert.match(snapshot.nodes['s']?.error?.message ?? '', /outputs\.a: The expression "fromJSON\('\{'\)" failed: /);
  });
});

describe('R3 the end of a subworkflow', () => {
  it('comes with `terminate` inside, which cancels only what is inside', async () => {
    const within: Sketch = { nodes: { start, a: t, b: t, stop: terminate, end }, edges: 'start>a>stop start>b>end' };
    const { nodes, node, snapshot, status } = await enact(
      { nodes: { start, s: sub(), c: t, end }, edges: 'start>s>end start>c>end', subworkflows: { s: within } },
      { agents: { 's/a': { after: 1, output: 'enough' }, 's/b': { after: 9 }, c: { after: 2 } } },
    );
    assert.match(
      nodes,
      /c=completed end=completed s\/start=completed s\/a=completed s\/b=cancelled s\/stop=completed s\/end=cancelled/,
    );
    assert.deepEqual(
      [node('s').output, node('s').ended_ms, snapshot.duration_ms, status],
      ['enough', 1000, 2000, 'completed'],
    );
  });

  it('comes with `terminate` outside, which cancels it', async () => {
    const { node, status, output } = await enact(
      {
        nodes: { start, s: sub(), c: t, stop: terminate, end },
        edges: 'start>s>end start>c>stop',
        subworkflows: { s: inner },
      },
      { agents: { 's/one': { after: 9 }, c: { after: 1, output: 'C' } } },
    );
    assert.deepEqual(
      [node('s').status, node('s/one').status, node('s/two').status, status, output],
      ['cancelled', 'cancelled', 'cancelled', 'completed', 'C'],
    );
  });

  it('waits for what `ignore` lets run inside', async () => {
    const within: Sketch = {
      nodes: { start, f: fork(), a: t, b: t, j: join({ mode: 'any', remaining: 'ignore' }), end },
      edges: 'start>f>a>j f>b>j j>end',
    };
    const { node } = await enact(bare(within), { agents: { 's/a': { after: 1 }, 's/b': { after: 4 } } });
    assert.deepEqual([node('s/end').ended_ms, node('s').ended_ms], [1000, 4000]);
    const items: Sketch = inARow({ x: each([0, 1], { mode: 'any', remaining: 'ignore' }) });
    const list = await enact(bare(items), { agents: { 's/x[0]': { after: 1 }, 's/x[1]': { after: 4 } } });
    assert.deepEqual([list.node('s/end').ended_ms, list.node('s').ended_ms], [1000, 4000]);
  });
});
