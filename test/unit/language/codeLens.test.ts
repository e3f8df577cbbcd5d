import assert from 'node:assert/strict';
import { codeLenses } from '../../../src/language/codeLens.ts';
import type { LastResult } from '../../../src/language/types.ts';
import { analyse } from '../../../src/model/project.ts';

const project = analyse('nodes: [{ id: start, type: start }]');

function titles(last?: Omit<LastResult, 'executionId'>): string {
  return codeLenses(project, last && { executionId: 'e1', ...last })
    .map((lens) => lens.title)
    .join(' | ');
}

describe('code lenses', () => {
  it('run and draw, above the first line', () => {
    assert.equal(titles(), '$(play) Run | $(type-hierarchy) Graph');
    assert(codeLenses(project).every(({ range }) => range.start.line === 0));
  });

  it('say how the last execution ended, and open its result, else its log', () => {
    for (const [last, title] of [
      [{ status: 'completed', durationMs: 1234 }, '✓ 1.2 s'],
      [{ status: 'failed', durationMs: 400 }, '✗ failed 400 ms'],
      [{ status: 'timed_out', durationMs: 60_000 }, '✗ timed out 1 m 00 s'],
      [{ status: 'cancelled', durationMs: 2000 }, '⊘ cancelled 2.0 s'],
      [{ status: 'running' }, '$(sync~spin) running'],
      [{ status: 'waiting' }, '$(question) waits for approval'],
      [{ status: 'paused' }, '$(debug-pause) paused'],
      [{ status: 'interrupted' }, '$(debug-disconnect) interrupted'],
    ] as const) {
      assert.equal(titles(last), `$(play) Run | $(type-hierarchy) Graph | ${title}`);
      assert.deepEqual(codeLenses(project, { executionId: 'e1', ...last }).at(-1)?.action, {
        kind: last.status === 'completed' ? 'showResult' : 'showLog',
        executionId: 'e1',
      });
    }
  });

  it('are not there while there is nothing to run', () => {
    assert.deepEqual(codeLenses(analyse('')), []);
    assert.deepEqual(codeLenses(analyse('name: x\nnodes:\n')), []);
  });
});
