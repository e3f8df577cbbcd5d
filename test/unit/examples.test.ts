/** The workflows in examples/ are sound, and give what they say. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { analyse } from '../../src/model/project.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution.ts';
import { subworkflowFiles } from '../../src/sdk/subworkflowFiles.ts';
import { root } from '../support/architecture/imports.ts';
import { buildFirst, Workplace } from '../support/cli/cli.ts';

const files = globSync('examples/**/*.workflow.{yaml,yml}', { cwd: root }).sort();

describe('the examples', function () {
  this.timeout(30_000);

  let place: Workplace;

  buildFirst();

  before(() => {
    place = new Workplace();
    place.copy('examples', '.');
  });

  after(() => place.remove());

  it('show approvals, for_each and subworkflows too', () => {
    const folders = new Set(files.map((file) => file.split(path.sep)[1]));
    for (const folder of ['tutorial', 'approval', 'for-each', 'subworkflow', 'script', 'python'])
      assert(folders.has(folder), folder);
  });

  for (const file of files)
    it(`have no mistakes: ${file}`, () => {
      const absolute = path.join(root, file);
      const options = subworkflowFiles(absolute, { workspaceFolders: [] });
      const { diagnostics, executable } = analyse(readFileSync(absolute, 'utf8'), options);
      assert.deepEqual([diagnostics, executable], [[], true]);
    });

  async function execute(command: 'run' | 'simulate', file: string, ...more: readonly string[]): Promise<unknown> {
    const { out, err } = await place.run([command, file, '--format', 'json', ...more]);
    const { execution } = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { execution: ExecutionSnapshot };
    assert.equal(execution.status, 'completed', err);
    return execution.output;
  }

  it('publish what a person approves, and keep the rest', async () => {
    const file = 'approval/announcement.workflow.yaml';
    const title = 'Workflow Studio 2.0.0 is here';
    for (const approve of [true, false]) {
      place.write('mocks.yaml', `nodes: { ask: { approve: ${String(approve)} } }\n`);
      const output = await execute('simulate', file, '--mocks', 'mocks.yaml');
      assert.deepEqual(output, { result: { published: approve, title } });
    }
  });

  it('check every invoice', async () => {
    assert.deepEqual(await execute('run', 'for-each/invoices.workflow.yaml', '--store', 'store'), {
      gross: 407.5,
      refused: ['A-3'],
    });
  });

  it('report on two regions with one subworkflow', async () => {
    assert.deepEqual(await execute('run', 'subworkflow/quarter.workflow.yaml', '--store', 'store'), {
      total: 700,
      leads: 'north',
    });
  });

  it('sum orders in JavaScript', async () => {
    const given = ['--store', 'store', '--allow-commands'];
    assert.deepEqual(await execute('run', 'script/orders.workflow.yaml', ...given), {
      currency: 'EUR',
      sums: { Ada: 37.5, Alan: 12.5 },
    });
  });

  it('count words in Python', async function () {
    if (spawnSync('python3', ['--version']).status !== 0) this.skip();
    const given = ['--store', 'store', '--allow-commands'];
    const file = 'python/words.workflow.yaml';
    assert.deepEqual(await execute('run', file, ...given), { words: 10, most: ['to', 'be'] });
    const { err } = await place.run(['run', file, ...given]);
    assert.match(err, /8 different words[^]*This is a line of the log, too\./);
    const { code, out } = await place.run(['run', file, ...given, '-i', 'texts=[]', '--format', 'json']);
    assert.equal(code, 1);
    assert.match(out, /"kind":"no-text","message":"There is no text to count\.","retryable":false/);
  });
});
