/** Approvals, for_each, subworkflows, pauses and what is taken over, as people read of them. */
import assert from 'node:assert/strict';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { attemptRows } from '../../../src/presentation/attemptRows.ts';
import { EventLines } from '../../../src/presentation/eventLines.ts';
import { executionRow } from '../../../src/presentation/executionRows.ts';
import { graphExecution } from '../../../src/presentation/graphExecution.ts';
import { approvalNotice, runningNotice, stalledNotice } from '../../../src/presentation/notices.ts';
import { nodeRows } from '../../../src/presentation/nodeRows.ts';
import { renderRows, type Row } from '../../../src/presentation/row.ts';
import type { ExecutionSnapshot, NodeSnapshot } from '../../../src/protocol/execution.ts';
import { contextAt, sketch, Story } from '../../support/presentation/story.ts';
import { approving, each, inner, innerFile, outer } from '../../support/presentation/steered.ts';

const asked =
  'nodes: { review: { approve: true, delay_seconds: 5, comment: "Go\\non." }, publish: { delay_seconds: 1 } }';
const seconds = 'default: { delay_seconds: 1 }';

/** Its nodes' rows, each as a line. */
function toldOf(snapshot: ExecutionSnapshot, wallMs: number): Parameters<typeof nodeRows>[0] {
  return { snapshot, wallMs, expanded: false };
}

function lines(story: Story, ms: number): readonly string[] {
  return renderRows(nodeRows(toldOf(story.at(ms), ms), story.outline))
    .trimEnd()
    .split('\n');
}

function read(events: readonly EngineEvent[]): readonly string[] {
  const told = new EventLines();
  return events.map((event) => {
    const { level, node = '-', text } = told.line(event);
    return `${level} ${node}: ${text}`;
  });
}

function find(rows: readonly Row[], nodeId: string): Row {
  const [row] = rows.flatMap((one) => (one.nodeId === nodeId ? [one] : []));
  assert(row, nodeId);
  return row;
}

describe('an approval', () => {
  it('is a question until it is answered, with what is asked beside it', async () => {
    const story = await Story.of(approving, asked);
    assert.deepEqual(lines(story, 2000), [
      '[pass] start  completed',
      '[question] review  waits for approval · Publish it?',
      '[circle-outline] publish  pending',
      '[circle-outline] end  pending',
    ]);
    assert.equal(lines(story, 9000)[1], '[pass] review  approved · 5.0 s · Go on.');
    const { text } = graphExecution(story.at(2000), story.outline, 2000).nodes['review'] ?? {};
    assert.equal(text, 'waits for approval');
  });

  it('tells menus and tooltips who is asked for what', async () => {
    const story = await Story.of(approving, asked);
    const row = (ms: number, state: 'owned' | 'free' = 'owned'): Row =>
      find(nodeRows(toldOf(story.at(ms, state), ms), story.outline), 'review');
    assert.equal(row(2000).context, 'node.approval.waiting.live');
    assert.equal(row(2000, 'free').context, 'node.approval.interrupted');
    assert.equal(row(9000).context, 'node.approval.completed.ended');
    assert.deepEqual(row(2000).tooltip().slice(1), ['waits for approval', 'Asked: Publish it?', 'Approvers: ada, bob']);
    assert.deepEqual(row(9000).tooltip().slice(2, 5), ['Asked: Publish it?', 'Approvers: ada, bob', 'Comment: Go on.']);
    const bare = find(nodeRows(toldOf(story.at(2000), 2000), undefined), 'review');
    assert.equal(bare.context, 'node.approval.waiting.live', 'also where the workflow is not understood');
  });

  it('is told in lines and notices', async () => {
    const story = await Story.of(approving, asked);
    const told = read(story.events).filter((line) => line.includes('review'));
    assert.deepEqual(told, [
      'info review: asks for approval: Publish it?',
      'info review: approved: Go on.',
      'info review: completed in 5.0 s',
    ]);
    assert.equal(approvalNotice(story.at(2000), 'review'), 'approving: Publish it?');
    assert.equal(runningNotice([story.at(2000)]), '$(question) approving waits for approval');
    const { icon, description } = executionRow(story.at(2000), story.outline, contextAt(2000));
    assert.deepEqual([icon.name, description], ['question', 'waits for approval 25 % · 14:03']);
    assert.equal(runningNotice([story.at(5500)]), '$(sync~spin) approving 50 %');
    const linked = await Story.of(approving.replace('Publish\\nit?', '[x](command:y)'), asked);
    assert.equal(approvalNotice(linked.at(2000), 'review'), 'approving: [x] (command:y)', 'threat T15');
  });

  it('that is rejected fails, with the comment', async () => {
    const story = await Story.of(approving, 'nodes: { review: { approve: false, comment: Not yet. } }');
    assert.match(lines(story, 9000)[1] ?? '', /^\[error\] review {2}failed · 0 ms · .*Not yet\./);
    assert(read(story.events).includes('info review: rejected: Not yet.'));
  });
});

describe('a for_each', () => {
  const partly = 'nodes: { all: { delay_seconds: 1, fail: { always: true, message: No } } }';

  it('counts its items', async () => {
    const story = await Story.of(each, seconds);
    const [, running] = lines(story, 1500);
    assert.equal(running, '[sync~spin] all  running · 2 of 4 items · 1.5 s');
    assert.deepEqual(lines(story, 1500).slice(2, 6), [
      '  [pass] Attempt 1, item 0  completed · 1.0 s',
      '  [pass] Attempt 1, item 1  completed · 1.0 s',
      '  [sync~spin] Attempt 1, item 2  running · 500 ms',
      '  [sync~spin] Attempt 1, item 3  running · 500 ms',
    ]);
    assert.equal(lines(story, 9000)[1], '[pass] all  completed · 2.0 s · 4 of 4 items');
    assert.equal(graphExecution(story.at(1500), story.outline, 1500).nodes['all']?.text, '2 of 4 items');
    assert.equal(graphExecution(story.at(9000), story.outline, 9000).nodes['all']?.text, '2.0 s');
    const failing = await Story.of(each, partly);
    assert.equal(lines(failing, 1500)[1], '[sync~spin] all  running · 2 of 4 items · failed: 2 · 1.5 s');
  });

  it('names the item in its lines', async () => {
    const story = await Story.of(each, seconds);
    const told = read(story.events).filter((line) => line.includes('all'));
    assert.equal(told[0], 'info all: begins with 4 items');
    assert(told.includes('info all[2]: started'), told.join('\n'));
    assert.equal(told.at(-1), 'info all: completed in 2.0 s');
  });

  it('of thousands shows what runs and failed, and how many more there are', () => {
    const log = Array.from({ length: 1000 }, (_, item) => ({
      ...{ item, started_ms: 0, ended_ms: item === 999 ? null : 5, error: null },
    }));
    const node = { status: 'running', attempts: 1000, attempt_log: log } as unknown as NodeSnapshot;
    const rows = attemptRows('all', node, 'one', 10);
    assert.equal(rows.length, 201);
    assert.deepEqual(
      rows.slice(-2).map(({ label }) => label),
      ['Attempt 1, item 999', '… and 800 more'],
    );
  });
});

describe('a subworkflow', () => {
  it('has its nodes under it, and their time', async () => {
    const story = await Story.of(outer, seconds, { [innerFile]: inner });
    assert.deepEqual(lines(story, 1500), [
      '[pass] start  completed',
      '[sync~spin] Inside  running',
      '  [pass] start  completed',
      '  [sync~spin] fork  running · 1 of 2',
      '    [sync~spin] Branch a  running · 1 of 2',
      '      [pass] a  completed · 1.0 s',
      '      [sync~spin] a2  running · 500 ms',
      '    [pass] b  completed · 1.0 s',
      '  [circle-outline] join  pending',
      '  [circle-outline] end  pending',
      '[circle-outline] end  pending',
    ]);
    assert.equal(lines(story, 9000)[1], '[pass] Inside  completed · 2.0 s');
    assert.equal(graphExecution(story.at(1500), story.outline, 1500).nodes['sub']?.text, '4 of 7');
    const [, inside] = nodeRows(toldOf(story.at(1500), 1500), story.outline);
    const branch = inside?.children()[1]?.children()[0];
    assert.deepEqual([branch?.nodeId, branch?.forkId, branch?.context], ['sub/a', 'sub/fork', 'branch.running.live']);
    const told = read(story.events);
    assert(told.includes('info sub: begins its subworkflow'));
    assert(told.includes('info sub/a2: completed in 1.0 s'));
    assert(told.includes('info sub: completed in 2.0 s'));
  });
});

describe('a paused execution', () => {
  const paused = async (error: ExecutionSnapshot['error']): Promise<ExecutionSnapshot> => {
    const story = await Story.of(sketch('start > a > end'));
    return { ...story.at(500), status: 'paused', error };
  };
  const storage = (message: string): ExecutionSnapshot['error'] => ({ kind: 'storage', message, retryable: true });
  const text = (snapshot: ExecutionSnapshot): string => executionRow(snapshot, undefined, contextAt(500)).description;
  const contextOf = (snapshot: ExecutionSnapshot, elsewhere = false): string =>
    executionRow(snapshot, undefined, contextAt(500, { elsewhere })).context;

  it('says why, where nobody asked for it', async () => {
    assert.equal(text(await paused(null)), 'paused · 14:03');
    const full = await paused(storage('ENOSPC: no space left on device, write'));
    assert.equal(text(full), 'paused · No space left; goes on when there is · 14:03');
    const other = await paused(storage('EIO: i/o error'));
    assert.equal(text(other), 'paused · Nothing can be stored; goes on when it can be · 14:03');
    assert.equal(
      stalledNotice(full),
      'sketch is paused, because nothing can be stored. It goes on by itself when there is space again. ENOSPC: no space left on device, write',
    );
    assert.equal(runningNotice([full]), '$(debug-pause) sketch is paused');
  });

  it('tells menus whether a user can make it go on', async () => {
    assert.equal(contextOf(await paused(null)), 'execution.paused');
    assert.equal(contextOf(await paused(null), true), 'execution.elsewhere.paused');
    assert.equal(contextOf(await paused(storage('ENOSPC'))), 'execution.stalled');
  });
});

describe('what is taken over', () => {
  it('says so instead of a time', async () => {
    const story = await Story.of(sketch('start > a > end'));
    const first = story.at(9000);
    const a = { ...first.nodes['a'], taken_over: true } as NodeSnapshot;
    const snapshot = { ...first, retry_of: 'another', nodes: { ...first.nodes, a } };
    const row = find(nodeRows(toldOf(snapshot, 9000), story.outline), 'a');
    assert.equal(row.description, 'completed · taken over');
    assert(row.tooltip().includes('Its result comes from the execution that this one repeats.'));
    assert(executionRow(snapshot, undefined, contextAt(0)).tooltip().includes('It repeats the execution another.'));
    assert.equal(graphExecution(snapshot, story.outline, 9000).nodes['a']?.text, 'taken over');
    const stamp = { seq: 1, time_ms: 0 };
    const started = {
      ...stamp,
      type: 'executionStarted',
      execution_id: 'two',
      workflow: 'w',
      inputs: {},
      seed: 1,
    } as const;
    assert.deepEqual(
      read([
        { ...started, retry_of: 'one' },
        { ...stamp, type: 'nodeCompleted', node_id: 'a', taken_over: true },
      ]),
      ['info -: w started (two), repeating one', 'info a: taken over'],
    );
  });
});
