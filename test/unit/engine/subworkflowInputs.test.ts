import assert from 'node:assert/strict';
import { join } from 'node:path';
import { end, input, plain, type Sketch, start, sub, task, workflow } from '../../support/engine/build.ts';
import { play, type Played } from '../../support/engine/play.ts';
import { Rig } from '../../support/engine/rig.ts';

function outer(given: Parameters<typeof sub>[0], declared: readonly ReturnType<typeof input>[]): Sketch {
  return {
    nodes: { start, s: sub(given), end },
    edges: 'start>s>end',
    subworkflows: {
      s: {
        nodes: { start, a: task(), end },
        edges: 'start>a>end',
        definition: { inputs: new Map(declared.map((one) => [one.name, one])) },
      },
    },
  };
}

const playWith = (...args: Parameters<typeof outer>): Promise<Played> => play(outer(...args));

describe('D3 what a subworkflow is given is checked before anything in it starts', () => {
  it('defaults are applied, and its start receives them', async () => {
    const played = await playWith({ a: 1 }, [input('a', { type: 'integer' }), input('b', { default: 'x' })]);
    assert.equal(played.status, 'completed');
    assert.deepEqual(played.node('s/start').output, { a: 1, b: 'x' });
  });

  const mistakes: Readonly<Record<string, readonly [Parameters<typeof sub>[0], ReturnType<typeof input>, string]>> = {
    'a missing one': [{}, input('a'), 'The input "a" is missing.'],
    'one of another type': [{ a: 'x' }, input('a', { type: 'integer' }), 'The input "a" must be a whole number.'],
    'an unknown one': [{ a: 'x', b: 1 }, input('a'), 'The workflow has no input b'],
    'one that differs from its pattern': [
      { a: 'x' },
      input('a', { pattern: '^y$' }),
      'The input "a" must match the pattern "^y$".',
    ],
    'a pattern that would take for ever': [
      { a: `${'a'.repeat(40)}!` },
      input('a', { pattern: '^(a+)+$' }),
      'The pattern of the input a took too long',
    ],
  };
  for (const [what, [given, declared, message]] of Object.entries(mistakes))
    it(`${what} fails the node, and nothing in it starts`, async () => {
      const played = await playWith(given, [declared]);
      assert.deepEqual(played.node('s').error, { kind: 'inputs', message, retryable: false });
      assert.equal(played.nodes, 'start=completed s=failed end=skipped s/start=skipped s/a=skipped s/end=skipped');
      assert.equal(played.status, 'failed');
    });

  it('a pattern that fits lets it begin, on real time too', async () => {
    const sketch = outer({ a: 'y' }, [input('a', { pattern: '^y$' })]);
    assert.equal((await play(sketch)).status, 'completed');
    const rig = await Rig.start(workflow(sketch));
    const attempt = await rig.upcoming('s/a');
    assert.deepEqual(plain(attempt.request.inputs), { a: 'y' });
    await attempt.succeed();
    assert.equal((await rig.finished()).status, 'completed');
  });
});

describe('D4 a subworkflow’s own paths', () => {
  it('count from the folder of its file', async () => {
    const sketch = outer({ a: 'y' }, [input('a')]);
    const root = workflow({
      ...sketch,
      nodes: { start, s: sub({ a: 'y' }), last: task(), end },
      edges: 'start>s>last>end',
    });
    const inner = root.subworkflows?.get('s');
    const placed = {
      ...root,
      subworkflows: new Map(inner && [['s', { ...inner, path: 'parts/deep/s.workflow.yaml' }]]),
    };
    const rig = await Rig.start(placed, { file: join('/', 'project', 'main.workflow.yaml') });
    const attempt = await rig.upcoming('s/a');
    assert.equal(attempt.request.baseDirectory, join('/', 'project', 'parts', 'deep'));
    await attempt.succeed();
    assert.equal((await rig.upcoming('last')).request.baseDirectory, join('/', 'project'));
  });
});
