/** Threat T11: after every suite nothing that came from outside has become a property of everything. */
import assert from 'node:assert/strict';

export const mochaHooks = {
  afterAll(): void {
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    for (const { prototype } of [Object, Array, Function, Map]) assert.deepEqual(Object.keys(prototype as object), []);
  },
};
