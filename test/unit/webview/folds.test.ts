import assert from 'node:assert/strict';
import { mostFolds } from '../../../src/protocol/graph.ts';
import { Folds } from '../../../webview/graph/folds.ts';

describe('which forks somebody folded', () => {
  it('are kept in the order of the last choice, the newest of too many', () => {
    const folds = new Folds();
    folds.restore([
      { nodeId: 'a', folded: true },
      { nodeId: 'b', folded: true },
    ]);
    folds.choose('a', false);
    assert.deepEqual(folds.saved, [
      { nodeId: 'b', folded: true },
      { nodeId: 'a', folded: false },
    ]);
    for (let i = 0; i < mostFolds; i++) folds.choose(`n${i}`, true);
    assert.equal(folds.saved.length, mostFolds);
    assert.equal(folds.saved.at(-1)?.nodeId, `n${mostFolds - 1}`);
    assert.ok(folds.saved.every(({ nodeId }) => nodeId.startsWith('n')));
  });
});
