import assert from 'node:assert/strict';
import { systemIds } from '../../../src/engine/systemPorts.ts';

describe('an execution’s id', () => {
  it('is a UUID of version 7: by its time it sorts by age, by chance it is the only one', () => {
    const fromMs = Date.now();
    const ids = Array.from({ length: 1_000 }, () => systemIds().executionId());
    const toMs = Date.now();
    for (const id of ids) {
      assert.match(id, /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      const timeMs = parseInt(id.slice(0, 13).replace('-', ''), 16);
      assert(timeMs >= fromMs && timeMs <= toMs);
    }
    assert.equal(new Set(ids).size, ids.length);
  });
});
