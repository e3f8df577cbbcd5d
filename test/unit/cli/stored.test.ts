/** What stays of an execution: list, show and resume, and how Ctrl+C and a kill leave it. */
import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import { buildFirst, type Ended, executionIn, linesOf, type Options, Workplace } from '../../support/cli/cli.ts';
import { branches, failing, slow } from '../../support/cli/workflows.ts';

const lasting = 'nodes: { lasting: { delay_seconds: 600 } }';

describe('stored executions of ipa-workflow', () => {
  let place: Workplace;

  buildFirst();

  before(() => {
    place = new Workplace();
    for (const [name, text] of Object.entries({ branches, failing, slow })) place.write(`${name}.workflow.yaml`, text);
    place.write('lasting.yaml', lasting);
  });

  after(() => place.remove());

  const ask = (store: string, args: readonly string[], options: Options = {}): Promise<Ended> =>
    place.run([...args, '--store', store], options);

  /** Runs `slow` until its second task runs, then sends a signal. */
  const stopped = async (store: string, signal: NodeJS.Signals, ...more: string[]): Promise<Ended> => {
    const args = ['run', 'slow.workflow.yaml', '--mocks', 'lasting.yaml', '--store', store, ...more];
    const running = place.start(args);
    await running.shows(more.includes('json') ? '"attemptStarted","seq":8' : 'lasting  started');
    running.kill(signal);
    return await running.ended;
  };

  const newest = async (store: string): Promise<ExecutionSnapshot> => {
    const { out } = await ask(store, ['list', '--format', 'json']);
    const [first] = JSON.parse(out) as { id: string }[];
    return executionIn(await ask(store, ['show', first?.id ?? '', '--format', 'json']));
  };

  describe('list', () => {
    it('says that there are none', async () => {
      assert.deepEqual(await ask('none', ['list']), {
        code: 0,
        signal: null,
        out: '',
        err: 'There are no executions yet.\n',
      });
      assert.equal((await ask('none', ['list', '--format', 'json'])).out, '[]\n');
    });

    it('shows the newest first, of this store only', async () => {
      const ids: string[] = [];
      for (const name of ['branches', 'failing'])
        ids.unshift(executionIn(await ask('two', ['run', `${name}.workflow.yaml`, '--format', 'json'])).id);
      const json = await ask('two', ['list', '--format', 'json']);
      const listed = JSON.parse(json.out) as Partial<ExecutionSnapshot>[];
      assert.deepEqual(
        listed.map(({ id, workflow, status, progress }) => [id, workflow, status, progress]),
        [
          [ids[0], 'failing', 'failed', 100],
          [ids[1], 'branches', 'completed', 100],
        ],
      );
      assert.deepEqual(Object.keys(listed[0] ?? {}), [
        ...['id', 'workflow', 'file', 'status', 'progress', 'started_at', 'ended_at', 'duration_ms', 'error'],
      ]);
      const text = await ask('two', ['list']);
      assert.deepEqual(
        linesOf(text.out).map((line) => line.split(/ {2,}/).filter((_, column) => column !== 3 && column !== 2)),
        [
          [ids[0], 'failed', 'failing'],
          [ids[1], 'completed', 'branches'],
        ],
      );
      assert.equal((await ask('another', ['list'])).out, '');
    });
  });

  describe('show', () => {
    it('gives the execution as run gave it', async () => {
      const ran = executionIn(await ask('shown', ['run', 'branches.workflow.yaml', '--format', 'json']));
      const shown = await ask('shown', ['show', ran.id, '--format', 'json']);
      assert.deepEqual(Object.keys(JSON.parse(shown.out) as object), ['execution']);
      assert.deepEqual(executionIn(shown), ran);
      const text = await ask('shown', ['show', ran.id]);
      assert.deepEqual(JSON.parse(text.out), { from: 'worker' });
      assert.match(text.err, /^branches {2}100 % {2}/);
      assert.match(text.err, /\n {2}├─ ✓ two +\d+ ms/);
    });

    it('knows no execution that is not there', async () => {
      for (const id of ['nobody', '../..', '']) {
        const { code, out, err } = await ask('shown', ['show', id]);
        assert.deepEqual([code, out, err], [2, '', `ipa-workflow: There is no execution "${id}".\n`]);
      }
    });
  });

  describe('Ctrl+C', () => {
    before(function () {
      // There a signal from another process only kills.
      if (process.platform === 'win32') this.skip();
    });

    it('cancels the execution, writes its result and ends with 130', async () => {
      const ended = await stopped('interrupted', 'SIGINT', '--format', 'json');
      assert.deepEqual([ended.code, ended.err], [130, 'Cancelling … (Ctrl+C again ends at once)\n']);
      const result = executionIn(ended);
      assert.equal(result.status, 'cancelled');
      assert.deepEqual(
        Object.values(result.nodes).map(({ status }) => status),
        ['completed', 'completed', 'cancelled', 'cancelled'],
      );
      assert.deepEqual(await newest('interrupted'), result);
      const again = await ask('interrupted', ['resume', result.id]);
      assert.equal(again.code, 2, 'what is cancelled is over');
    });

    it('says so to people', async () => {
      const { code, out, err } = await stopped('interrupted', 'SIGINT');
      assert.deepEqual([code, out], [130, '']);
      assert.match(err, /\nCancelling … .*\n.*lasting {2}cancelled \(by the user\)\n/);
      assert.match(err, /\n✗ slow: cancelled \(.*\)\n$/);
    });
  });

  describe('a killed process', () => {
    for (const signal of ['SIGKILL', 'SIGTERM'] as const)
      it(`leaves an execution that can be resumed, and its done work done (${signal})`, async () => {
        const store = `killed-${signal}`;
        assert.equal((await stopped(store, signal)).signal, signal);
        const left = await newest(store);
        assert.equal(left.status, 'interrupted');
        const resumed = await ask(store, ['resume', left.id, '--format', 'json']);
        assert.deepEqual([resumed.code, resumed.err], [0, '']);
        const events = linesOf(resumed.out).map((line) => JSON.parse(line) as { type: string; node_id?: string });
        assert(!events.some(({ node_id: node }) => node === 'quick'), 'quick ran again');
        const { status, nodes, output } = executionIn(resumed);
        assert.deepEqual([status, output, nodes['quick']?.attempts], ['completed', 'done', 1]);
        assert.equal((await newest(store)).status, 'completed');
        assert.equal((await ask(store, ['resume', left.id])).code, 2);
      });

    it('is shown without a node that would be running (E4)', async () => {
      await stopped('shown-killed', 'SIGKILL');
      const { id } = await newest('shown-killed');
      const { err } = await ask('shown-killed', ['show', id]);
      assert.match(err, /\n {2}✓ quick .*\n {2}! lasting {2}interrupted\n/);
      assert.match(err, /\n✗ slow: interrupted\n$/);
      assert.doesNotMatch(err, /[⠋◔]/);
    });

    it('is resumed with words that fit together', async () => {
      await stopped('told', 'SIGKILL');
      const { id } = await newest('told');
      const { err } = await ask('told', ['resume', id]);
      assert.deepEqual(
        linesOf(err)
          .slice(0, 4)
          .map((line) => line.replace(/^ +[\d.]+ s {2}/, '')),
        ['goes on', 'lasting  attempt 1 was interrupted', 'lasting  attempt 1 starts again', 'lasting  started'],
      );
    });

    it('has the torn end of its journal cut off and reported, once (E3)', async () => {
      await stopped('torn', 'SIGKILL');
      const { id } = await newest('torn');
      appendFileSync(path.join(place.folder, 'torn', 'executions', id, 'journal.jsonl'), '{"v":1,"fence');
      const told = `Execution ${id}: The last 13 bytes of the journal were not completely written. They were cut off, and are kept beside it in journal.corrupt-N.\n`;
      const resumed = await ask('torn', ['resume', id, '--format', 'json']);
      assert.deepEqual([resumed.code, resumed.err], [0, told]);
      assert.doesNotMatch((await ask('torn', ['resume', id])).err, /cut off/);
    });

    it('is resumed with mocks, too', async () => {
      await stopped('mocked', 'SIGKILL');
      const { id } = await newest('mocked');
      place.write('other.yaml', 'nodes: { lasting: { output: mocked } }');
      const resumed = await ask('mocked', ['resume', id, '--mocks', 'other.yaml']);
      assert.deepEqual([resumed.code, resumed.out], [0, '"mocked"\n']);
    });
  });

  it('belongs to the process that runs it', async () => {
    const running = place.start(['run', 'slow.workflow.yaml', '--mocks', 'lasting.yaml', '--store', 'owned']);
    await running.shows('lasting  started');
    const live = await newest('owned');
    assert.equal(live.status, 'running');
    const { code, err } = await ask('owned', ['resume', live.id]);
    assert.equal(code, 2);
    assert.equal(
      err,
      'ipa-workflow: This execution runs in another window or terminal.\n' +
        'Where that does not answer any more, add --take-over.\n',
    );
    const text = await ask('owned', ['show', live.id]);
    assert.match(text.err, /^slow {2}50 % {2}(?!0 ms)/);
    assert.match(text.err, /\n… slow: running\n$/);
    running.kill('SIGINT');
    assert.equal((await running.ended).code, 130);
  });

  it('whose definition is broken is told so by every command', async () => {
    const { id } = executionIn(await ask('broken', ['run', 'branches.workflow.yaml', '--format', 'json']));
    writeFileSync(path.join(place.folder, 'broken', 'executions', id, 'definition.json'), '{\n');
    assert.match((await ask('broken', ['show', id])).err, /unreadable: The stored definition cannot be read\n$/);
    for (const command of [['resume'], ['retry'], ['rerun', '--from', 'two'], ['cancel'], ['approve']]) {
      const [name = '', ...more] = command;
      const { code, out, err } = await ask('broken', [name, id, ...(name === 'approve' ? ['two'] : more)]);
      assert.deepEqual([code, out, err], [2, '', 'ipa-workflow: The stored definition cannot be read\n'], name);
    }
  });

  it('has no place in a file', async () => {
    place.write('file.txt', '');
    const commands = [
      ['run', 'branches.workflow.yaml'],
      ['sample', '--in', 'sample'],
      ['list'],
      ['show', 'x'],
      ['resume', 'x'],
    ];
    for (const command of commands)
      for (const store of ['file.txt', 'file.txt/below']) {
        const { code, out, err } = await ask(store, command);
        assert.deepEqual([code, out, err], [2, '', `ipa-workflow: "${store}" is not a folder.\n`], command[0]);
      }
  });

  it('is not resumed when there is none', async () => {
    const { code, err } = await ask('none', ['resume', 'nobody']);
    assert.deepEqual([code, err], [2, 'ipa-workflow: There is no execution "nobody".\n']);
  });
});
