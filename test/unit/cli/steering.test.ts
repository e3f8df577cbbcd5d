/** R4 by the command line: cancel, resume, retry, rerun and approve, also of what another terminal runs. */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import { createLocal } from '../../../src/sdk/local.ts';
import { defaultSettings } from '../../../src/sdk/settings.ts';
import { storeIn } from '../../../src/sdk/store.ts';
import { buildFirst, type Ended, executionIn, linesOf, type Running, Workplace } from '../../support/cli/cli.ts';
import { branches, slow, typed } from '../../support/cli/workflows.ts';
import { approving, each, inner, innerFile, outer } from '../../support/presentation/steered.ts';

const statusesOf = ({ nodes }: ExecutionSnapshot): string =>
  Object.entries(nodes)
    .map(([id, { status, taken_over: taken }]) => `${id} ${taken === true ? 'taken over' : status}`)
    .join(', ');

/** Without the times before them. */
const storyOf = ({ err }: Ended): readonly string[] => linesOf(err).map((line) => line.replace(/^ +[\d.]+ s {2}/, ''));

describe('steering executions with ipa-workflow', () => {
  let place: Workplace;

  buildFirst();

  before(() => {
    place = new Workplace();
    for (const [name, text] of Object.entries({ approving, branches, each, outer, slow, typed }))
      place.write(`${name}.workflow.yaml`, text);
    place.write(innerFile, inner);
    place.write('lasting.yaml', 'nodes: { lasting: { delay_seconds: 600 } }');
    place.write('quick.yaml', 'nodes: { publish: { output: 1 } }\ndefault: { output: 1 }');
    place.write('failing.yaml', 'nodes: { last: { fail: { always: true, retryable: false } } }');
    place.write('again.yaml', 'nodes: { last: { output: again }, two: { output: again } }');
    place.write('ones.yaml', 'default: { output: 1 }');
    place.write('inside.yaml', 'default: { output: again }');
  });

  after(() => place.remove());

  const ask = (store: string, ...args: readonly string[]): Promise<Ended> => place.run([...args, '--store', store]);

  const endedAs = (id: string, status: string, again: string): string =>
    `ipa-workflow: The execution ${id} has ended: ${status}.\nTo execute it again: ipa-workflow ${again}\n`;

  /** Starts a file with mocks and waits for a text; gives its id, too. */
  async function started(
    store: string,
    name: string,
    mocks: string,
    text: string,
  ): Promise<{ running: Running; id: string }> {
    const running = place.start(['run', `${name}.workflow.yaml`, '--mocks', mocks, '--store', store]);
    await running.shows(text);
    const [first] = JSON.parse((await ask(store, 'list', '--format', 'json')).out) as { id: string }[];
    return { running, id: first?.id ?? '' };
  }

  describe('cancel', () => {
    it('asks the terminal that runs it, and waits for its end', async () => {
      const { running, id } = await started('cancel', 'slow', 'lasting.yaml', 'lasting  started');
      const cancelled = await ask('cancel', 'cancel', id, '--format', 'json');
      assert.deepEqual([cancelled.code, cancelled.err, executionIn(cancelled).status], [0, '', 'cancelled']);
      assert.equal((await running.ended).code, 1);
      const again = await ask('cancel', 'cancel', id);
      assert.deepEqual([again.code, again.err], [2, endedAs(id, 'cancelled', `retry ${id} --store cancel`)]);
      const resumed = await ask('cancel', 'resume', id);
      assert.deepEqual([resumed.code, resumed.err], [again.code, again.err]);
    });

    it('ends what nobody runs any more, without executing anything', async () => {
      const { running, id } = await started('killed', 'slow', 'lasting.yaml', 'lasting  started');
      running.kill('SIGKILL');
      await running.ended;
      const cancelled = await ask('killed', 'cancel', id);
      assert.equal(cancelled.code, 0);
      assert.match(cancelled.err, /slow: cancelled/);
      const shown = executionIn(await ask('killed', 'show', id, '--format', 'json'));
      assert.deepEqual([shown.status, shown.nodes['lasting']?.status], ['cancelled', 'cancelled']);
      const nobody = await ask('killed', 'cancel', 'nobody');
      assert.deepEqual([nobody.code, nobody.err], [2, 'ipa-workflow: There is no execution "nobody".\n']);
    });
  });

  it('resume lets a paused one go on in the terminal that runs it', async () => {
    const { running, id } = await started('paused', 'approving', 'quick.yaml', 'To answer:');
    const window = createLocal({
      store: storeIn(path.join(place.folder, 'paused')),
      trusted: () => true,
      logger: { log: () => undefined },
      settings: () => defaultSettings,
    });
    assert.deepEqual(await window.pause(id), { ok: true, value: undefined });
    await running.shows('  paused');
    await ask('paused', 'approve', id, 'review');
    assert.match((await ask('paused', 'show', id)).err, /^approving {2}50 % .* {2}paused\n/);
    const resumed = await ask('paused', 'resume', id);
    assert.deepEqual([resumed.code, resumed.out], [0, '1\n']);
    assert.match(resumed.err, /^It goes on in the window or terminal that runs it\.\n/);
    assert.equal((await running.ended).code, 0);
    window.dispose();
  });

  describe('retry', () => {
    it('follows a new execution that takes over what was completed', async () => {
      const failed = executionIn(
        await ask('retry', 'run', 'branches.workflow.yaml', '--mocks', 'failing.yaml', '--format', 'json'),
      );
      assert.equal(failed.status, 'failed');
      const retried = await ask('retry', 'retry', failed.id, '--mocks', 'again.yaml', '--format', 'json');
      assert.deepEqual([retried.code, retried.err], [0, '']);
      assert.equal((JSON.parse(linesOf(retried.out)[0] ?? '') as { type: string }).type, 'executionStarted');
      const again = executionIn(retried);
      assert.deepEqual([again.status, again.retry_of], ['completed', failed.id]);
      assert.equal(
        statusesOf(again),
        'start taken over, split taken over, one taken over, two taken over, three taken over, meet taken over, last completed, end completed',
      );
      const nothing = await ask('retry', 'retry', again.id);
      assert.deepEqual(
        [nothing.code, nothing.out, nothing.err],
        [2, '', 'ipa-workflow: The execution is completed, so there is nothing to retry.\n'],
      );
    });
  });

  describe('rerun', () => {
    it('starts a node and what is behind it again', async () => {
      const first = executionIn(await ask('rerun', 'run', 'branches.workflow.yaml', '--format', 'json'));
      const rerun = await ask('rerun', 'rerun', first.id, '--from', 'two', '--mocks', 'again.yaml');
      assert.deepEqual([rerun.code, rerun.out], [0, '"again"\n']);
      const story = storyOf(rerun);
      assert.match(story[0] ?? '', new RegExp(`^branches started [\\w-]+, repeating ${first.id}$`));
      assert(story.includes('one    taken over') && story.includes('two    started'), story.join('\n'));
      const unknown = await ask('rerun', 'rerun', first.id, '--from', 'nobody');
      assert.deepEqual([unknown.code, unknown.err], [2, 'ipa-workflow: The execution has no node "nobody".\n']);
    });
  });

  describe('an approval', () => {
    it('is answered from another terminal, as the first one says', async () => {
      const { running, id } = await started('approved', 'approving', 'quick.yaml', 'To answer:');
      const wrong = await ask('approved', 'approve', id, 'publish');
      assert.deepEqual([wrong.code, wrong.err], [2, 'ipa-workflow: "publish" does not wait for an approval.\n']);
      const shown = await ask('approved', 'show', id);
      assert.match(shown.err, /\n {2}◔ review +.*waits for approval: Publish it\?\n/);
      const answered = await ask('approved', 'approve', id, 'review', '--comment', 'Fine.');
      assert.deepEqual([answered.code, answered.out, answered.err], [0, '', 'review: approved\n']);
      const ended = await running.ended;
      assert.deepEqual([ended.code, ended.out], [0, '1\n']);
      const late = await ask('approved', 'cancel', id);
      assert.deepEqual(
        [late.code, late.err],
        [2, endedAs(id, 'completed', `rerun ${id} --from NODE --store approved`)],
      );
      const story = storyOf(ended);
      assert(story.includes('review   asks for approval: Publish it?'), story.join('\n'));
      assert(story.includes(`To answer: ipa-workflow approve ${id} review --store approved, with --reject to refuse`));
      assert(story.includes('review   approved: Fine.'));
      assert.match((await ask('approved', 'show', id)).err, /\n {2}✓ review +.* {2}approved Fine\.\n/);
    });

    it('is refused', async () => {
      const { running, id } = await started('rejected', 'approving', 'quick.yaml', 'To answer:');
      const answered = await ask('rejected', 'approve', id, 'REVIEW', '--reject', '--format', 'json');
      assert.equal(answered.code, 0);
      assert.equal(executionIn(answered).nodes['review']?.approval?.approved, false);
      assert.equal((await running.ended).code, 1);
      const late = await ask('rejected', 'approve', id, 'review');
      assert.deepEqual([late.code, late.err], [2, endedAs(id, 'failed', `retry ${id} --store rejected`)]);
    });

    it('that mocks answer is not asked for', async () => {
      place.write('mocked.yaml', 'nodes: { review: { approve: true, comment: By a mock. }, publish: { output: 2 } }');
      const ended = await ask('mocked', 'run', 'approving.workflow.yaml', '--mocks', 'mocked.yaml');
      assert.deepEqual([ended.code, ended.out], [0, '2\n']);
      assert.doesNotMatch(ended.err, /To answer/);
      assert.match(ended.err, /approved: By a mock\./);
    });
  });

  it('keeps the inputs of what it repeats or goes on with: others than secret ones are refused', async () => {
    const env = { THE_TOKEN: 'correct horse battery' };
    const tell = (...args: readonly string[]): Promise<Ended> => place.run([...args, '--store', 'inputs'], { env });
    const first = executionIn(
      await tell(
        ...['run', 'typed.workflow.yaml', '-i', 'who=me', '--secret', 'token=THE_TOKEN', '--format', 'json'],
        ...['--secret', 'KEY=THE_TOKEN'],
      ),
    );
    assert.equal(first.status, 'completed');
    place.write('inputs.yaml', '{ token: correct horse battery, count: 4 }');
    const kept = (name: string): string =>
      `The execution keeps its input "${name}": only inputs that the workflow declares secret can be given again.`;
    for (const [args, message] of [
      [['retry', first.id, '-i', 'who=you'], kept('who')],
      [['resume', first.id, '--inputs', 'inputs.yaml'], kept('count')],
      [['rerun', first.id, '--from', 'second', '-i', 'nobody=1'], 'The workflow has no input nobody'],
    ] as const) {
      const { code, out, err } = await tell(...args);
      assert.deepEqual([code, out, err], [2, '', `ipa-workflow: ${message}\n`], args[0]);
    }
    const secrets = ['-i', 'token=correct horse battery', '--secret', 'KEY=THE_TOKEN', '--format', 'json'];
    const rerun = await tell('rerun', first.id, '--from', 'second', ...secrets);
    assert.deepEqual([rerun.code, executionIn(rerun).retry_of], [0, first.id], rerun.err);
  });

  describe('what is shown', () => {
    it('has the items of a for_each', async () => {
      const ended = await ask('each', 'run', 'each.workflow.yaml', '--mocks', 'ones.yaml');
      assert.deepEqual([ended.code, JSON.parse(ended.out)], [0, [1, 1, 1, 1]]);
      const story = storyOf(ended);
      assert(story.includes('all    begins with 4 items') && story.includes('all[3]  started'), story.join('\n'));
      const [first] = JSON.parse((await ask('each', 'list', '--format', 'json')).out) as { id: string }[];
      assert.match((await ask('each', 'show', first?.id ?? '')).err, /\n {2}✓ all +\d+ ms +4 of 4 items\n/);
    });

    it('has the nodes of a subworkflow under its own', async () => {
      const ended = await ask('outer', 'run', 'outer.workflow.yaml', '--mocks', 'ones.yaml', '--format', 'json');
      const { id, status, nodes } = executionIn(ended);
      assert.deepEqual([ended.code, status, nodes['sub/a2']?.status], [0, 'completed', 'completed']);
      const rows = linesOf((await ask('outer', 'show', id)).err).map((line) =>
        line.replace(/ +(\d+ m?s|[\d.]+ s).*$/, '').trimEnd(),
      );
      assert.deepEqual(rows.slice(1, 11), [
        '  ✓ start',
        '  ✓ sub',
        '  ├─ ✓ start',
        '  │  ✓ fork',
        '  │  ├─ ✓ a',
        '  │  │  ✓ a2',
        '  │  ├─ ✓ b',
        '  │  ✓ join',
        '  │  ✓ end',
        '  ✓ end',
      ]);
      // What was stored with it is executed again, whatever the file says now.
      place.write(innerFile, inner.replaceAll('a2', 'other'));
      const rerun = await ask('outer', 'rerun', id, '--from', 'sub/a2', '--mocks', 'inside.yaml', '--format', 'json');
      place.write(innerFile, inner);
      assert.equal(
        statusesOf(executionIn(rerun)),
        'start taken over, sub completed, end completed, sub/start taken over, sub/fork taken over, sub/a taken over, ' +
          'sub/a2 completed, sub/b taken over, sub/join completed, sub/end completed',
      );
    });
  });
});
