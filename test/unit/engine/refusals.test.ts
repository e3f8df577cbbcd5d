/** What the engine refuses, and what it makes of ports that fail in ways of their own. */
import assert from 'node:assert/strict';
import { createEngine } from '../../../src/engine/engine.ts';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import { storedSnapshot } from '../../../src/engine/journal/replay.ts';
import type { AgentOutcome, JournalStore, JournalWriter, StoredExecution } from '../../../src/engine/ports.ts';
import { end, inARow, plain, start, sub, task, workflow } from '../../support/engine/build.ts';
import { changedJournal } from '../../support/engine/changedJournal.ts';
import { Rig } from '../../support/engine/rig.ts';
import { sampleDefinition } from '../../support/engine/records.ts';
import { yamlWorkflow } from '../../support/engine/yaml.ts';

const t = task();
const simple = workflow(inARow({ a: t }));
/** Not every library throws an Error. */
const thrown = 'Gone' as unknown as Error;

/** A journal in memory whose writers are changed, and tell when they are closed. */
function watched(change: Partial<JournalWriter>): { readonly store: JournalStore; closed: number } {
  const made = {
    closed: 0,
    store: changedJournal((writer) => ({
      close: () => {
        made.closed++;
        return writer.close();
      },
      ...change,
    })),
  };
  return made;
}

describe('An execution that cannot be started', () => {
  it('is told with what the storage said, whatever it threw', async () => {
    for (const [failure, message] of [
      [new Error('No space left'), 'No space left'],
      [thrown, 'Gone'],
    ] as const) {
      const journal: JournalStore = { ...memoryJournal(), create: () => Promise.reject(failure) };
      const rig = new Rig({ journal });
      const started = await createEngine(rig.ports()).start({ workflow: simple, file: null, inputs: {} });
      assert.deepEqual(started, { ok: false, error: { code: 'storage', message } });
    }
  });

  it('starts nothing when its first events could not be written, and lets go of its journal', async () => {
    const journal = watched({ append: () => Promise.reject(thrown) });
    const rig = new Rig({ journal: journal.store });
    const started = await createEngine(rig.ports()).start({ workflow: simple, file: null, inputs: {} });
    assert.deepEqual(started, { ok: false, error: { code: 'storage', message: 'Gone' } });
    await rig.clock.advance(0);
    assert.deepEqual([rig.started, journal.closed], ['', 1]);
    // Who began it is told; to log it as well would say it twice.
    assert.deepEqual(rig.logs, []);
  });
});

describe('A stored execution that cannot go on', () => {
  const resumed = async (execution: StoredExecution): Promise<unknown> => {
    const rig = new Rig();
    const writer = await rig.journal.create(sampleDefinition());
    const result = await createEngine(rig.ports()).resume({ workflow: simple, writer, execution });
    // Refused or not, nobody owns it any more.
    assert.equal((await rig.journal.open('execution-1')).kind, 'opened');
    assert.equal(rig.started, '');
    return result;
  };

  it('is refused without its definition, with the reason that is known', async () => {
    const lost: StoredExecution = { id: 'execution-1', events: [], state: 'free' };
    const refused = (message: string): unknown => ({ ok: false, error: { code: 'unreadable', message } });
    assert.deepEqual(await resumed(lost), refused('The stored definition cannot be read'));
    assert.deepEqual(await resumed({ ...lost, problem: 'Damaged.' }), refused('Damaged.'));
    const damaged: StoredExecution = { ...lost, definition: sampleDefinition(), state: 'unreadable', problem: 'At 7.' };
    assert.deepEqual(await resumed(damaged), refused('At 7.'));
    const { status, workflow: name, file, started_at, error } = storedSnapshot(lost, simple);
    assert.deepEqual(
      [status, name, file, started_at, error?.message],
      ['unreadable', 'test', null, '1970-01-01T00:00:00.000Z', 'Its workflow cannot be executed by this version'],
    );
  });

  it('is refused when its events do not fit the workflow', async () => {
    const events = [{ type: 'nodeReady', seq: 1, time_ms: 0, node_id: 'elsewhere' }] as const;
    const result = await resumed({ id: 'execution-1', definition: sampleDefinition(), events, state: 'free' });
    assert.deepEqual(result, {
      ok: false,
      error: { code: 'unreadable', message: 'An event names the unknown node "elsewhere"' },
    });
  });
});

describe('E3 what is stored when an execution starts', () => {
  it('are the texts of its subworkflows’ files too, and no such key without any', async () => {
    const inner = 'name: inner\nnodes: []\n';
    const outer = workflow({
      nodes: { start, s: sub(), end },
      edges: 'start>s>end',
      subworkflows: { s: inARow({ a: t }) },
    });
    const rig = await Rig.start({ ...outer, files: new Map([['parts/inner.workflow.yaml', inner]]) });
    const stored = await rig.journal.read('execution-1');
    assert.deepEqual(stored?.definition?.files, { 'parts/inner.workflow.yaml': inner });
    await rig.next('s/a').succeed();
    await rig.finished();
    const other = await Rig.start({ ...simple, files: new Map() });
    assert.equal('files' in ((await other.journal.read('execution-1'))?.definition ?? {}), false);
    await other.next('a').succeed();
    await other.finished();
  });
});

describe('F1 what is thrown and is no Error', () => {
  it('by a runner, at once or later, or by what looks for it, fails the attempt with its text', async () => {
    const runs: readonly (() => Promise<AgentOutcome>)[] = [
      () => Promise.reject(thrown),
      () => {
        throw thrown;
      },
    ];
    for (const runners of [
      ...runs.map((run) => () => Promise.resolve({ run })),
      (): Promise<undefined> => Promise.reject(thrown),
    ]) {
      const rig = await Rig.start(simple, { runners });
      const { status, error } = await rig.finished();
      assert.deepEqual(
        [status, error?.kind, error?.message],
        ['failed', 'internal', 'The agent stopped with an unexpected error: Gone'],
      );
    }
  });

  it('while its output is made JSON is told, and so is what JSON does not have', async () => {
    const hostile = {
      toJSON: (): never => {
        throw thrown;
      },
    };
    const rig = await Rig.start(simple);
    await rig.next('a').succeed(hostile as never);
    const failed = await rig.finished();
    assert.equal(failed.nodes['a']?.error?.message, 'The output is not a JSON value: Gone');
    const other = await Rig.start(simple);
    await other.next('a').succeed({ ratio: NaN, rest: [Infinity, 1] });
    assert.deepEqual(plain((await other.finished()).nodes['a']?.output), { ratio: null, rest: [null, 1] });
  });
});

describe('D2 `env` and `secrets`', () => {
  it('have null for what nobody gave, also for the names that every object has', async () => {
    const source = yamlWorkflow(`
name: given
agents: { worker: { uses: http, with: { url: "http://127.0.0.1/", headers: { a: "\${{ env.HOME }}", b: "\${{ secrets.TOKEN }}", c: "\${{ secrets.toString }}" } } } }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: end }
`);
    const rig = await Rig.start(source, { secrets: { OTHER: 'x' } });
    const a = rig.next('a');
    assert.deepEqual(plain(a.request.settings['headers']), { a: null, b: null, c: null });
    await a.succeed();
    await rig.finished();
  });
});

describe('R4 a request after the last event', () => {
  it('is answered with the execution’s end, also while its journal is still being closed', async () => {
    const answers: unknown[] = [];
    const rig = await Rig.start(simple);
    rig.execution.onEvent(({ type }) => {
      if (type === 'executionCompleted') answers.push(rig.execution.control({ type: 'pause' }));
    });
    await rig.next('a').succeed('A');
    await rig.finished();
    answers.push(rig.execution.control({ type: 'cancel' }));
    assert.deepEqual(answers, ['The execution has ended.', 'The execution has ended.']);
    assert.equal(rig.shownStatus, 'completed');
  });
});
