import assert from 'node:assert/strict';
import { ChannelLines } from '../../../src/presentation/channelLines.ts';
import { compareTimes } from '../../../src/presentation/compareTimes.ts';
import { LogDocument } from '../../../src/presentation/logDocument.ts';
import { nodeInput } from '../../../src/presentation/nodeInput.ts';
import { sketch, Story } from '../../support/presentation/story.ts';

/** A branch of two nodes, and one of a single node. */
const forked = sketch('start > fork > a1 > a2 > join > end\nfork > b > join');

describe('the log of branches', () => {
  it('names the branch of each node, and tells each branch once more when all is over', async () => {
    const story = await Story.of(forked);
    const log = new LogDocument(story.at(0), story.outline, () => '14:03');
    for (const event of story.events) log.add(event);
    const text = log.text(story.at(9000));
    assert.match(text, /^ {4}1\.000 {2}\[info\] {5}a1 > a2 {2}started$/m);
    const [, branches = ''] = text.split('\n\nBranch a1\n');
    assert.equal(
      branches.replace(/\n\nResult:[^]*/, ''),
      `    0.000  [trace]    a1       ready
    0.000  [info]     a1       started
    1.000  [debug]    a1       attempt 1 succeeded in 1.0 s
    1.000  [info]     a1       completed in 1.0 s
    1.000  [trace]    a1 > a2  ready
    1.000  [info]     a1 > a2  started
    2.000  [debug]    a1 > a2  attempt 1 succeeded in 1.0 s
    2.000  [info]     a1 > a2  completed in 1.0 s

Branch b
    0.000  [trace]    b        ready
    0.000  [info]     b        started
    1.000  [debug]    b        attempt 1 succeeded in 1.0 s
    1.000  [info]     b        completed in 1.0 s`,
    );
    const lines = text.split('\n');
    const folded = log.folds.map(({ start, end }) => [lines[start], end - start]);
    assert.deepEqual(folded.slice(-3), [
      ['Branch a1', 8],
      ['Branch b', 4],
      ['Result:', lines.length - 2 - lines.indexOf('Result:')],
    ]);
    // Lines of one branch that follow each other fold under the first.
    assert.deepEqual(folded[0], ['    1.000  [debug]    a1       attempt 1 succeeded in 1.0 s', 1]);
    // In the lines of all, and in those of the branch.
    const mentions = log.mentions().filter(({ nodeId }) => nodeId === 'a2');
    assert.deepEqual(
      mentions.map(({ line, start, end }) => lines[line]?.slice(start, end)),
      Array.from({ length: 8 }, () => 'a1 > a2'),
    );
    assert.ok((mentions.at(-1)?.line ?? 0) > lines.indexOf('Branch a1'));
    // VS Code frames what may be mistaken for another character.
    assert.match(text, /^[\n -~]*$/);
  });

  it('knows the line in which a node fails, else the first of it', async () => {
    const story = await Story.of(forked, 'nodes: { a2: { fail: always } }\ndefault: { output: 1 }');
    const log = new LogDocument(story.at(0), story.outline, () => '14:03');
    for (const event of story.events) log.add(event);
    const lines = log.text(story.at(9000)).split('\n');
    assert.match(lines[log.lineOf('a2') ?? 0] ?? '', /\[error\] +a1 > a2 +failed/);
    assert.match(lines[log.lineOf('b') ?? 0] ?? '', /\[trace\] +b +ready$/);
    assert.equal(log.lineOf('nobody'), undefined);
  });

  it('says in its head what a limit takes away', async () => {
    const story = await Story.of(forked);
    const count = story.events.length;
    const withLimits = (grouped: number, linked: number, folded = 100): [readonly string[], LogDocument] => {
      const log = new LogDocument(story.at(0), story.outline, () => '14:03', { grouped, linked, folded });
      for (const event of story.events) log.add(event);
      return [log.text(story.at(9000)).split('\n'), log];
    };
    const [all] = withLimits(count, 1000);
    assert.ok(all.includes('Branch a1'));
    assert.equal(all.indexOf(''), 4);
    const [cut, log] = withLimits(count - 1, count - 5);
    assert.deepEqual(cut.slice(4, 7), [
      `Branches: not told one by one, there are more than ${count - 1} events`,
      `Links: in the first ${count - 5} lines of events`,
      '',
    ]);
    assert.equal(cut.includes('Branch a1'), false);
    // Links and folds stand where they would without.
    for (const { line, start, end } of log.mentions())
      assert.match(cut[line]?.slice(start, end) ?? '', /^[a-z\d > ]+$/);
    assert.ok(log.mentions().every(({ line }) => line < 7 + count - 5));
    assert.match(cut[log.folds[0]?.start ?? 0] ?? '', /\] +a1 +attempt 1 succeeded/);
    // Where there are too many folds, whole branches stay.
    const [lines, many] = withLimits(count, 1000, 3);
    assert.deepEqual(
      many.folds.map(({ start }) => lines[start]),
      ['Branch a1', 'Branch b', 'Result:'],
    );
    // What is told of branches counts, too.
    const [again] = withLimits(count, count);
    assert.equal(again[4], `Links: in the first ${count} lines of events`);
  });

  it('leaves out an event that it was told of', async () => {
    const story = await Story.of(forked);
    const log = new LogDocument(story.at(0), story.outline, () => '14:03');
    for (const event of story.events) log.add(event);
    const text = log.text(story.at(9000));
    for (const event of story.events) log.add(event);
    assert.equal(log.text(story.at(9000)), text);
    assert.equal(log.lastSeq, story.events.length);
  });
});

describe('the output of executions', () => {
  it('has columns for execution, branch and node', async () => {
    const story = await Story.of(forked);
    const lines = new ChannelLines(() => story.outline);
    const told = story.events.map((event) => lines.line('12345678-9', event).text);
    assert.deepEqual(
      told.filter((line) => line.includes('started')),
      [
        '[12345678]                sketch started (one)',
        '[12345678]  a1            started',
        '[12345678]  b             started',
        '[12345678]  a1 > a2       started',
      ],
    );
  });
});

describe('the input of a node', () => {
  it('is the output before it, or a map of several; nothing before it begins', async () => {
    const mocks = 'nodes: { a1: { output: 1 }, a2: { output: 2 }, b: { output: 3, delay_seconds: 5 } }';
    const story = await Story.of(forked, mocks);
    const { workflow, events } = story;
    assert.equal(nodeInput(workflow, events, 'a2'), 1);
    assert.equal(JSON.stringify(nodeInput(workflow, events, 'join')), '{"a2":2,"b":3}');
    const early = events.filter(({ time_ms: ms }) => ms < 5000);
    assert.equal(nodeInput(workflow, early, 'join'), undefined);
    assert.equal(nodeInput(workflow, events, 'nobody'), undefined);
  });
});

describe('the times of two executions', () => {
  it('stand side by side with their difference', async () => {
    const before = (await Story.of(forked)).at(9000);
    const mocks = 'default: { delay_seconds: 1 }\nnodes: { a2: { delay_seconds: 1.5 }, b: { fail: always } }';
    const after = (await Story.of(forked, mocks)).at(9000);
    assert.equal(
      compareTimes(before, after, () => '14:03'),
      `Before: sketch · 14:03 · one
After: sketch · 14:03 · one

Node   State      Attempts  Duration  →  State      Attempts  Duration       Difference
start  completed                      →  completed
fork   completed                      →  completed
a1     completed         1     1.0 s  →  cancelled         1      0 ms  -1.0 s (-100 %)
a2     completed         1     1.0 s  →  cancelled
join   completed                      →  failed
end    completed                      →  skipped
b      completed         1     1.0 s  →  failed            1      0 ms  -1.0 s (-100 %)
All    completed               2.0 s  →  failed                   0 ms  -2.0 s (-100 %)
`,
    );
  });

  it('have a node of one of them where it stands there', async () => {
    const whole = (await Story.of(forked)).at(9000);
    const { a1, a2, ...others } = whole.nodes;
    const before = { ...whole, nodes: others };
    const rows = compareTimes(before, whole, () => '14:03')
      .split('\n')
      .slice(4, -2);
    assert.deepEqual(
      rows.map((row) => row.split(' ', 1)[0]),
      ['start', 'fork', 'a1', 'a2', 'join', 'end', 'b'],
    );
    assert.match(rows[2] ?? '', /^a1 +- +→ +completed/);
    assert.ok(a1 && a2);
  });
});
