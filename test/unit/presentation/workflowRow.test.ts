import assert from 'node:assert/strict';
import { workflowRow, type WorkflowState } from '../../../src/presentation/workflowRow.ts';

function row(last: WorkflowState['last'], errors = 0): string {
  const { icon, description } = workflowRow({ name: 'a.workflow.yaml', folder: 'flows', errors, last });
  return `[${icon?.name ?? ''}] ${description}`;
}

describe('the row of a workflow', () => {
  it('says how it went last', () => {
    assert.equal(row(undefined), '[] flows');
    assert.equal(row({ status: 'completed', durationMs: 1500 }), '[pass] completed · 1.5 s · flows');
    assert.equal(row({ status: 'running' }), '[sync~spin] running · flows');
    assert.equal(row({ status: 'paused' }), '[debug-pause] paused · flows');
  });

  it('says that a person is waited for', () => {
    assert.equal(row({ status: 'waiting' }), '[question] waits for approval · flows');
  });

  it('says first what is wrong with it', () => {
    assert.equal(row({ status: 'running' }, 2), '[bracket-error] 2 problems · running · flows');
  });
});
