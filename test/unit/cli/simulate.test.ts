import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildFirst, type Ended, executionIn, Workplace } from '../../support/cli/cli.ts';
import { branches, failing, mistaken, slow, typed } from '../../support/cli/workflows.ts';

describe('ipa-workflow simulate', () => {
  let place: Workplace;

  buildFirst();

  before(() => {
    place = new Workplace();
    for (const [name, text] of Object.entries({ branches, failing, mistaken, slow, typed }))
      place.write(`${name}.workflow.yaml`, text);
  });

  after(() => place.remove());

  const simulate = (file: string, mocks: string, ...more: string[]): Promise<Ended> => {
    place.write('mocks.yaml', mocks);
    return place.run(['simulate', `${file}.workflow.yaml`, '--mocks', 'mocks.yaml', '--format', 'json', ...more]);
  };

  it('prints the execution alone, with every field of spec/cli.md', async () => {
    const ended = await simulate('branches', 'nodes: { one: { output: { rows: [] }, delay_seconds: 1 } }');
    assert.deepEqual([ended.code, ended.err], [0, '']);
    assert.deepEqual(Object.keys(JSON.parse(ended.out) as object), ['execution']);
    const execution = executionIn(ended);
    const { nodes, ...rest } = execution;
    assert.deepEqual(rest, {
      id: 'simulation',
      workflow: 'branches',
      file: path.join(place.folder, 'branches.workflow.yaml'),
      status: 'completed',
      progress: 100,
      started_at: '1970-01-01T00:00:00.000Z',
      ended_at: '1970-01-01T00:00:01.050Z',
      duration_ms: 1050,
      max_parallel: 3,
      output: { from: 'worker' },
      error: null,
      inputs: {},
    });
    assert.deepEqual(nodes['one'], {
      status: 'completed',
      attempts: 1,
      started_ms: 0,
      ended_ms: 1000,
      output: { rows: [] },
      error: null,
      attempt_log: [{ started_ms: 0, ended_ms: 1000, error: null }],
    });
    const { join, ...meet } = nodes['meet'] ?? {};
    assert.deepEqual(meet, {
      status: 'completed',
      attempts: 0,
      started_ms: 1000,
      ended_ms: 1000,
      output: { one: { rows: [] }, two: { from: 'worker' }, three: { from: 'worker' } },
      error: null,
      attempt_log: [],
    });
    assert.deepEqual(join, { winner: 'two', errors: {}, succeeded: 3, failed: 0, cancelled: 0, skipped: 0 });
    assert.deepEqual(Object.keys(nodes), ['start', 'split', 'one', 'two', 'three', 'meet', 'last', 'end']);
  });

  it('finds a secret by its name in another case', async () => {
    const args = ['simulate', 'typed.workflow.yaml', '-i', 'who=me', '--secret', 'key=THE_KEY', '--format', 'json'];
    const ended = await place.run(args, { env: { THE_KEY: 'sesame' } });
    assert.equal(executionIn(ended).nodes['second']?.output, '***');
  });

  it('takes no real time', async () => {
    const started = performance.now();
    const ended = await simulate('slow', 'nodes: { lasting: { delay_seconds: 3600 } }');
    assert.equal(executionIn(ended).duration_ms, 3_600_010);
    assert(performance.now() - started < 60_000);
  });

  it('prints the same bytes for the same seed, others for another', async () => {
    const mocks = 'nodes: { two: { fail: { first: 2 }, delay_seconds: 0.2 } }';
    const [first, again, other] = [
      await simulate('branches', mocks, '--seed', '7'),
      await simulate('branches', mocks, '--seed', '7'),
      await simulate('branches', mocks, '--seed', '8'),
    ];
    assert.equal(again.out, first.out);
    assert.notEqual(executionIn(other).duration_ms, executionIn(first).duration_ms);
  });

  it('plays a failure the first times', async () => {
    const fail = '{ first: 2, kind: http, message: 503, retryable: true }';
    const ended = await simulate('branches', `nodes: { two: { fail: ${fail}, output: ok, delay_seconds: 0.2 } }`);
    const { status, nodes } = executionIn(ended);
    assert.equal(status, 'completed');
    const { attempts, attempt_log: log, output, error } = nodes['two']!;
    assert.deepEqual([attempts, output, error], [3, 'ok', null]);
    const failure = { kind: 'http', message: '503', retryable: true };
    assert.deepEqual(
      log.map((attempt) => attempt.error),
      [failure, failure, null],
    );
    const waits = log.slice(1).map((attempt, index) => attempt.started_ms - (log[index]!.ended_ms ?? 0));
    // 1 s and 2 s, times 1 ± 0.5
    assert(waits[0]! >= 500 && waits[0]! <= 1500, String(waits[0]));
    assert(waits[1]! >= 1000 && waits[1]! <= 3000, String(waits[1]));
  });

  it('plays a failure always, in full and for short', async () => {
    const full = await simulate('branches', 'nodes: { two: { fail: { always: true, kind: net, retryable: false } } }');
    assert.deepEqual(executionIn(full).nodes['two']?.error, {
      kind: 'net',
      message: 'The mock fails',
      retryable: false,
    });
    assert.equal(executionIn(full).nodes['meet']?.join?.failed, 1);
    assert.equal(full.code, 0, 'the join tolerates it');
    const short = executionIn(await simulate('branches', 'nodes: { two: { fail: always } }'));
    assert.equal(short.nodes['two']?.attempts, 4);
    assert.deepEqual(short.nodes['two'].error?.kind, 'agent');
  });

  it('refuses a mock of a node that the workflow does not have', async () => {
    const { code, out, err } = await simulate('slow', 'nodes: { quikc: { output: 1 } }');
    const message =
      'mocks.yaml, line 1: The mocks name the node "quikc", which the workflow does not have. Did you mean "quick"?';
    assert.deepEqual([code, out, err], [2, '', `ipa-workflow: ${message}\n`]);
  });

  it('cancels the execution when its mocks say', async () => {
    const ended = await simulate('slow', 'nodes: { lasting: { delay_seconds: 60 } }\ncancel_at_seconds: 5');
    const { status, duration_ms: duration, nodes } = executionIn(ended);
    assert.deepEqual([status, duration, ended.code], ['cancelled', 5000, 1]);
    assert.equal(nodes['quick']?.status, 'completed');
    assert.deepEqual([nodes['lasting']?.status, nodes['lasting']?.ended_ms], ['cancelled', 5000]);
    assert.deepEqual([nodes['end']?.status, nodes['end']?.started_ms], ['cancelled', null]);
  });

  it('ends with 1 when the workflow fails, and says of what', async () => {
    const ended = await simulate('failing', '{}');
    const { status, error, output } = executionIn(ended);
    assert.deepEqual([ended.code, status, output], [1, 'failed', null]);
    assert.deepEqual([error?.kind, error?.node_id], ['agent', 'only']);
  });

  it('executes nothing of a file with mistakes, nor with wrong inputs', async () => {
    const mistakes = await place.run(['simulate', 'mistaken.workflow.yaml']);
    assert.deepEqual([mistakes.code, mistakes.out], [2, '']);
    assert.match(mistakes.err, /has mistakes, so nothing was executed/);
    const inputs = await place.run(['simulate', 'typed.workflow.yaml']);
    assert.deepEqual([inputs.code, inputs.err], [2, 'ipa-workflow: The input "who" is missing.\n']);
  });

  it('evaluates a transform, calls no other agent and stores nothing', async () => {
    const agent = (runner: string): string => slow.replace(/uses: mock.*0\.01 \}/, runner);
    place.write('transform.workflow.yaml', agent(`uses: transform, with: { expression: "{ 'sum': 1 + 2 }" }`));
    place.write('http.workflow.yaml', agent('uses: http, with: { url: "http://127.0.0.1:1/" }'));
    const evaluated = await place.run(['simulate', 'transform.workflow.yaml', '--format', 'json']);
    assert.deepEqual(executionIn(evaluated).output, { sum: 3 });
    const called = await place.run(['simulate', 'http.workflow.yaml', '--format', 'json']);
    assert.deepEqual([executionIn(called).output, executionIn(called).duration_ms], [null, 0]);
    assert(!existsSync(path.join(place.folder, 'home')));
  });

  it('tells people the events and the result', async () => {
    const { out, err } = await place.run(['simulate', 'slow.workflow.yaml']);
    assert.equal(out, '"done"\n');
    assert.equal(
      err,
      `   0.000 s  slow started simulation
   0.000 s  quick    started
   0.010 s  quick    completed in 10 ms
   0.010 s  lasting  started
   0.020 s  lasting  completed in 10 ms
   0.020 s  completed

✓ slow: completed (20 ms, most agents at the same time: 1)
`,
    );
  });
});
