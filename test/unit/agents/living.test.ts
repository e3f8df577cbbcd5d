import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isGoneOf, type Living, livingOf } from '../../../src/agents/watchdog/living.ts';
import { markName } from '../../../src/agents/watchdog/messages.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';

const tree = { pid: 500, mark: 'mine' };
const mark = `PATH=/bin\0${markName}=mine\0`;

describe('what is left of a program', () => {
  let proc: string;
  beforeEach(() => {
    proc = temporaryFolder();
  });
  afterEach(removeFolders);

  /** As Linux shows a process; what is not given is as of one that has nothing to do with ours. */
  function shown(
    pid: number,
    { state = 'S', parent = 1, group = pid, environ = 'PATH=/bin\0', cmdline = 'sh\0' } = {},
  ): void {
    const folder = path.join(proc, String(pid));
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'stat'), `${pid} (a (b) c) ${state} ${parent} ${group} 1 0\n`);
    writeFileSync(path.join(folder, 'environ'), environ);
    writeFileSync(path.join(folder, 'cmdline'), cmdline);
  }

  it('is its group, and what carries its mark elsewhere', () => {
    shown(500, { group: 500 });
    shown(501, { group: 500, state: 'Z' });
    shown(502, { environ: mark });
    shown(503, { environ: mark.replace('mine', 'theirs') });
    assert.deepEqual(livingOf(tree, proc), [
      { pid: 500, kind: 'group' },
      { pid: 502, kind: 'left' },
    ]);
  });

  it('may be a process that is between two programs: nobody knows yet whose it is', () => {
    shown(504, { environ: '', cmdline: '' });
    assert.deepEqual(livingOf(tree, proc), [{ pid: 504, kind: 'unknown' }]);
  });

  it('is none that has no environment, nor a thread of the kernel', () => {
    shown(505, { environ: '' });
    shown(2, { parent: 0, environ: '', cmdline: '' });
    shown(506, { parent: 2, environ: '', cmdline: '' });
    assert.deepEqual(livingOf(tree, proc), []);
  });

  it('may have been started by the last of them while we looked', () => {
    const looks: (readonly Living[])[] = [[], [{ pid: 507, kind: 'left' }]];
    assert.equal(
      isGoneOf(() => looks.shift() ?? []),
      false,
    );
    assert.equal(
      isGoneOf(() => []),
      true,
    );
  });
});
