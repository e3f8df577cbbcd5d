/** R4 by the library: what a user asks of an execution that runs here, in another process, or has ended. */
import assert from 'node:assert/strict';
import type { ControlRequest } from '../../../src/protocol/execution.ts';
import type { Result } from '../../../src/base/result.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import type { JournalListener, JournalStore } from '../../../src/engine/ports.ts';
import { systemClock, systemIds } from '../../../src/engine/systemPorts.ts';
import type { ExecutionFailure, Executions } from '../../../src/sdk/executions.ts';
import { createLocalExecutions } from '../../../src/sdk/localExecutions.ts';
import { sketch } from '../../support/presentation/story.ts';

/** Two branches, and a task behind their join. */
const text = sketch('start > fork > a > join > last > end\n fork > b > join');

const approving = `name: approving
agents: { worker: { uses: http, with: { url: "http://127.0.0.1/" } } }
nodes:
  - { id: start, type: start }
  - { id: review, type: approval, config: { message: "Publish?" } }
  - { id: publish, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: review }
  - { source: review, target: publish }
  - { source: publish, target: end }
`;

const signingIn = `name: signing in
agents: { worker: { uses: http, with: { url: "http://127.0.0.1/" } } }
nodes:
  - { id: start, type: start }
  - { id: s, type: subworkflow, config: { path: login.workflow.yaml, inputs: { key: "\${{ env.KEY }}" } } }
  - { id: last, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges: [{ source: start, target: s }, { source: s, target: last }, { source: last, target: end }]
`;
const login = `inputs: { key: { secret: true } }\n${sketch('start > a > end')}`;

const quick = 'default: { output: 1 }';
const lasting = 'default: { delay_seconds: 600 }';

describe('executions', () => {
  let journal: JournalStore;
  let executions: Executions;
  let trusted: boolean;

  beforeEach(() => {
    trusted = true;
    journal = memoryJournal();
    executions = open(journal);
  });

  afterEach(() => {
    executions.dispose();
  });

  function open(kept: JournalStore): Executions {
    const ports = {
      clock: systemClock(),
      ids: systemIds(),
      journal: kept,
      runners: () => Promise.resolve(undefined),
      logger: { log: () => undefined },
      env: (name: string) => (name === 'KEY' ? 'hunter22' : undefined),
    };
    return createLocalExecutions({ ports, trusted: () => trusted, keep: () => ({ keep: 100, keepDays: 0 }) });
  }

  async function start(what: string, mocks: string): Promise<string> {
    const started = await executions.start({ text: what, file: null, inputs: {}, mocks });
    assert(started.ok, JSON.stringify(started));
    return started.value;
  }

  /** Resolves when one of its events is of this type; those so far count. */
  async function heard(id: string, type: EngineEvent['type'], node?: string): Promise<void> {
    const fits = (event: EngineEvent): boolean =>
      event.type === type && (node === undefined || ('node_id' in event && event.node_id === node));
    await new Promise<void>((resolve) => {
      executions.onEvent((told) => {
        if (told.id === id && fits(told.event)) resolve();
      });
      void executions.events(id).then((events) => {
        if (events.some(fits)) resolve();
      });
    });
  }

  const codeOf = (result: Result<unknown, ExecutionFailure>): string => (result.ok ? 'ok' : result.error.code);

  describe('cancel', () => {
    it('takes one node or one branch, the others go on', async () => {
      const id = await start(text, 'nodes: { a: { delay_seconds: 600 }, b: { delay_seconds: 600 } }');
      await heard(id, 'attemptStarted', 'b');
      assert.equal(codeOf(await executions.cancel(id, { nodeId: 'nobody' })), 'unknown-node');
      assert.equal(codeOf(await executions.cancel(id, { nodeId: 'a' })), 'ok');
      await heard(id, 'nodeCancelled', 'a');
      assert.equal((await executions.get(id))?.nodes['b']?.status, 'running');
      assert.equal(codeOf(await executions.cancel(id, { nodeId: 'a' })), 'refused');
      assert.equal(codeOf(await executions.cancel(id, { forkId: 'fork', nodeId: 'b' })), 'ok');
      assert.equal((await executions.finished(id)).status, 'cancelled');
      assert.equal(codeOf(await executions.cancel(id)), 'ended');
      assert.equal(codeOf(await executions.cancel('nobody')), 'not-found');
    });
  });

  describe('pause and resume', () => {
    it('starts nothing new until it goes on', async () => {
      const id = await start(text, 'default: { delay_seconds: 0.05 }');
      assert.equal(codeOf(await executions.pause(id)), 'ok');
      await heard(id, 'executionPaused');
      await heard(id, 'joinFired');
      const paused = await executions.get(id);
      assert.deepEqual([paused?.status, paused?.nodes['last']?.status], ['paused', 'pending']);
      assert.equal(codeOf(await executions.resume(id)), 'ok');
      assert.equal((await executions.finished(id)).status, 'completed');
      assert.equal(codeOf(await executions.pause(id)), 'ended');
    });

    it('is not resumed while it runs', async () => {
      const id = await start(text, lasting);
      assert.equal(codeOf(await executions.resume(id)), 'running');
      await executions.cancel(id);
    });
  });

  it('tell when the storage takes no more, and when it does again', async () => {
    const listeners: JournalListener[] = [];
    const full = open({
      ...journal,
      create: async (definition) => {
        const writer = await journal.create(definition);
        return { ...writer, listen: (listener) => listeners.push(listener) };
      },
    });
    const started = await full.start({ text, file: null, inputs: {}, mocks: lasting });
    assert(started.ok);
    const changed = (): Promise<unknown> => new Promise((resolve) => full.onDidChange(resolve));
    await changed();
    const heardOf = changed();
    listeners[0]?.stalled('ENOSPC: no space left');
    await heardOf;
    const stalled = await full.get(started.value);
    assert.deepEqual([stalled?.status, stalled?.error?.kind], ['paused', 'storage']);
    const goesOn = changed();
    listeners[0]?.stalled(undefined);
    await goesOn;
    assert.equal((await full.get(started.value))?.status, 'running');
    await full.cancel(started.value);
    await full.finished(started.value);
    full.dispose();
  });

  describe('answer', () => {
    it('lets an approval go on, with a comment', async () => {
      const id = await start(approving, 'nodes: { publish: { output: 1 } }');
      await heard(id, 'approvalRequested');
      assert.equal(codeOf(await executions.answer(id, 'publish', { approved: true })), 'not-waiting');
      assert.equal(codeOf(await executions.answer(id, 'nobody', { approved: true })), 'unknown-node');
      assert.equal(codeOf(await executions.answer(id, 'review', { approved: true, comment: 'Good.' })), 'ok');
      const { status, nodes } = await executions.finished(id);
      assert.deepEqual([status, nodes['review']?.approval?.comment], ['completed', 'Good.']);
      assert.equal(codeOf(await executions.answer(id, 'review', { approved: true })), 'ended');
    });

    it('is refused where nothing may be executed', async () => {
      const id = await start(approving, quick);
      await heard(id, 'approvalRequested');
      trusted = false;
      assert.equal(codeOf(await executions.answer(id, 'review', { approved: false })), 'untrusted');
      trusted = true;
      await executions.answer(id, 'review', { approved: false });
      const { status, error } = await executions.finished(id);
      assert.deepEqual([status, error?.kind], ['failed', 'rejected']);
    });
  });

  describe('of another process', () => {
    let asked: [string, ControlRequest][];

    /** Reads what the others' journal holds; keeps what their owner is asked. */
    function elsewhere(): Executions {
      asked = [];
      return open({
        ...journal,
        request: (id, request) => {
          asked.push([id, request]);
          return journal.request(id, request);
        },
      });
    }

    it('are asked for by their owner', async () => {
      const id = await start(approving, quick);
      await heard(id, 'approvalRequested');
      const others = elsewhere();
      assert.equal(codeOf(await others.resume(id)), 'owned-elsewhere');
      assert.equal(codeOf(await others.pause(id)), 'ok');
      await heard(id, 'executionPaused');
      assert.equal(codeOf(await others.resume(id)), 'ok');
      await heard(id, 'executionResumed');
      assert.equal(codeOf(await others.answer(id, 'start', { approved: true })), 'not-waiting');
      assert.equal(codeOf(await others.answer(id, 'review', { approved: true, comment: '' })), 'ok');
      await heard(id, 'approvalAnswered');
      assert.deepEqual(asked, [
        [id, { type: 'pause' }],
        [id, { type: 'resume' }],
        [id, { type: 'answer', node_id: 'review', approved: true }],
      ]);
      assert.equal((await executions.finished(id)).status, 'completed');
      others.dispose();
    });

    it('are cancelled by it, and not repeated before they have ended', async () => {
      const id = await start(text, lasting);
      const others = elsewhere();
      assert.equal(codeOf(await others.retry(id)), 'not-ended');
      assert.equal(codeOf(await others.cancel(id)), 'ok');
      assert.equal((await executions.finished(id)).status, 'cancelled');
      assert.equal(codeOf(await others.cancel(id)), 'ended');
      others.dispose();
    });

    it('are not said to be asked when nobody is there', async () => {
      const id = await start(text, lasting);
      const others = open({ ...journal, request: () => Promise.resolve(false) });
      assert.equal(codeOf(await others.cancel(id)), 'not-running');
      others.dispose();
      await executions.cancel(id);
    });
  });

  describe('retry', () => {
    it('makes a new execution that starts at what failed', async () => {
      const id = await start(text, 'nodes: { last: { fail: always } }\ndefault: { output: 1 }');
      assert.equal((await executions.finished(id)).status, 'failed');
      const retried = await executions.retry(id, { mocks: 'default: { output: 2 }' });
      assert(retried.ok, JSON.stringify(retried));
      assert.notEqual(retried.value, id);
      const again = await executions.finished(retried.value);
      assert.deepEqual(
        [again.status, again.output, again.retry_of, again.nodes['a']?.output, again.nodes['a']?.taken_over],
        ['completed', 2, id, 1, true],
      );
      assert.equal(again.nodes['last']?.attempts, 1);
      assert.equal(codeOf(await executions.retry(retried.value)), 'nothing-to-retry');
      assert.equal((await executions.get(id))?.status, 'failed', 'the first stays as it is');
    });

    it('needs trust, an execution that has ended, and mocks that can be read', async () => {
      const id = await start(text, lasting);
      assert.equal(codeOf(await executions.retry(id)), 'not-ended');
      await executions.cancel(id);
      await executions.finished(id);
      assert.equal(codeOf(await executions.retry(id, { mocks: 'nodes: []' })), 'invalid-mocks');
      assert.equal(codeOf(await executions.retry('nobody')), 'not-found');
      trusted = false;
      assert.equal(codeOf(await executions.retry(id)), 'untrusted');
    });

    it('asks again for the secrets that what it takes over holds, and gives them back to it', async () => {
      const secret = `inputs: { key: { type: string, secret: true } }\n${text}`;
      const started = await executions.start({
        text: secret,
        file: null,
        inputs: { key: 'hunter22' },
        mocks: 'nodes: { a: { output: "holds hunter22" }, last: { fail: always } }\ndefault: { output: 1 }',
      });
      assert(started.ok, JSON.stringify(started));
      await executions.finished(started.value);
      const refused = await executions.retry(started.value);
      assert.deepEqual(refused, {
        ok: false,
        error: { code: 'secrets-needed', message: 'These secrets are needed again: inputs.key' },
      });
      const retried = await executions.retry(started.value, { inputs: { key: 'hunter22' }, mocks: quick });
      assert(retried.ok, JSON.stringify(retried));
      const again = await executions.finished(retried.value);
      assert.deepEqual([again.status, again.nodes['a']?.output], ['completed', 'holds ***']);
      const { events } = (await journal.read(retried.value)) ?? {};
      assert.doesNotMatch(JSON.stringify(events), /hunter22/, 'no secret is stored');
    });

    it('evaluates again what is secret only inside of a subworkflow, and asks nobody for it', async () => {
      const started = await executions.start({
        text: signingIn,
        file: null,
        files: { 'login.workflow.yaml': login },
        inputs: {},
        mocks: 'nodes: { "s/a": { output: "holds hunter22" }, last: { fail: always } }\ndefault: { output: 1 }',
      });
      assert(started.ok, JSON.stringify(started));
      await executions.finished(started.value);
      const retried = await executions.retry(started.value, { mocks: quick });
      assert(retried.ok, JSON.stringify(retried));
      const again = await executions.finished(retried.value);
      assert.deepEqual([again.status, again.nodes['s/a']?.output], ['completed', 'holds ***']);
      for (const id of [started.value, retried.value]) {
        assert.doesNotMatch(JSON.stringify(await journal.read(id)), /hunter22/, 'no secret is stored');
        const shown = JSON.stringify(await open(journal).events(id));
        assert.match(shown, /holds \*\*\*/);
        assert.doesNotMatch(shown, /hunter22|\$secret/);
      }
    });
  });

  describe('rerun', () => {
    it('starts the node and what is downstream of it again, also of a completed execution', async () => {
      const id = await start(text, quick);
      await executions.finished(id);
      assert.equal(codeOf(await executions.rerun(id, 'nobody')), 'unknown-node');
      const rerun = await executions.rerun(id, 'a', { mocks: 'default: { output: 2 }' });
      assert(rerun.ok, JSON.stringify(rerun));
      const again = await executions.finished(rerun.value);
      const shown = Object.entries(again.nodes).map(
        ([node, { output, taken_over: taken }]) => `${node} ${JSON.stringify(output)}${taken ? ' taken over' : ''}`,
      );
      assert.deepEqual(shown, [
        'start {} taken over',
        'fork {} taken over',
        'a 2',
        'join {"a":2,"b":1}',
        'last 2',
        'end 2',
        'b 1 taken over',
      ]);
    });
  });
});
