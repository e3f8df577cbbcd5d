import assert from 'node:assert/strict';
import { buildFirst, Workplace } from '../../support/cli/cli.ts';

/** Two branches, each needed. */
const branches = `name: branches
inputs:
  count: { type: integer, default: 1 }
agents:
  worker: { uses: mock, with: { output: { count: "\${{ inputs.count }}" }, delay_seconds: 0.1 } }
nodes:
  - { id: start, type: start }
  - { id: split, type: parallel_gateway, gateway_type: fork }
  - { id: one, type: agent_task, agent_id: worker }
  - { id: two, type: agent_task, agent_id: worker }
  - { id: meet, type: parallel_gateway, gateway_type: join }
  - { id: end, type: end }
edges:
  - { source: start, target: split }
  - { source: split, target: one }
  - { source: split, target: two }
  - { source: one, target: meet }
  - { source: two, target: meet }
  - { source: meet, target: end }
`;

const passing = `tests:
  all branches answer:
    mocks: { nodes: { one: { output: { rows: [1] }, delay_seconds: 1 } } }
    expect: { nodes: { one: { attempts: 1, output: { rows: [1] } } }, max_parallel: 2 }
  one of them fails:
    mocks: { nodes: { one: { fail: { always: true, message: Out of paper } } } }
    expect: { status: failed }
`;

const failing = `workflow: ../branches.workflow.yaml
tests:
  a wrong number:
    expect: { nodes: { one: { attempts: 2, gone: here } } }
  an end that nobody expects:
    mocks: { nodes: { one: { fail: { always: true, message: Out of paper } } } }
`;

interface Printed {
  readonly file: string;
  readonly tests: readonly {
    readonly name: string;
    readonly passed: boolean;
    readonly differences: readonly { readonly path: string; readonly expected: unknown; readonly actual?: unknown }[];
    readonly execution: { readonly status: string };
  }[];
}

describe('ipa-workflow test', () => {
  let place: Workplace;

  buildFirst();

  beforeEach(() => {
    place = new Workplace();
    place.write('branches.workflow.yaml', branches);
    place.write('branches.workflow.test.yaml', passing);
  });

  afterEach(() => place.remove());

  it('plays the tests of the folder and of those below it', async () => {
    place.write('below/other.workflow.test.yml', failing.replaceAll('attempts: 2, gone: here', 'attempts: 1'));
    place.write('node_modules/left/out.workflow.test.yaml', 'broken: [');
    const { code, out, err } = await place.run(['test']);
    assert.equal(
      out,
      [
        'below/other.workflow.test.yml',
        '  ✓ a wrong number (100 ms)',
        '  ✗ an end that nobody expects (0 ms)',
        '      status: "completed" expected, "failed" found',
        '      1 of 2 branches failed; one: Out of paper',
        'branches.workflow.test.yaml',
        '  ✓ all branches answer (1.0 s)',
        '  ✓ one of them fails (0 ms)',
        '',
      ].join('\n'),
    );
    assert.deepEqual([code, err], [1, 'Tests passed: 3, failed: 1\n']);
  });

  it('plays those that a pattern means: a file, a folder, a part of the path', async () => {
    place.write(
      'below/other.workflow.test.yaml',
      passing.replace('tests:', 'workflow: ../branches.workflow.yaml\ntests:'),
    );
    const filesOf = async (pattern: string): Promise<readonly string[]> =>
      (JSON.parse((await place.run(['test', pattern, '--format', 'json'])).out) as Printed[]).map(({ file }) => file);
    assert.deepEqual(await filesOf('branches.workflow.test.yaml'), ['branches.workflow.test.yaml']);
    assert.deepEqual(await filesOf('below'), ['below/other.workflow.test.yaml']);
    assert.deepEqual(await filesOf('w/other'), ['below/other.workflow.test.yaml']);
  });

  it('plays the example', async () => {
    place.copy('examples/approval', 'approval');
    const { code, err } = await place.run(['test', 'approval']);
    assert.deepEqual([code, err], [0, 'Tests passed: 3, failed: 0\n']);
  });

  it('tells programs what is other than expected', async () => {
    place.write('below/other.workflow.test.yaml', failing);
    const { code, out, err } = await place.run(['test', 'below', '--format', 'json']);
    assert.deepEqual([code, err], [1, '']);
    const [printed] = JSON.parse(out) as Printed[];
    assert.deepEqual(
      printed?.tests.map(({ execution, ...one }) => ({ ...one, status: execution.status })),
      [
        {
          name: 'a wrong number',
          passed: false,
          differences: [
            { path: 'nodes.one.attempts', expected: 2, actual: 1 },
            { path: 'nodes.one.gone', expected: 'here' },
          ],
          status: 'completed',
        },
        {
          name: 'an end that nobody expects',
          passed: false,
          differences: [{ path: 'status', expected: 'completed', actual: 'failed' }],
          status: 'failed',
        },
      ],
    );
  });

  const mistakes: readonly (readonly [text: string, message: string])[] = [
    ['tests: [', 'line 1: '],
    ['- a', 'line 1: A test file is a map with the key "tests".'],
    ['test: {}', 'line 1: Unknown key "test". Did you mean "tests"?'],
    ['tests:\n  a: { expct: {} }', 'line 2: Unknown key "expct". Did you mean "expect"?'],
    ['tests:\n  a:\n    seed: x', 'line 3: "seed" is a whole number from 0 on.'],
    ['tests:\n  a:\n    mocks:\n      nodes: { nobody: {} }', 'line 4: '],
    ['tests:\n  a:\n    inputs: { count: x }', 'line 3: '],
    ['workflow: ./gone.yaml\ntests: { a: {} }', 'There is no file "gone.yaml".'],
  ];
  for (const [text, message] of mistakes)
    it(`says where a test is wrong: ${JSON.stringify(text)}`, async () => {
      place.write('branches.workflow.test.yaml', text);
      const { code, out, err } = await place.run(['test']);
      assert.deepEqual([code, out], [2, '']);
      assert(err.includes(message), err);
    });
});
