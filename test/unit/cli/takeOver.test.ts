/** Threat T18 by the command line: the process that runs an execution is stopped, and does not answer. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildFirst, type Ended, executionIn, linesOf, type Running, Workplace } from '../../support/cli/cli.ts';
import { slow } from '../../support/cli/workflows.ts';
import { approving } from '../../support/presentation/steered.ts';

describe('ipa-workflow and a process that does not answer', function () {
  this.timeout(60_000);
  let place: Workplace;

  buildFirst();

  before(function () {
    if (process.platform === 'win32') this.skip();
    place = new Workplace();
    place.write('slow.workflow.yaml', slow);
    place.write('approving.workflow.yaml', approving);
    place.write('lasting.yaml', 'nodes: { lasting: { delay_seconds: 600 } }');
    place.write('again.yaml', 'nodes: { lasting: { output: again } }');
    place.write('quick.yaml', 'nodes: { publish: { output: 1 } }');
  });

  after(() => place.remove());

  const ask = (store: string, ...args: readonly string[]): Promise<Ended> => place.run([...args, '--store', store]);

  async function started(store: string): Promise<{ owner: Running; id: string }> {
    const args = ['run', 'slow.workflow.yaml', '--mocks', 'lasting.yaml', '--store', store];
    const owner = place.start(args);
    await owner.shows('lasting  started');
    const [first] = JSON.parse((await ask(store, 'list', '--format', 'json')).out) as { id: string }[];
    return { owner, id: first?.id ?? '' };
  }

  const journalOf = (store: string, id: string): string =>
    readFileSync(path.join(place.folder, store, 'executions', id, 'journal.jsonl'), 'utf8');

  /** The old owner, let go on, stops by itself, and nothing that it wrote counts. */
  async function stops(owner: Running, store: string, id: string): Promise<void> {
    const before = journalOf(store, id);
    owner.kill('SIGCONT');
    const { code, err } = await owner.ended;
    assert.equal(code, 1);
    assert.match(err, /slow: interrupted: Another process has taken over this execution/);
    assert.equal(journalOf(store, id), before);
    const fences = linesOf(before).map((line) => (JSON.parse(line) as { fence: number }).fence);
    assert.deepEqual([fences.at(0), fences.at(-1), fences.toSorted((a, b) => a - b)], [1, 2, fences]);
    const left = readdirSync(path.join(place.folder, store, 'executions', id)).sort();
    assert.deepEqual(left, ['definition.json', 'journal.jsonl', 'lock-000002']);
  }

  it('cancel says so, waits on, and ends with Ctrl+C; --take-over cancels it', async () => {
    const { owner, id } = await started('cancel');
    owner.kill('SIGSTOP');
    const cancelling = place.start(['cancel', id, '--store', 'cancel']);
    await cancelling.shows('--take-over');
    cancelling.kill('SIGINT');
    const waited = await cancelling.ended;
    assert.equal(waited.code, 130);
    assert.match(
      waited.err,
      new RegExp(
        '^The process that runs this execution \\(\\d+\\) has not answered for \\d+ s\\. Ctrl\\+C ends the waiting\\.\n' +
          `To take the execution from it: ipa-workflow cancel ${id} --take-over --store cancel\n$`,
      ),
    );
    const taken = await ask('cancel', 'cancel', id, '--take-over', '--format', 'json');
    assert.deepEqual([taken.code, executionIn(taken).status], [0, 'cancelled'], taken.err);
    await stops(owner, 'cancel', id);
    assert.equal(executionIn(await ask('cancel', 'show', id, '--format', 'json')).status, 'cancelled');
  });

  it('resume --take-over goes on with it', async () => {
    const { owner, id } = await started('resume');
    owner.kill('SIGSTOP');
    const refused = await ask('resume', 'resume', id);
    assert.equal(refused.code, 2);
    assert.match(
      refused.err,
      /runs in another window or terminal\.\nWhere that does not answer any more, add --take-over\.\n$/,
    );
    const resumed = await ask('resume', 'resume', id, '--take-over', '--mocks', 'again.yaml');
    assert.deepEqual([resumed.code, resumed.out], [0, '"again"\n'], resumed.err);
    await stops(owner, 'resume', id);
    const shown = executionIn(await ask('resume', 'show', id, '--format', 'json'));
    assert.deepEqual([shown.status, shown.output, shown.nodes['quick']?.attempts], ['completed', 'again', 1]);
  });

  it('while the new owner still runs it, the old one stops all the same', async () => {
    const { owner, id } = await started('both');
    owner.kill('SIGSTOP');
    const next = place.start(['resume', id, '--take-over', '--mocks', 'lasting.yaml', '--store', 'both']);
    await next.shows('lasting  started');
    await stops(owner, 'both', id);
    assert.equal((await ask('both', 'cancel', id)).code, 0);
    assert.match((await next.ended).err, /slow: cancelled/);
  });

  it('approve says so, and gives up', async () => {
    const owner = place.start(['run', 'approving.workflow.yaml', '--mocks', 'quick.yaml', '--store', 'approve']);
    await owner.shows('To answer:');
    const [{ id } = { id: '' }] = JSON.parse((await ask('approve', 'list', '--format', 'json')).out) as {
      id: string;
    }[];
    owner.kill('SIGSTOP');
    const { code, err } = await ask('approve', 'approve', id, 'review');
    assert.equal(code, 1);
    const [first, second, third] = linesOf(err);
    assert.match(first ?? '', /^The process that runs this execution \(\d+\) has not answered for \d+ s\./);
    assert.equal(second, `To take the execution from it: ipa-workflow resume ${id} --take-over --store approve`);
    assert.equal(third, 'ipa-workflow: The answer was handed over, but nobody has taken it yet.');
    // It hears the answer when it goes on.
    owner.kill('SIGCONT');
    assert.equal((await owner.ended).code, 0);
  });

  it('nothing is taken from one that answers', async () => {
    const { owner, id } = await started('answers');
    for (const command of ['cancel', 'resume']) {
      const { code, err } = await ask('answers', command, id, '--take-over');
      const message = 'The process that runs this execution answers, so it is not taken from it.';
      assert.deepEqual([code, err], [2, `ipa-workflow: ${message}\n`]);
    }
    assert.equal((await ask('answers', 'cancel', id)).code, 0);
    assert.match((await owner.ended).err, /slow: cancelled/);
  });

  it('--take-over of what nobody runs is like without it', async () => {
    const { owner, id } = await started('dead');
    owner.kill('SIGKILL');
    await owner.ended;
    const taken = await ask('dead', 'cancel', id, '--take-over', '--format', 'json');
    assert.deepEqual([taken.code, executionIn(taken).status], [0, 'cancelled']);
    const again = await ask('dead', 'cancel', id, '--take-over');
    assert.equal(again.code, 2);
    assert.match(again.err, /^ipa-workflow: The execution .* has ended: cancelled\.\n/);
  });
});
