/** Threat T14 by the command line: what an execution may use. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildFirst, type Ended, executionIn, Workplace } from '../../support/cli/cli.ts';
import { failing, slow } from '../../support/cli/workflows.ts';
import { each } from '../../support/presentation/steered.ts';

describe('ipa-workflow --limit', () => {
  let place: Workplace;

  buildFirst();

  before(() => {
    place = new Workplace();
    for (const [name, text] of Object.entries({ each, failing, slow })) place.write(`${name}.workflow.yaml`, text);
    place.write('ones.yaml', 'default: { output: 1 }');
    place.write(
      'transform.workflow.yaml',
      slow.replace(/uses: mock.*0\.01 \}/, `uses: transform, with: { expression: "'four'" }`),
    );
  });

  after(() => place.remove());

  const errorOf = (ended: Ended, node: string): unknown => {
    const { kind, message } = executionIn(ended).nodes[node]?.error ?? {};
    return [ended.code, kind, message];
  };

  const tooMany = [1, 'limit', 'There are 4 items; at most 3 are allowed'];

  it('holds for run, retry and rerun', async () => {
    const store = ['--mocks', 'ones.yaml', '--store', 'each', '--format', 'json'];
    const run = await place.run(['run', 'each.workflow.yaml', '--limit', 'items=3', ...store]);
    assert.deepEqual(errorOf(run, 'all'), tooMany);
    const { id } = executionIn(run);
    assert.deepEqual(errorOf(await place.run(['retry', id, '--limit', 'items=3', ...store]), 'all'), tooMany);
    const rerun = ['rerun', id, '--from', 'all', ...store];
    assert.deepEqual(errorOf(await place.run([...rerun, '--limit=items=3']), 'all'), tooMany);
    assert.deepEqual((await place.run([...rerun, '--limit', 'items=4'])).code, 0);
  });

  it('holds for simulate', async () => {
    const simulate = (name: string, ...more: readonly string[]): Promise<Ended> =>
      place.run(['simulate', `${name}.workflow.yaml`, '--format', 'json', ...more]);
    assert.deepEqual(errorOf(await simulate('each', '--mocks', 'ones.yaml', '--limit', 'items=3'), 'all'), tooMany);
    assert.equal((await simulate('transform', '--limit', 'output=6')).code, 0);
    const large = await simulate('transform', '--limit', 'output=5');
    assert.equal(executionIn(large).nodes['quick']?.error?.kind, 'output-too-large');
  });

  it('holds for resume, by each way of writing its name', async () => {
    place.write('lasting.yaml', 'nodes: { lasting: { delay_seconds: 600 } }');
    for (const name of ['journal-events', 'journal_events', 'journalEvents']) {
      const running = place.start(['run', 'slow.workflow.yaml', '--mocks', 'lasting.yaml', '--store', name]);
      await running.shows('lasting  started');
      running.kill('SIGKILL');
      await running.ended;
      const [{ id } = { id: '' }] = JSON.parse(
        (await place.run(['list', '--format', 'json', '--store', name])).out,
      ) as { id: string }[];
      const resume = ['resume', id, '--store', name, '--format', 'json', '--limit', `${name}=9`];
      const { status, error } = executionIn(await place.run(resume));
      assert.deepEqual([status, error?.kind], ['failed', 'limit']);
    }
  });

  const mistakes: readonly (readonly [readonly string[], string])[] = [
    [['--limit', 'items'], '"items" is no limit. Write NAME=VALUE.'],
    [['--limit', 'itms=3'], 'There is no limit "itms". Did you mean "items"?'],
    [
      ['--limit', 'wholly-other=3'],
      'There is no limit "wholly-other". There are: output, output-in-journal, journal-events, journal-bytes, items, log-line',
    ],
    [['--limit', 'items=many'], 'The limit "items" wants a whole number above 0. Not "many".'],
    [['--limit', 'items=0'], 'The limit "items" wants a whole number above 0. Not "0".'],
    [['--limit', 'items=1.5'], 'The limit "items" wants a whole number above 0. Not "1.5".'],
    [['--limit', 'log_line=1', '--limit', 'log-line=2'], 'The limit "log-line" is given twice.'],
  ];
  for (const [args, message] of mistakes)
    it(`refuses ${args.join(' ')}`, async () => {
      for (const command of ['run', 'simulate', 'retry', 'rerun', 'resume']) {
        const file = command === 'run' || command === 'simulate' ? 'failing.workflow.yaml' : 'nobody';
        const from = command === 'rerun' ? ['--from', 'only'] : [];
        const { code, out, err } = await place.run([command, file, ...from, ...args]);
        assert.deepEqual([code, out, err.split('\n')[0]], [2, '', `ipa-workflow: ${message}`], command);
      }
      assert(!existsSync(path.join(place.folder, 'home')), 'something was executed');
    });

  it('is told by the help, with every name', async () => {
    for (const command of ['run', 'simulate', 'retry', 'rerun', 'resume']) {
      const { out } = await place.run([command, '--help']);
      assert.match(
        out,
        /--limit NAME=VALUE .*: output, output-in-journal, journal-events, journal-bytes, items, log-line/,
      );
    }
  });
});
