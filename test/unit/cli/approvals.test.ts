/** An approval asked for at a terminal. */
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Emitter } from '../../../src/base/event.ts';
import { disposable } from '../../../src/base/disposable.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import type { Answer, Executions } from '../../../src/sdk/executions.ts';
import type { Cli } from '../../../src/cli/cli.ts';
import { Approvals } from '../../../src/cli/view/approvals.ts';
import { Questions } from '../../../src/cli/view/questions.ts';

const stamp = { seq: 1, time_ms: 0 };
const requested = (node_id: string): EngineEvent => ({
  ...{ ...stamp, type: 'approvalRequested', node_id, message: 'Publish\u001b[2J it?', approvers: [] },
});

class Desk {
  readonly events = new Emitter<{ readonly id: string; readonly event: EngineEvent }>();
  readonly questions: string[] = [];
  readonly written: string[] = [];
  readonly answers: [string, string, Answer][] = [];
  readonly remarks: string[] = [];
  readonly approvals: Approvals;
  held = 0;
  /** Undefined: they turn away. `thinks`: they do not answer. */
  replies: (string | undefined)[] = [];

  constructor(interactive: boolean, store?: string, mocks?: string) {
    const executions = {
      onEvent: this.events.event,
      answer: (id: string, node: string, answer: Answer) => {
        this.answers.push([id, node, answer]);
        return Promise.resolve({ ok: true, value: undefined });
      },
    } as unknown as Executions;
    const cli = {
      err: { write: (text: string) => this.written.push(text) },
      ask: (question: string, signal: AbortSignal) => this.#ask(question, signal),
    } as unknown as Cli;
    const show = {
      say: (text: string) => this.remarks.push(text),
      hold: () => {
        this.held++;
        return disposable(() => this.held--);
      },
    };
    this.approvals = new Approvals({
      executions,
      show,
      questions: new Questions(show),
      cli,
      interactive,
      store,
      mocks,
    });
  }

  #ask(question: string, signal: AbortSignal): Promise<string | undefined> {
    this.questions.push(question);
    const reply = this.replies.shift();
    if (reply !== 'thinks') return Promise.resolve(reply);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        resolve(undefined);
      });
    });
  }

  begin(nodes: object = {}): this {
    this.approvals.about('one');
    this.approvals.begin({ nodes } as ExecutionSnapshot);
    return this;
  }

  async tell(...events: readonly EngineEvent[]): Promise<void> {
    for (const event of events) this.events.fire({ id: 'one', event });
    await turn();
  }
}

describe('an approval at the terminal', () => {
  it('is asked for with its message, and answered with a comment', async () => {
    const desk = new Desk(true).begin();
    desk.replies = ['y', ' Looks good. '];
    await desk.tell(requested('review'));
    assert.deepEqual(desk.written, ['\nreview: Publish\\u001b[2J it?\n'], 'threat T15');
    assert.deepEqual(desk.questions, ['Approve? (y/N) ', 'Comment, if any: ']);
    assert.deepEqual(desk.answers, [['one', 'review', { approved: true, comment: 'Looks good.' }]]);
    assert.equal(desk.held, 0);
  });

  it('is refused by anything but yes', async () => {
    for (const reply of ['', 'n', 'yess', 'no']) {
      const desk = new Desk(true).begin();
      desk.replies = [reply, ''];
      await desk.tell(requested('review'));
      assert.deepEqual(desk.answers, [['one', 'review', { approved: false, comment: '' }]], reply);
    }
  });

  it('stays open where the person turns away, and how to answer it is said', async () => {
    const desk = new Desk(true, 'my store').begin();
    desk.replies = [undefined];
    await desk.tell(requested('review'));
    assert.deepEqual(desk.answers, []);
    assert.deepEqual(desk.remarks, [
      'To answer: ipa-workflow approve one review --store "my store", with --reject to refuse',
    ]);
  });

  it('is asked for one after the other', async () => {
    const desk = new Desk(true).begin();
    desk.replies = ['thinks', 'y', ''];
    await desk.tell(requested('first'), requested('second'));
    assert.deepEqual([desk.questions.length, desk.held], [1, 1]);
    await desk.tell({ ...stamp, type: 'approvalAnswered', node_id: 'first', approved: true });
    assert.deepEqual(
      desk.answers,
      [['one', 'second', { approved: true, comment: '' }]],
      'somebody else answered first',
    );
  });

  it('is not asked for when a mock answers it, nor one of another execution', async () => {
    const desk = new Desk(true, undefined, 'nodes: { Review: { approve: true }, other: { output: 1 } }').begin();
    desk.events.fire({ id: 'another', event: requested('foreign') });
    await desk.tell(requested('review'));
    assert.deepEqual(desk.questions, []);
    await desk.tell(requested('other'));
    assert.deepEqual(desk.questions, ['Approve? (y/N) ']);
  });

  it('is asked for when it was requested before somebody went on with the execution', async () => {
    const approval = { message: 'Publish?', approvers: [], approved: null };
    const desk = new Desk(true);
    desk.replies = ['y', ''];
    desk.begin({ review: { status: 'waiting', approval }, old: { status: 'completed', approval } });
    await desk.tell();
    assert.deepEqual(desk.answers, [['one', 'review', { approved: true, comment: '' }]]);
  });

  it('is not asked for where programs read, and given up at the end', async () => {
    const desk = new Desk(false).begin();
    await desk.tell(requested('review'));
    assert.deepEqual(
      [desk.questions, desk.remarks],
      [[], ['To answer: ipa-workflow approve one review, with --reject to refuse']],
    );
    const thinking = new Desk(true).begin();
    thinking.replies = ['thinks'];
    await thinking.tell(requested('review'));
    thinking.approvals.dispose();
    await turn();
    assert.deepEqual([thinking.held, thinking.events.listenerCount], [0, 0]);
  });
});
