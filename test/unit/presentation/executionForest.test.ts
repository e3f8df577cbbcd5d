import assert from 'node:assert/strict';
import {
  executionForest,
  type ForestOptions,
  filterText,
  groupStep,
  noFilter,
} from '../../../src/presentation/executionForest.ts';
import { executionRow } from '../../../src/presentation/executionRows.ts';
import type { Row } from '../../../src/presentation/row.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import { contextAt, sketch, Story } from '../../support/presentation/story.ts';

const day = 86_400_000;

describe('executions as a forest', () => {
  let one: ExecutionSnapshot;
  before(async () => {
    const story = await Story.of(sketch('start > a > end'));
    one = story.at(5000);
  });

  const like = (id: string, changes: Partial<ExecutionSnapshot>): ExecutionSnapshot => ({ ...one, id, ...changes });
  const started = (ms: number): string => new Date(ms).toISOString();

  function forest(all: readonly ExecutionSnapshot[], options: Partial<ForestOptions>): readonly Row[] {
    return executionForest(all, {
      ...{ grouping: 'none', filter: noFilter, shown: new Map() },
      dayOf: (ms) => String(Math.floor(ms / day)),
      dayLabel: (ms) => `Day ${Math.floor(ms / day)}`,
      rowOf: (snapshot) => executionRow(snapshot, undefined, contextAt(0)),
      ...options,
    });
  }

  const labels = (rows: readonly Row[]): readonly string[] =>
    rows.map(({ label, description, kind }) => (kind === 'execution' ? label : `${label}  ${description}`));
  const ids = (rows: readonly Row[]): readonly string[] => rows.map(({ id }) => id);

  it('stand in groups by day or by workflow, the newest first, and that one open', () => {
    const all = [
      like('4', { started_at: started(2 * day + 5), workflow: 'b' }),
      like('3', { started_at: started(2 * day), workflow: 'a' }),
      like('2', { started_at: started(day), workflow: 'b', status: 'running' }),
      like('1', { started_at: started(0), workflow: 'b' }),
    ];
    const days = forest(all, { grouping: 'day' });
    assert.deepEqual(labels(days), ['Day 2  2', 'Day 1  1', 'Day 0  1']);
    assert.deepEqual(
      days.map(({ expanded, spoken }) => [expanded, spoken]),
      [
        [true, 'Day 2 · 2 executions'],
        [true, 'Day 1 · 1 execution'],
        [false, 'Day 0 · 1 execution'],
      ],
    );
    const workflows = forest(all, { grouping: 'workflow' });
    assert.deepEqual(labels(workflows), ['b  3', 'a  1']);
    assert.deepEqual(ids(workflows[0]?.children() ?? []), ['4', '2', '1']);
    assert.deepEqual(ids(forest(all, {})), ['4', '3', '2', '1']);
  });

  it('are filtered by states, and by words in name, file, id and reason', () => {
    const error = { kind: 'http', message: 'HTTP 503 from Upstream', retryable: true };
    const all = [like('one', { status: 'failed', error }), like('two', { workflow: 'Other', file: '/flows/x.yaml' })];
    const found = (text: string, statuses: ExecutionSnapshot['status'][] = []): readonly string[] =>
      ids(forest(all, { filter: { text, statuses } }));
    assert.deepEqual(found('upstream 503'), ['one']);
    assert.deepEqual(found('X.YAML other'), ['two']);
    assert.deepEqual(found('', ['failed', 'running']), ['one']);
    assert.deepEqual(found('two', ['failed']), []);
    assert.equal(filterText(noFilter, all), undefined);
    const filter = { text: '503', statuses: ['failed', 'timed_out'] as const };
    assert.equal(filterText(filter, all), 'Filter: failed, timed out · “503” (1 of 2)');
  });

  it('are made as far as they are shown: of 10,000 the first of each group', () => {
    let made = 0;
    const all = Array.from({ length: 10_000 }, (_, index) => like(String(index), { started_at: started(0) }));
    const options: Partial<ForestOptions> = {
      grouping: 'day',
      rowOf: (snapshot) => {
        made += 1;
        return executionRow(snapshot, undefined, contextAt(0));
      },
    };
    const [group] = forest(all, options);
    assert.equal(made, 0);
    const rows = group?.children() ?? [];
    assert.equal(made, groupStep);
    assert.equal(rows.length, groupStep + 1);
    assert.deepEqual(labels(rows.slice(-1)), ['Show more  9800 older ones']);
    const more = forest(all, { ...options, shown: new Map([[group?.id ?? '', 10_000]]) })[0]?.children();
    assert.equal(more?.length, 10_000);
  });
});

describe('many branches', () => {
  it('stand in pages, which count their states and are made when they are opened', async () => {
    const branches = Array.from({ length: 250 }, (_, index) => `fork > b${index} > join`).join('\n');
    const story = await Story.of(sketch(`start > fork > b0 > join > end\n${branches.split('\n').slice(1).join('\n')}`));
    const row = executionRow(story.at(400), story.outline, contextAt(400));
    const fork = row.children().find(({ label }) => label === 'fork');
    const pages = fork?.children() ?? [];
    assert.deepEqual(
      pages.map(({ kind, label, description, icon }) => [kind, label, description, icon.name]),
      [
        ['page', '1 to 100', 'running: 100', 'sync~spin'],
        ['page', '101 to 200', 'pending: 100', 'circle-outline'],
        ['page', '201 to 250', 'pending: 50', 'circle-outline'],
      ],
    );
    assert.deepEqual(
      pages[2]
        ?.children()
        .map(({ label }) => label)
        .slice(0, 2),
      ['b200', 'b201'],
    );
  });
});
