/** Rows, folded forks and joins say the same of a branch. */
import assert from 'node:assert/strict';
import { foldedState } from '../../../src/presentation/foldedState.ts';
import { graphExecution } from '../../../src/presentation/graphExecution.ts';
import { executionRow } from '../../../src/presentation/executionRows.ts';
import type { Row } from '../../../src/presentation/row.ts';
import { contextAt, sketch, Story } from '../../support/presentation/story.ts';

const branches = [['a1', 'fix', 'a2'], ['b1', 'b2'], ['c']];
const edges = `
  start > fork > a1 > a2 > join > end
  fork > b1 > b2 > join
  fork > c > join
`;
const settled = 'gateway_type: join, config: { mode: all_settled }';
const handler = '  - { source: a1, target: fix, on: failure }\n  - { source: fix, target: a2 }\n';
const fails = 'default: { delay_seconds: 1 }\nnodes: { a1: { fail: always, delay_seconds: 1 } }';

function workflow(more = '', join = settled): string {
  const text = sketch(edges).replace('gateway_type: join', join);
  const fix = more.includes('fix') ? '  - { id: fix, type: agent_task, agent_id: worker }\nedges:\n' : 'edges:\n';
  return `${text.replace('edges:\n', fix)}${more}`;
}

function flat(rows: readonly Row[]): readonly Row[] {
  return rows.flatMap((row) => [row, ...flat(row.children())]);
}

/** What the rows say of the branches of two and more, what the folded fork counts, and what the join did. */
function said(story: Story, ms: number, folded = { branches, joins: ['join'] }): unknown[] {
  const snapshot = story.at(ms);
  const rows = flat([executionRow(snapshot, story.outline, contextAt(ms))]);
  const told = rows.flatMap(({ kind, label, description }) => (kind === 'branch' ? [`${label} ${description}`] : []));
  const { counts = [] } = foldedState('fork', folded, graphExecution(snapshot, story.outline, ms)) ?? {};
  const { succeeded, failed, cancelled } = snapshot.nodes['join']?.join ?? {};
  return [told, Object.fromEntries(counts), [succeeded, failed, cancelled]];
}

describe('how a branch stands', () => {
  it('is completed where its failure was handled', async () => {
    const story = await Story.of(workflow(handler), fails);
    assert.deepEqual(said(story, 9000), [
      ['Branch a1 completed · 3 of 3', 'Branch b1 completed · 2 of 2'],
      { completed: 3 },
      [3, 0, 0],
    ]);
    // The handler is at work.
    assert.deepEqual(said(story, 1500), [
      ['Branch a1 running · 1 of 3', 'Branch b1 running · 1 of 2'],
      { running: 2, completed: 1 },
      [undefined, undefined, undefined],
    ]);
  });

  it('is failed where nobody handled it, also where the join goes on without', async () => {
    const failed = [['Branch a1 failed · 2 of 2', 'Branch b1 completed · 2 of 2'], { failed: 1, completed: 2 }];
    assert.deepEqual(said(await Story.of(workflow(), fails), 9000), [...failed, [2, 1, 0]]);
    const some = 'gateway_type: join, config: { mode: n_of_m, count: 2 }';
    assert.deepEqual(said(await Story.of(workflow('', some), fails), 9000), [...failed, [2, 1, 0]]);
  });

  it('goes by what became of an edge with a condition', async () => {
    const onlyIf = (condition: string): string =>
      workflow(handler.replace('on: failure', `on: failure, condition: "\${{ ${condition} }}"`));
    assert.deepEqual(said(await Story.of(onlyIf('1 == 1'), fails), 9000), [
      ['Branch a1 completed · 3 of 3', 'Branch b1 completed · 2 of 2'],
      { completed: 3 },
      [3, 0, 0],
    ]);
    assert.deepEqual(said(await Story.of(onlyIf('1 == 2'), fails), 9000), [
      ['Branch a1 failed · 3 of 3', 'Branch b1 completed · 2 of 2'],
      { failed: 1, completed: 2 },
      [2, 1, 0],
    ]);
  });

  it('is completed where its task goes on after a failure, or the edge leads straight to the join', async () => {
    const goesOn = workflow().replace('id: a1, ', 'id: a1, config: { error_handling: { on_failure: continue } }, ');
    const straight = workflow('  - { source: a1, target: join, on: failure }\n');
    for (const text of [goesOn, straight])
      assert.deepEqual(said(await Story.of(text, fails), 9000), [
        ['Branch a1 completed · 2 of 2', 'Branch b1 completed · 2 of 2'],
        { completed: 3 },
        [3, 0, 0],
      ]);
  });

  it('is cancelled where another won the race', async () => {
    const story = await Story.of(workflow('', 'gateway_type: join, config: { mode: race }'));
    assert.deepEqual(said(story, 9000), [
      ['Branch a1 cancelled · 2 of 2', 'Branch b1 cancelled · 2 of 2'],
      { cancelled: 2, completed: 1 },
      [1, 0, 2],
    ]);
  });

  it('does not fail of what a join inside of it has counted; a branch of that one does', async () => {
    const nested = sketch(`
      start > fork > a > fork2 > x1 > x2 > join2 > join > end
      fork2 > y > join2
      fork > c > join
    `).replace(
      'id: join2, type: parallel_gateway, gateway_type: join',
      `id: join2, type: parallel_gateway, ${settled}`,
    );
    const mocks = 'default: { delay_seconds: 1 }\nnodes: { x1: { fail: always } }';
    const outer = { branches: [['a', 'fork2', 'x1', 'x2', 'y', 'join2'], ['c']], joins: ['join'] };
    const told = ['Branch a completed · 3 of 3', 'Branch x1 failed · 2 of 2'];
    assert.deepEqual(said(await Story.of(nested, mocks), 9000, outer), [told, { completed: 2 }, [2, 0, 0]]);
    const inner = { branches: [['x1', 'x2'], ['y']], joins: ['join2'] };
    assert.deepEqual(said(await Story.of(nested, mocks), 9000, inner)[1], { failed: 1, completed: 1 });
  });
});
