import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '../../../src/engine/engine.ts';
import { applyEvent } from '../../../src/engine/fold.ts';
import { fileJournal } from '../../../src/engine/journal/fileJournal.ts';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import { storedSnapshot } from '../../../src/engine/journal/replay.ts';
import type { StoredExecution } from '../../../src/engine/ports.ts';
import { compileProgram } from '../../../src/engine/program.ts';
import { noSecrets } from '../../../src/engine/secrets.ts';
import { snapshotOf } from '../../../src/engine/snapshot.ts';
import { ExecutionState } from '../../../src/engine/state.ts';
import {
  choice,
  delay,
  end,
  fork,
  inARow,
  join as joinNode,
  plain,
  start,
  task,
  workflow,
} from '../../support/engine/build.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';
import { ManualClock } from '../../support/engine/manualClock.ts';
import { play } from '../../support/engine/play.ts';
import { sampleDefinition } from '../../support/engine/records.ts';
import { Rig } from '../../support/engine/rig.ts';

const t = task();
const retried = task({ maxRetries: 2, retry: { delaySeconds: 1, backoff: 'fixed', jitter: 0.5 } });
const sketch = {
  nodes: {
    start,
    f: fork({ errorHandling: { onFailure: 'continue' } }),
    a: retried,
    b: t,
    d: delay(2),
    c: choice,
    no: t,
    j: joinNode({ mode: 'n_of_m', count: 2 }),
    x: task({ timeoutSeconds: 1 }),
    mend: t,
    end,
  },
  edges: 'start>f f>a>j f>b>j f>d>c c>j?yes c>no=  no>j j>x>end x>mend! mend>end',
} as const;
const behaviour = { a: { fail: { first: 1 }, output: 'A' }, b: { fail: 'always' }, x: { delay_seconds: 3 } };

describe('E1 the fold (invariant I7)', () => {
  it('of every prefix of the events is the state that the live execution showed then', async () => {
    const rig = await Rig.start(workflow(sketch));
    const seen = new Map<number, unknown>();
    const look = (): void => {
      seen.set(rig.events.length, plain(rig.execution.snapshot()));
    };
    rig.execution.onDidChange(look);
    look();
    await rig.next('a').fail({ retryable: true });
    await rig.next('b').fail();
    await rig.clock.advance(1500);
    await rig.next('a').succeed({ rows: [1] });
    await rig.clock.advance(500);
    const x = rig.next('x');
    await rig.clock.advance(1000);
    await x.fail();
    await rig.next('mend').succeed('M');
    const last = await rig.finished();
    look();
    assert.equal(last.status, 'completed');

    const program = compileProgram(workflow(sketch));
    for (const [length, snapshot] of seen) {
      const state = new ExecutionState(program);
      for (const event of rig.events.slice(0, length)) applyEvent(state, event);
      assert.deepEqual(plain(snapshotOf(state, null, noSecrets)), snapshot, `after event ${length}`);
    }
    assert.equal(seen.size >= 7, true);
    assert.deepEqual(
      rig.events.map(({ seq }) => seq),
      rig.events.map((_, index) => index + 1),
    );
  });

  it('of what the simulator told is what it showed, folded once or twice', async () => {
    const { events, snapshot } = await play(sketch, behaviour);
    const program = compileProgram(workflow(sketch));
    for (let round = 0; round < 2; round++) {
      const state = new ExecutionState(program);
      for (const event of plain([...events])) applyEvent(state, event);
      assert.deepEqual(plain(snapshotOf(state, null, noSecrets)), plain(snapshot));
    }
  });
});

describe('E4 stored executions', () => {
  afterEach(removeFolders);
  const simple = inARow({ a: t, b: t });
  const stored = (events: StoredExecution['events'], more: Partial<StoredExecution> = {}): StoredExecution => ({
    id: 'execution-1',
    definition: {
      execution_id: 'execution-1',
      text: '',
      file: '/w/x.workflow.yaml',
      inputs: {},
      seed: 1,
      created_ms: 5,
    },
    events,
    state: 'free',
    ...more,
  });

  it('show `interrupted` without an owner, what they are with one or at their end', async () => {
    const { events } = await play(simple);
    const shown = (length: number, state: StoredExecution['state']): string =>
      storedSnapshot(stored(events.slice(0, length), { state }), workflow(simple)).status;
    for (let length = 1; length < events.length; length++) {
      assert.equal(shown(length, 'free'), 'interrupted');
      assert.equal(shown(length, 'owned'), 'running');
      assert.equal(shown(length, 'unreadable'), 'unreadable');
    }
    assert.equal(shown(events.length, 'free'), 'completed');
    const none = storedSnapshot(stored([]), workflow(simple));
    assert.deepEqual(
      [none.status, none.id, none.started_at],
      ['interrupted', 'execution-1', '1970-01-01T00:00:00.005Z'],
    );
  });

  it('show `unreadable`, with the reason, what cannot be understood', async () => {
    const { events } = await play(simple);
    const reasonOf = (execution: StoredExecution, flow = workflow(simple)): string => {
      const { status, error } = storedSnapshot(execution, flow);
      assert.equal(status, 'unreadable');
      return error?.message ?? '';
    };
    assert.equal(reasonOf(stored(events, { state: 'unreadable', problem: 'Damaged.' })), 'Damaged.');
    assert.match(reasonOf(stored([...events, ...events])), /^Event 1 cannot follow event/);
    const other = workflow(inARow({ z: t }));
    assert.match(reasonOf(stored(events), other), /unknown node "a"/);
    const without = storedSnapshot(stored(events), undefined);
    assert.deepEqual(
      [without.status, without.error?.message],
      ['unreadable', 'Its workflow cannot be executed by this version'],
    );
  });

  it('invariants I1, I3, I4: cut off anywhere, go on to the same end; what was completed does not run again', async () => {
    const whole = await Rig.start(workflow(simple));
    await whole.next('a').succeed('A');
    await whole.next('b').succeed('B');
    await whole.finished();
    const all = await whole.journal.read('execution-1');
    assert(all?.definition);
    for (let length = 0; length < all.events.length - 1; length++) {
      const journal = fileJournal(temporaryFolder());
      const writer = await journal.create(all.definition);
      const kept = all.events.slice(0, length);
      await writer.append(kept, true);
      await writer.close();
      const rig = await Rig.resume(workflow(simple), 'execution-1', { journal });
      const completed = (id: string): boolean =>
        kept.some((event) => event.type === 'attemptSucceeded' && event.node_id === id);
      for (const id of ['a', 'b'])
        if (!completed(id)) {
          while (!rig.started.split(' ').includes(id)) await rig.clock.advance(1000);
          const invocation = rig.next(id);
          assert.equal(invocation.request.idempotencyKey, `execution-1/${id}`);
          assert.deepEqual(invocation.request.input, id === 'a' ? {} : 'A');
          await invocation.succeed(id.toUpperCase());
        }
      const { status, output } = await rig.finished();
      assert.deepEqual([status, output], ['completed', 'B'], `cut after ${length}`);
      const runs = rig.started.split(' ').filter(Boolean);
      assert.deepEqual(
        runs,
        ['a', 'b'].filter((id) => !completed(id)),
        `cut after ${length}`,
      );
    }
  });

  it('invariant I4, threat T19: cut off while a node waits, waits no longer than it had to', async () => {
    const waiting = {
      nodes: { start, a: retried, d: delay(2), end },
      edges: 'start>a>end start>d>end',
    };
    const rig = await Rig.start(workflow(waiting));
    await rig.next('a').fail({ retryable: true, retry_after_ms: 1500 });
    const cut = await rig.journal.read('execution-1');
    assert(cut?.definition);
    const resumed = async (wallMs: number): Promise<Rig> => {
      const journal = memoryJournal();
      const writer = await journal.create(cut.definition ?? sampleDefinition());
      await writer.append(cut.events, true);
      await writer.close();
      return await Rig.resume(workflow(waiting), 'execution-1', { journal, clock: new ManualClock(wallMs) });
    };
    const soon = await resumed(1_700_000_000_500);
    assert.deepEqual([soon.status('a'), soon.status('d')], ['waiting', 'waiting']);
    await soon.clock.advance(999);
    assert.equal(soon.started, '');
    await soon.clock.advance(1);
    assert.equal(soon.next('a').request.attempt, 2);
    await soon.clock.advance(500);
    assert.equal(soon.status('d'), 'completed');

    const daysLater = await resumed(1_800_000_000_000);
    await daysLater.clock.advance(0);
    assert.deepEqual([daysLater.started, daysLater.status('d')], ['a', 'completed']);

    const clockSetBack = await resumed(0);
    await clockSetBack.clock.advance(2000);
    assert.deepEqual([clockSetBack.started, clockSetBack.status('d')], ['a', 'completed']);
  });

  it('E2: an event is in the journal before anyone sees it', async () => {
    const folder = temporaryFolder();
    const lengths: number[] = [];
    const rig = new Rig({ journal: fileJournal(folder) });
    const started = await createEngine(rig.ports()).start({
      workflow: workflow({ nodes: { start, end }, edges: 'start>end' }),
      file: null,
      inputs: {},
      listener: ({ seq }) => {
        const lines = readFileSync(join(folder, 'execution-1', 'journal.jsonl'), 'utf8').split('\n').length - 1;
        lengths.push(lines - seq);
      },
    });
    assert(started.ok);
    await started.value.finished;
    assert.equal(lengths.length > 2 && lengths.every((ahead) => ahead >= 0), true, lengths.join(' '));
  });
});
