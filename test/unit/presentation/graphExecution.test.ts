import assert from 'node:assert/strict';
import { graphExecution } from '../../../src/presentation/graphExecution.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import { sketch, Story } from '../../support/presentation/story.ts';

describe('an execution in the graph', () => {
  async function states(ms: number, state: 'owned' | 'free'): Promise<string> {
    const story = await Story.of(sketch('start > fork > a > join > end\nfork > b > join'));
    const snapshot: ExecutionSnapshot = story.at(ms, state);
    const { status, nodes } = graphExecution(snapshot, story.outline, Date.parse(snapshot.started_at) + ms);
    return [status, ...Object.entries(nodes).map(([id, node]) => `${id}=${node.status}`)].join(' ');
  }

  it('has the states of its nodes', async () => {
    assert.equal(
      await states(400, 'owned'),
      'running start=completed fork=completed a=running join=pending end=pending b=running',
    );
  });

  it('E4: shows nothing as running that does not run', async () => {
    assert.equal(
      await states(400, 'free'),
      'interrupted start=completed fork=completed a=interrupted join=pending end=pending b=interrupted',
    );
  });
});
