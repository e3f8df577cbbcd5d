import assert from 'node:assert/strict';
import { edgeState } from '../../../webview/graph/render/edgeState.ts';
import { plainPath, roundedPath } from '../../../webview/graph/render/roundedPath.ts';

describe('what an edge shows of its ends', () => {
  const table = [
    ['none', 'none', 'success', 'none'],
    ['completed', 'none', 'success', 'none'],
    ['pending', 'pending', 'success', 'waiting'],
    ['running', 'pending', 'success', 'waiting'],
    ['waiting', 'pending', 'success', 'waiting'],
    ['completed', 'pending', 'success', 'taken'],
    ['completed', 'running', 'success', 'active'],
    ['completed', 'waiting', 'success', 'active'],
    ['completed', 'completed', 'success', 'taken'],
    ['completed', 'failed', 'success', 'taken'],
    ['completed', 'skipped', 'success', 'unused'],
    ['completed', 'skipped', 'failure', 'unused'],
    ['completed', 'running', 'failure', 'unused'],
    ['completed', 'running', 'always', 'active'],
    ['failed', 'running', 'success', 'unused'],
    ['failed', 'running', 'failure', 'active'],
    ['timed_out', 'completed', 'failure', 'taken'],
    ['failed', 'completed', 'always', 'taken'],
    ['skipped', 'running', 'success', 'unused'],
    ['cancelled', 'failed', 'success', 'unused'],
    ['interrupted', 'pending', 'success', 'waiting'],
    ['completed', 'interrupted', 'success', 'taken'],
  ] as const;
  for (const [source, target, on, expected] of table)
    it(`${source} → ${target} on ${on}: ${expected}`, () => {
      assert.equal(edgeState(source, target, on), expected);
    });
});

describe('the line of an edge', () => {
  const corner = [
    { x: 0, y: 0 },
    { x: 0, y: 100 },
    { x: 100, y: 100 },
  ];

  it('has round corners', () => {
    assert.equal(roundedPath(corner), 'M0 0L0 92Q0 100 8 100L100 100');
  });

  it('has smaller ones between short lines', () => {
    const [start, , end] = corner;
    assert.equal(roundedPath([start!, { x: 0, y: 6 }, { x: 100, y: 6 }]), 'M0 0L0 3Q0 6 3 6L100 6');
    assert.equal(roundedPath([{ x: 100, y: 6 }, { x: 0, y: 6 }, start!]), 'M100 6L3 6Q0 6 0 3L0 0');
    assert.equal(roundedPath([start!, { x: 0, y: 0 }, end!]), 'M0 0L0 0Q0 0 0 0L100 100');
  });

  it('goes straight between two points, and nowhere from none', () => {
    assert.equal(roundedPath(corner.slice(0, 2)), 'M0 0L0 100');
    assert.equal(roundedPath([]), '');
  });

  it('has plain corners from afar', () => {
    assert.equal(plainPath(corner), 'M0 0L0 100L100 100');
  });
});
