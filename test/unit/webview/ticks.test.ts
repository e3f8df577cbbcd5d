import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ticksOf } from '../../../webview/graph/ticks.ts';

describe('the timeline’s axis', () => {
  it('has round times that have room', () => {
    assert.deepEqual(ticksOf(1_000, 700), [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
    assert.deepEqual(ticksOf(1_000, 300), [0, 500]);
    assert.deepEqual(ticksOf(65_000, 500), [0, 10_000, 20_000, 30_000, 40_000, 50_000]);
    assert.deepEqual(ticksOf(3 * 3_600_000, 500), [0, 1_800_000, 3_600_000, 5_400_000, 7_200_000, 9_000_000]);
  });

  it('has none where there is no room or no time', () => {
    assert.deepEqual(ticksOf(1_000, 50), []);
    assert.deepEqual(ticksOf(0, 700), []);
  });

  it('has few, however long it takes', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e12, noNaN: true }),
        fc.integer({ min: 64, max: 3_000 }),
        (ms, width) => {
          const ticks = ticksOf(ms, width);
          assert.ok(ticks.length >= 1 && ticks.length <= width / 64 + 1);
          assert.ok(ticks.every((tick) => tick < ms));
        },
      ),
    );
  });
});
