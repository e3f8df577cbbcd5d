import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonInSteps } from '../../../src/base/jsonInSteps.ts';
import { finish } from '../../../src/base/steps.ts';

describe('jsonInSteps', () => {
  it('is what JSON.stringify makes', () => {
    const field = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.string({ unit: 'binary' }));
    const plain = fc.oneof(fc.dictionary(fc.string(), field), fc.array(field));
    fc.assert(
      fc.property(plain, (value) => {
        assert.equal(finish(jsonInSteps(value)), JSON.stringify(value));
      }),
    );
  });

  it('has a step for a few of many', () => {
    const nodes = Array.from({ length: 5_000 }, (_, index) => ({ id: `n${index}` }));
    const value = { picture: { nodes, byId: Object.fromEntries(nodes.map((node) => [node.id, node])) } };
    const steps = [...jsonInSteps(value)];
    assert.ok(steps.length > 2 * (5_000 / 100), `${steps.length} steps`);
    assert.equal(finish(jsonInSteps(value)), JSON.stringify(value));
  });
});
