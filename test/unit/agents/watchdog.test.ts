import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { type TreeName, markName } from '../../../src/agents/watchdog/messages.ts';
import { Watchdog } from '../../../src/agents/watchdog/watchdog.ts';

const idleMs = 400;

describe('the watchdog', function () {
  this.timeout(30_000);

  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  const start = (
    watchdog: Watchdog,
    script: string,
  ): { readonly tree: TreeName; readonly ended: Promise<unknown[]> } => {
    const mark = randomUUID();
    const child = spawn('sh', ['-c', script], { detached: true, env: { ...process.env, [markName]: mark } });
    assert(child.pid !== undefined);
    const tree = { pid: child.pid, mark };
    watchdog.watch(tree);
    return { tree, ended: once(child, 'exit') };
  };

  it('leaves alone what was started after an end that was asked for twice', async () => {
    const watchdog = new Watchdog(idleMs);
    const first = start(watchdog, 'sleep 60');
    const ends = [watchdog.end(first.tree, 0)];
    await first.ended;
    // Long enough for the answer to be on its way, and nobody hears it before the end is asked for again.
    const until = performance.now() + 100;
    while (performance.now() < until);
    ends.push(watchdog.end(first.tree, 0));
    await Promise.all(ends);
    // The other answer: nothing else tells of it.
    await setTimeout(100);
    const second = start(watchdog, 'sleep 1');
    assert.deepEqual(await second.ended, [0, null]);
    await watchdog.end(second.tree, 0);
  });
});
