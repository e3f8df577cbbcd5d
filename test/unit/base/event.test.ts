import assert from 'node:assert/strict';
import { DisposableStore, disposable } from '../../../src/base/disposable.ts';
import { Emitter } from '../../../src/base/event.ts';

describe('Emitter', () => {
  it('tells its listeners in the order in which they came, until they are disposed', () => {
    const heard: string[] = [];
    const emitter = new Emitter<number>();
    const first = emitter.event((value) => heard.push(`first ${value}`));
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, ['first 1', 'second 1', 'second 2']);
    assert.equal(emitter.listenerCount, 1);
  });

  it('lets the others hear when one listener throws, and reports the error', () => {
    const errors: unknown[] = [];
    const heard: number[] = [];
    const emitter = new Emitter<number>((error) => errors.push(error));
    emitter.event(() => {
      throw new Error('broken listener');
    });
    emitter.event((value) => heard.push(value));
    emitter.fire(1);
    assert.deepEqual(heard, [1]);
    assert.match(String(errors[0]), /broken listener/);
  });

  it('does not tell one that subscribes during the telling', () => {
    const heard: string[] = [];
    const emitter = new Emitter<number>();
    emitter.event(() => emitter.event(() => heard.push('late')));
    emitter.fire(1);
    assert.deepEqual(heard, []);
  });

  it('keeps the same listener twice when it is added twice', () => {
    let count = 0;
    const emitter = new Emitter<number>();
    const listener = () => count++;
    emitter.event(listener).dispose();
    emitter.event(listener);
    emitter.fire(1);
    assert.equal(count, 1);
  });
});

describe('DisposableStore', () => {
  it('releases what was added last first, and each only once', () => {
    const released: string[] = [];
    const store = new DisposableStore();
    store.add(disposable(() => released.push('a')));
    store.add(disposable(() => released.push('b')));
    store.dispose();
    store.dispose();
    assert.deepEqual(released, ['b', 'a']);
  });

  it('releases at once what comes after its end', () => {
    const released: string[] = [];
    const store = new DisposableStore();
    store.dispose();
    store.add(disposable(() => released.push('late')));
    assert.deepEqual(released, ['late']);
  });
});
