import assert from 'node:assert/strict';
import type { Owner } from '../../../src/engine/journal/otherProcesses.ts';
import { OwnerWatch, silentMs } from '../../../src/sdk/ownerWatch.ts';

const beating = (beatMs: number): Owner => ({ pid: 7, host: undefined, beatMs });

describe('the owner of an execution (threat T18)', () => {
  it('is silent when its heart has not beaten for five seconds of watching, whatever its own clock says', () => {
    const watch = new OwnerWatch();
    const seen = (owner: Owner | undefined, nowMs: number): boolean => watch.isSilent(owner, nowMs);
    assert.equal(seen(beating(-1e9), 100), false);
    assert.equal(seen(beating(-1e9), 99 + silentMs), false);
    assert.equal(seen(beating(-1e9), 100 + silentMs), true);
    assert.equal(seen(beating(-1e9 + 1), 101 + silentMs), false);
    assert.equal(seen(beating(-1e9 + 1), 101 + 2 * silentMs), true);
  });

  it('is not silent when nobody owns it, and is watched anew by the next', () => {
    const watch = new OwnerWatch();
    assert.equal(watch.isSilent(undefined, 0), false);
    assert.equal(watch.isSilent(undefined, 10 * silentMs), false);
    assert.equal(watch.isSilent(beating(1), 11 * silentMs), false);
    assert.equal(watch.isSilent(beating(1), 12 * silentMs), true);
    assert.equal(watch.isSilent(undefined, 13 * silentMs), false);
    assert.equal(watch.isSilent(beating(1), 14 * silentMs), false);
  });
});
