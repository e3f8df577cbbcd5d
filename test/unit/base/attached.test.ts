import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Attached } from '../../../src/base/attached.ts';

describe('What is attached to an object', () => {
  it('is found there, the last that was set', () => {
    const [names, sizes] = [new Attached<object, string>(), new Attached<object, number>()];
    const key = {};
    assert.equal(names.get(key), undefined);
    names.set(key, 'a');
    names.set(key, 'b');
    sizes.set(key, 1);
    assert.deepEqual([names.get(key), sizes.get(key), names.get({})], ['b', 1, undefined]);
  });

  it('stays behind when the object is copied, and shows nowhere', () => {
    const names = new Attached<object, string>();
    const key = { a: 1 };
    names.set(key, 'name');
    assert.equal(names.get({ ...key }), undefined);
    assert.deepEqual(key, { a: 1 });
  });

  it('goes with the object when young objects are collected, which what a weak map holds does not', () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as (options: { readonly type: 'minor' | 'major' }) => void;
    const attached = new Attached<object, readonly object[]>();
    // A weak map with room for more is old by now.
    const old = Array.from({ length: 2_000 }, () => ({}));
    for (const key of old) attached.set(key, []);
    gc({ type: 'major' });
    const before = process.memoryUsage().heapUsed;
    let key = {};
    for (let time = 0; time < 400; time++) {
      // What is attached to something that is attached, and so on.
      if (time % 4 === 0) key = {};
      const value = new Array<object>(5_000).fill(key);
      key = {};
      attached.set(key, value);
    }
    for (let time = 0; time < 3; time++) gc({ type: 'minor' });
    const kept = process.memoryUsage().heapUsed - before;
    assert.ok(kept < 4_000_000, `${kept} of 16,000,000 bytes are still there`);
    assert.ok(old.every((key) => attached.get(key)));
  });
});
