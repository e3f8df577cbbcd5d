import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../../../src/base/json.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { buildFirst, type Ended, executionIn, linesOf, Workplace } from '../../support/cli/cli.ts';
import { branches, failing, mistaken, slow, typed } from '../../support/cli/workflows.ts';

describe('ipa-workflow run', () => {
  let place: Workplace;

  buildFirst();

  before(() => {
    place = new Workplace();
    place.write('branches.workflow.yaml', branches);
    place.write('typed.workflow.yaml', typed);
    place.write('failing.workflow.yaml', failing);
    place.write('mistaken.workflow.yaml', mistaken);
    place.write('slow.workflow.yaml', slow);
  });

  after(() => place.remove());

  /** With a store of its own that has this name. */
  const run = (store: string, file: string, ...more: string[]): Promise<Ended> =>
    place.run(['run', `${file}.workflow.yaml`, '--store', store, ...more]);

  describe('with --format json', () => {
    it('prints every event as it happens, its type first, and the result last', async () => {
      const ended = await run('json', 'branches', '--format', 'json');
      assert.deepEqual([ended.code, ended.err], [0, '']);
      const lines = linesOf(ended.out);
      for (const line of lines) assert.match(line, /^\{"type":"\w+",/);
      const events = lines.slice(0, -1).map((line) => JSON.parse(line) as EngineEvent);
      assert.deepEqual(
        events.map(({ seq }) => seq),
        events.map((_, index) => index + 1),
      );
      assert.deepEqual([events[0]?.type, events.at(-1)?.type], ['executionStarted', 'executionCompleted']);
      const result = JSON.parse(lines.at(-1) ?? '') as { type: string };
      assert.deepEqual(Object.keys(result), ['type', 'execution']);
      assert.equal(result.type, 'result');
      const execution = executionIn(ended);
      assert.equal(execution.id, events[0]?.type === 'executionStarted' && events[0].execution_id);
      assert.deepEqual([execution.status, execution.progress, execution.max_parallel], ['completed', 100, 3]);
      assert.deepEqual(execution.output, { from: 'worker' });
    });

    it('prints an event before the next thing happens', async () => {
      place.write('wait.yaml', 'nodes: { lasting: { delay_seconds: 60 } }');
      const args = ['run', 'slow.workflow.yaml', '--store', 'early', '--mocks', 'wait.yaml', '--format', 'json'];
      const running = place.start(args);
      await running.shows('"type":"nodeCompleted","seq":6');
      running.kill('SIGKILL');
      assert.doesNotMatch((await running.ended).out, /"result"/);
    });
  });

  it('prints the output on standard output, and what happens on standard error, a line for each event', async () => {
    const { code, out, err } = await run('text', 'branches');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(out), { from: 'worker' });
    assert.match(err, /^ +0\.000 s {2}branches started [0-9a-f-]{36}\n/);
    assert.match(err, /s {2}two {4}started\n/);
    assert.match(err, /s {2}meet {3}joined, succeeded: 3\n/);
    assert.match(err, /\n✓ branches: completed \([\d.]+ m?s, most agents at the same time: 3\)\n$/);
    assert(!err.includes('\u001b'), 'colours without a terminal');
  });

  describe('inputs', () => {
    const given = (ended: Ended): unknown => (executionIn(ended).output as { given: unknown }).given;

    it('are read from -i, as their types say', async () => {
      const args = ['--secret', 'KEY=THE_KEY', '-i', 'who=a=b', '-i', 'count=5', '-itags=["x"]', '--format', 'json'];
      const ended = await place.run(['run', 'typed.workflow.yaml', '--store', 'inputs', ...args], {
        env: { THE_KEY: 'sesame' },
      });
      assert.deepEqual(given(ended), { who: 'a=b', count: 5, tags: ['x'] });
    });

    it('are read from a file and from standard input; -i wins', async () => {
      place.write('inputs.yaml', 'who: file\ncount: 7\n');
      place.write('inputs.json', '{ "who": "json", "tags": [1] }');
      const args = ['run', 'typed.workflow.yaml', '--store', 'inputs', '--secret', 'KEY=THE_KEY', '--format', 'json'];
      const env = { THE_KEY: 'sesame' };
      const yaml = await place.run([...args, '--inputs', 'inputs.yaml', '-i', 'count=8'], { env });
      assert.deepEqual(given(yaml), { who: 'file', count: 8, tags: [] });
      const json = await place.run([...args, '--inputs', 'inputs.json'], { env });
      assert.deepEqual(given(json), { who: 'json', count: 3, tags: [1] });
      const standard = await place.run([...args, '--inputs', '-'], { env, input: 'who: standard input' });
      assert.deepEqual(given(standard), { who: 'standard input', count: 3, tags: [] });
    });

    const wrong: readonly (readonly [readonly string[], readonly string[]])[] = [
      [[], ['The secret "KEY" is not given, so it is empty: add --secret KEY=ENV.', 'The input "who" is missing.']],
      [['-i', 'who=x', '-i', 'other=1', '--secret', 'KEY=PATH'], ['The workflow has no input other']],
      [['-i', 'who=x', '-i', 'count=many'], ['The value of the input "count" is not of the type integer.']],
      [
        ['-i', 'count=1.5', '--secret', 'KEY=PATH'],
        ['The input "who" is missing.', 'The input "count" must be a whole number.'],
      ],
      [['-i', 'who'], ['"who" is no input. Write name=value.']],
      [['--inputs', 'nowhere.json'], ['There is no file "nowhere.json".']],
      [['--inputs', 'mistaken.workflow.yaml', '--mocks', 'nowhere.yaml'], ['There is no file "nowhere.yaml".']],
      [['-i', 'who=x', '-i', 'who=x'], ['The input "who" is given twice.']],
      [['-i', 'who=x', '--secret', 'KEY=PATH', '--secret', 'KEY=PATH'], ['The secret "KEY" is given twice.']],
      [['-i', 'who=x', '--secret', 'KEY=PATH', '--secret', 'key=HOME'], ['The secret "key" is given twice.']],
      [['-i', 'who=x', '--secret', 'KEY=NOT_SET'], ['There is no environment variable "NOT_SET".']],
    ];
    for (const [args, messages] of wrong)
      it(`are refused: ${args.join(' ')}`, async () => {
        const { code, out, err } = await run('wrong', 'typed', ...args);
        assert.deepEqual([code, out], [2, '']);
        assert.equal(err, messages.map((message) => `ipa-workflow: ${message}\n`).join(''));
        assert(!existsSync(path.join(place.folder, 'wrong', 'executions')), 'something was executed');
      });

    it('that are secret are found by names in another case, and the option goes before the file', async () => {
      const file = place.write('secrets.yaml', 'secrets: { KEY: of the file }');
      chmodSync(file, 0o600);
      const args = ['run', 'typed.workflow.yaml', '-i', 'who=x', '--format', 'json', '--store', 'case'];
      for (const more of [[], ['--connections', file]]) {
        const env = { THE_KEY: 'of the option' };
        const ended = await place.run([...args, '--secret', 'key=THE_KEY', ...more], { env });
        const { id, output, nodes } = executionIn(ended);
        assert.deepEqual([ended.code, ended.err], [0, '']);
        assert.deepEqual([(output as JsonObject)['key_length_known'], nodes['second']?.output], [true, '***']);
        const again = ['rerun', id, '--from', 'end', '--store', 'case', '--format', 'json', '--secret', 'KEY=THE_KEY'];
        assert.equal((await place.run(again, { env })).code, 0);
        assert(!stored('case').includes('of the'));
      }
    });

    it('that are secret are nowhere to be read', async () => {
      const secret = 'correct horse battery';
      const args = ['--secret', 'KEY=THE_KEY', '--secret', 'token=THE_KEY', '-i', 'who=x', '--format', 'json'];
      const ended = await place.run(['run', 'typed.workflow.yaml', '--store', 'secret', ...args], {
        env: { THE_KEY: secret },
      });
      assert.equal(ended.code, 0, ended.err);
      assert.deepEqual(given(ended), { who: 'x', count: 3, tags: [], token: '***' });
      assert(!(ended.out + ended.err + stored('secret')).includes(secret));
    });
  });

  describe('with --mocks', () => {
    it('plays them in place of the agents', async () => {
      place.write(
        'mocks.yaml',
        `nodes:
  one: { output: { rows: [1] } }
  two: { fail: { always: true, kind: http, message: 503, retryable: false } }
  three: { outputs: [first, second], delay_seconds: 0.02 }
default: { output: other }`,
      );
      const ended = await run('mocks', 'branches', '--mocks', 'mocks.yaml', '--format', 'json');
      assert.equal(ended.code, 0);
      const { nodes, output } = executionIn(ended);
      assert.deepEqual(nodes['meet']?.output, { one: { rows: [1] }, three: 'first' });
      assert.deepEqual(nodes['two']?.error, { kind: 'http', message: '503', retryable: false });
      assert.deepEqual(nodes['last']?.output, { from: 'worker' }, 'an agent with uses: mock comes before the default');
      assert.deepEqual(output, { from: 'worker' });
    });

    it('refuses mocks that can never apply, and says where they stand', async () => {
      place.write('other-mocks.yaml', 'nodes:\n  ONE: {}\n  twoo: {}\n  outer/inner: {}\n  meet: { output: 1 }');
      const { code, out, err } = await run('other-mocks', 'branches', '--mocks', 'other-mocks.yaml');
      assert.deepEqual([code, out], [2, '']);
      const unknown = (line: number, id: string): string =>
        `other-mocks.yaml, line ${line}: The mocks name the node "${id}", which the workflow does not have.`;
      const useless =
        'other-mocks.yaml, line 5: "nodes.meet.output" means nothing for a node of the type parallel_gateway (join). Allowed: cancel_at_seconds.';
      const said = `${unknown(3, 'twoo')} Did you mean "two"? ${unknown(4, 'outer/inner')} ${useless}`;
      assert.equal(err, `ipa-workflow: ${said}\n`);
      assert(!existsSync(path.join(place.folder, 'other-mocks')), 'something was executed');
    });

    it('refuses mocks with mistakes', async () => {
      place.write('bad-mocks.yaml', 'nodes: { one: { dealy_seconds: 1 } }');
      const { code, err } = await run('bad-mocks', 'branches', '--mocks', 'bad-mocks.yaml');
      assert.equal(code, 2);
      const message = '"nodes.one" has no key "dealy_seconds". Did you mean "delay_seconds"?';
      assert.equal(err, `ipa-workflow: bad-mocks.yaml, line 1: ${message}\n`);
    });
  });

  it('ends with 1 when the workflow fails', async () => {
    const { code, out, err } = await run('fails', 'failing');
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /\n✗ only failed: The mock fails\n✗ failing: failed \(.*\): .*The mock fails\n$/);
  });

  it('executes nothing of a file with mistakes, and ends with 2', async () => {
    const { code, out, err } = await run('mistakes', 'mistaken', '--format', 'json');
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /^mistaken\.workflow\.yaml:6:44 error There is no agent "wroker"/);
    assert.match(err, /^mistaken\.workflow\.yaml:10:28 error There is no node "edn"/m);
    assert.match(err, /"mistaken\.workflow\.yaml" has mistakes, so nothing was executed\.\n$/);
    assert(!existsSync(path.join(place.folder, 'mistakes')));
    assert.equal((await run('mistakes', 'nowhere')).code, 2);
    place.write('empty.workflow.yaml', '\n');
    assert.equal((await run('mistakes', 'empty')).code, 2);
  });

  it('keeps the journal in --store', async () => {
    const ended = await run('kept', 'branches', '--format', 'json');
    const { id } = executionIn(ended);
    assert.deepEqual(readdirSync(path.join(place.folder, 'kept', 'executions')), [id]);
    const journal = place.read(`kept/executions/${id}/journal.jsonl`);
    for (const { type } of linesOf(ended.out).map((line) => JSON.parse(line) as { type: string }))
      assert(type === 'result' || journal.includes(`"type":"${type}"`), type);
  });

  const stored = (store: string): string =>
    readdirSync(path.join(place.folder, store), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => place.read(path.relative(place.folder, path.join(entry.parentPath, entry.name))))
      .join('\n');
});
