import assert from 'node:assert/strict';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import { approval, end, fork, inARow, join, plain, start, task, workflow } from '../../support/engine/build.ts';
import { enact } from '../../support/engine/enact.ts';
import { ManualClock } from '../../support/engine/manualClock.ts';
import { mocksOf, play } from '../../support/engine/play.ts';
import { Rig } from '../../support/engine/rig.ts';
import { yamlWorkflow } from '../../support/engine/yaml.ts';

const t = task();
type ApprovalOptions = Parameters<typeof approval>[0];

/** a, then a review, then b; `no` on the way of a rejected one. */
const reviewed = (options: ApprovalOptions = {}): Parameters<typeof workflow>[0] => ({
  nodes: { start, a: t, review: approval(options), b: t, no: t, end },
  edges: 'start>a>review>b>end review>no! no>end',
});
const plainReview = (options: ApprovalOptions = {}): Parameters<typeof workflow>[0] =>
  inARow({ review: approval(options) });
const yes = { type: 'answer', node_id: 'review', approved: true } as const;
const no = { type: 'answer', node_id: 'review', approved: false } as const;

describe('D1 approvals', () => {
  it('wait for an answer; an approved one passes on what it received', async () => {
    const rig = await Rig.start(workflow(reviewed({ approvers: ['ann', 'bob'] })));
    await rig.next('a').succeed({ x: 1 });
    assert.deepEqual([rig.status('review'), rig.started], ['waiting', 'a']);
    assert.deepEqual(rig.execution.nodeSnapshot('review')?.approval, {
      message: '',
      approvers: ['ann', 'bob'],
      approved: null,
    });
    await rig.clock.advance(1_000_000_000);
    assert.equal(rig.status('review'), 'waiting');
    await rig.ask({ ...yes, comment: 'Fine.' });
    assert.deepEqual(plain(rig.next('b').request.input), { x: 1 });
    const review = rig.execution.nodeSnapshot('review');
    assert.deepEqual([review?.status, plain(review?.output), review?.attempts], ['completed', { x: 1 }, 0]);
    assert.deepEqual(review?.approval, { message: '', approvers: ['ann', 'bob'], approved: true, comment: 'Fine.' });
    assert.equal(rig.status('no'), 'skipped');
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });

  it('ask with their message, evaluated when they are reached', async () => {
    const source = yamlWorkflow(`
name: ask
inputs: { who: { type: string }, what: { type: object } }
nodes:
  - { id: start, type: start }
  - { id: review, type: approval, config: { message: "For \${{ inputs.who }}?", approvers: [ann] } }
  - { id: whole, type: approval, config: { message: "\${{ inputs.what }}" } }
  - { id: end, type: end }
edges:
  - { source: start, target: review }
  - { source: review, target: whole }
  - { source: whole, target: end }
`);
    const rig = await Rig.start(source, { inputs: { who: 'Zoë', what: { n: null } } });
    assert.equal(rig.execution.nodeSnapshot('review')?.approval?.message, 'For Zoë?');
    await rig.ask(yes);
    assert.equal(rig.execution.nodeSnapshot('whole')?.approval?.message, '{"n":null}');
    await rig.ask({ ...yes, node_id: 'whole' });
    assert.equal((await rig.finished()).status, 'completed');
  });

  it('fail with `expression` when the message cannot be evaluated', async () => {
    const source = yamlWorkflow(`
name: ask
nodes:
  - { id: start, type: start }
  - { id: review, type: approval, config: { message: "\${{ fromJSON('{') }}" } }
  - { id: end, type: end }
edges:
  - { source: start, target: review }
  - { source: review, target: end }
`);
    const { nodes, status } = await (await Rig.start(source)).finished();
    assert.deepEqual(
      [nodes['review']?.status, nodes['review']?.error?.kind, status],
      ['failed', 'expression', 'failed'],
    );
  });

  it('hold no slot', async () => {
    const rig = await Rig.start(
      workflow({
        nodes: { start, review: approval(), a: t, end },
        edges: 'start>review>end start>a>end',
        definition: { maxConcurrency: 1 },
      }),
    );
    assert.equal(rig.started, 'a');
    await rig.next('a').succeed();
    await rig.ask(yes);
    assert.equal((await rig.finished()).max_parallel, 1);
  });
});

describe('F1 rejected approvals', () => {
  it('fail with `rejected`, which is not retried, and say what the comment says', async () => {
    const rig = await Rig.start(
      workflow({ ...plainReview(), definition: { errorHandling: { maxRetries: 3, retry: { delaySeconds: 1 } } } }),
    );
    await rig.ask({ ...no, comment: 'Too early.' });
    const { status, error, nodes } = await rig.finished();
    assert.deepEqual([status, nodes['review']?.status], ['failed', 'failed']);
    assert.deepEqual(plain(error), {
      kind: 'rejected',
      message: 'Rejected: Too early.',
      retryable: false,
      node_id: 'review',
    });
    assert.deepEqual(nodes['review']?.approval?.approved, false);
    const silent = await enact(plainReview(), { asked: [[1, no]] });
    assert.equal(silent.node('review').error?.message, 'Rejected');
    assert.equal(
      (await enact(plainReview(), { asked: [[1, { ...no, comment: '' }]] })).node('review').error?.message,
      'Rejected',
    );
  });

  it('go the way of `on: failure` where there is one (T3)', async () => {
    const { status, nodes } = await enact(reviewed(), { asked: [[1, no]] });
    assert.equal(nodes, 'start=completed a=completed review=failed b=skipped no=completed end=completed');
    assert.equal(status, 'completed');
  });

  it('count as a failed branch in a join', async () => {
    const { node } = await enact(
      {
        nodes: { start, f: fork(), review: approval(), a: t, j: join({ mode: 'all_settled' }), end },
        edges: 'start>f>review>j f>a>j j>end',
      },
      { asked: [[1, no]] },
    );
    assert.deepEqual([node('j').join?.failed, node('j').join?.errors['review']?.kind], [1, 'rejected']);
  });
});

describe('F5 approvals that nobody answers in time', () => {
  const late = (onTimeout: 'reject' | 'approve' | 'fail'): ReturnType<typeof enact> =>
    enact(reviewed({ timeoutSeconds: 60, onTimeout }), { agents: { a: { after: 5, output: 'A' } } });

  it('reject: are answered no, and say why', async () => {
    const { node, status, events } = await late('reject');
    assert.deepEqual(
      [node('review').status, node('review').error?.kind, node('review').ended_ms],
      ['failed', 'rejected', 65_000],
    );
    assert.equal(node('review').error?.message, 'Rejected: Nobody answered in time');
    assert.deepEqual([node('no').status, status], ['completed', 'completed']);
    const answer = events.find(({ type }) => type === 'approvalAnswered');
    assert.deepEqual(answer && { ...answer, seq: 0, time_ms: 0 }, {
      type: 'approvalAnswered',
      seq: 0,
      time_ms: 0,
      node_id: 'review',
      approved: false,
      comment: 'Nobody answered in time',
    });
  });

  it('approve: are answered yes, and say why', async () => {
    const { node, status } = await late('approve');
    assert.deepEqual(
      [node('review').status, node('review').output, node('review').ended_ms],
      ['completed', 'A', 65_000],
    );
    assert.equal(node('review').approval?.comment, 'Nobody answered in time');
    assert.deepEqual([node('b').status, status], ['completed', 'completed']);
  });

  it('fail: are timed_out, without an answer', async () => {
    const { node, status } = await late('fail');
    assert.deepEqual(
      [node('review').status, node('review').error?.kind, node('review').error?.retryable],
      ['timed_out', 'timeout', false],
    );
    assert.equal(node('review').error?.message, 'Nobody answered within 60 s');
    assert.deepEqual([node('review').approval?.approved, node('no').status, status], [null, 'completed', 'completed']);
  });

  it('count from the request, and are answered in time up to their last instant', async () => {
    const { node } = await enact(reviewed({ timeoutSeconds: 60, onTimeout: 'fail' }), {
      agents: { a: { after: 5 } },
      asked: [[64.999, yes]],
    });
    assert.equal(node('review').status, 'completed');
    const exactly = await play(plainReview({ timeoutSeconds: 60, onTimeout: 'fail' }), {
      review: { approve: true, delay_seconds: 60 },
    });
    assert.equal(exactly.node('review').status, 'completed');
    const late = await play(plainReview({ timeoutSeconds: 60, onTimeout: 'fail' }), {
      review: { approve: true, delay_seconds: 60.001 },
    });
    assert.equal(late.node('review').status, 'timed_out');
  });

  it('end with the region around them', async () => {
    const { node } = await enact({
      nodes: {
        start,
        f: fork({ timeoutSeconds: 2 }),
        review: approval({ timeoutSeconds: 9 }),
        j: join({ mode: 'all_settled' }),
        end,
      },
      edges: 'start>f>review>j>end',
    });
    assert.deepEqual(
      [node('review').status, node('review').ended_ms, node('j').status],
      ['timed_out', 2000, 'completed'],
    );
  });

  it('end with the execution', async () => {
    const { node, status } = await enact({ ...plainReview(), definition: { timeoutSeconds: 2 } });
    assert.deepEqual([node('review').status, status], ['cancelled', 'timed_out']);
  });
});

describe('R4 approvals and their user', () => {
  it('can be cancelled while they wait, with the execution, alone, or by a join', async () => {
    const whole = await enact(plainReview(), { asked: [[1, { type: 'cancel' }]] });
    assert.deepEqual([whole.node('review').status, whole.status], ['cancelled', 'cancelled']);
    const alone = await enact(plainReview(), { asked: [[1, { type: 'cancel_node', node_id: 'review' }]] });
    assert.deepEqual(
      [alone.node('review').status, alone.node('end').status, alone.status],
      ['cancelled', 'skipped', 'cancelled'],
    );
    const loser = await enact(
      {
        nodes: { start, f: fork(), review: approval(), a: t, j: join({ mode: 'any' }), end },
        edges: 'start>f>review>j f>a>j j>end',
      },
      { agents: { a: { after: 1 } } },
    );
    assert.deepEqual([loser.node('review').status, loser.status], ['cancelled', 'completed']);
  });

  it('may be answered while the execution is paused; what follows starts when it goes on', async () => {
    const rig = await Rig.start(workflow(reviewed()));
    await rig.next('a').succeed('A');
    await rig.ask({ type: 'pause' });
    await rig.ask(yes);
    assert.deepEqual(
      [rig.status('review'), rig.status('b'), rig.started, rig.shownStatus],
      ['completed', 'pending', 'a', 'paused'],
    );
    await rig.ask({ type: 'resume' });
    await rig.next('b').succeed('B');
    assert.equal((await rig.finished()).status, 'completed');
  });

  it('run out of time while the execution is paused', async () => {
    const rig = await Rig.start(workflow(plainReview({ timeoutSeconds: 5, onTimeout: 'approve' })));
    await rig.ask({ type: 'pause' });
    await rig.clock.advance(5000);
    assert.deepEqual([rig.status('review'), (await rig.finished()).status], ['completed', 'completed']);
    assert.deepEqual(
      rig.events.slice(-2).map(({ type }) => type),
      ['executionResumed', 'executionCompleted'],
    );
  });

  it('take one answer, while they wait, and say why not otherwise', async () => {
    const rig = await Rig.start(workflow(reviewed()));
    const ask = (request: Parameters<typeof rig.execution.control>[0]): string | undefined =>
      rig.execution.control(request);
    assert.equal(ask(yes), 'The node "review" does not wait for an approval.');
    assert.equal(ask({ ...yes, node_id: 'a' }), 'The node "a" does not wait for an approval.');
    assert.equal(ask({ ...yes, node_id: 'nobody' }), 'There is no node "nobody".');
    await rig.next('a').succeed();
    assert.equal(ask({ ...yes, node_id: 'REVIEW' }), undefined);
    assert.equal(ask(no), undefined, 'the core has not taken the first yet');
    await rig.clock.advance(0);
    await rig.next('b').succeed();
    assert.equal(ask(no), 'The execution has ended.');
    const { status, nodes } = await rig.finished();
    assert.deepEqual([status, nodes['review']?.approval?.approved], ['completed', true]);
    assert.equal(rig.events.filter(({ type }) => type === 'approvalAnswered').length, 1);
  });
});

describe('E4 approvals after a crash', () => {
  const cut = async (length: (types: readonly string[]) => number, wallMs: number): Promise<Rig> => {
    const whole = await Rig.start(workflow(reviewed({ timeoutSeconds: 60, onTimeout: 'approve' })));
    await whole.next('a').succeed('A');
    await whole.clock.advance(1000);
    await whole.ask({ ...yes, comment: 'Fine.' });
    const stored = await whole.journal.read('execution-1');
    assert(stored?.definition);
    const journal = memoryJournal();
    const writer = await journal.create(stored.definition);
    await writer.append(stored.events.slice(0, length(stored.events.map(({ type }) => type))), true);
    await writer.close();
    return Rig.resume(workflow(reviewed({ timeoutSeconds: 60, onTimeout: 'approve' })), 'execution-1', {
      journal,
      clock: new ManualClock(1_700_000_000_000 + wallMs),
    });
  };

  it('go on waiting, are not asked for twice, and end when they would have', async () => {
    const rig = await cut((types) => types.indexOf('approvalRequested') + 1, 20_000);
    assert.equal(rig.status('review'), 'waiting');
    await rig.clock.advance(39_999);
    assert.equal(rig.status('review'), 'waiting');
    await rig.clock.advance(1);
    assert.equal(rig.execution.nodeSnapshot('review')?.approval?.comment, 'Nobody answered in time');
    assert.equal(rig.events.filter(({ type }) => type === 'approvalRequested').length, 0);
    await rig.next('b').succeed();
    assert.equal((await rig.finished()).status, 'completed');
  });

  it('can be answered', async () => {
    const rig = await cut((types) => types.indexOf('approvalRequested') + 1, 20_000);
    await rig.ask(no);
    assert.equal(rig.status('review'), 'failed');
    await rig.next('no').succeed();
    assert.equal((await rig.finished()).status, 'completed');
  });

  it('keep an answer that was written, though not what it led to', async () => {
    const rig = await cut((types) => types.indexOf('approvalAnswered') + 1, 500_000);
    assert.deepEqual([rig.status('review'), plain(rig.execution.nodeSnapshot('review')?.output)], ['completed', 'A']);
    assert.equal(rig.execution.nodeSnapshot('review')?.approval?.comment, 'Fine.');
    await rig.next('b').succeed();
    assert.equal((await rig.finished()).status, 'completed');
  });
});

describe('E6 mocks of approvals', () => {
  it('answer after their time; without one the simulator approves at once', async () => {
    const at = async (mock: Parameters<typeof play>[1]): Promise<unknown> => {
      const { node } = await play(plainReview(), mock);
      return [node('review').status, node('review').ended_ms, node('review').approval?.comment ?? null];
    };
    assert.deepEqual(await at({}), ['completed', 0, null]);
    assert.deepEqual(await at({ review: { approve: true, delay_seconds: 3, comment: 'Good.' } }), [
      'completed',
      3000,
      'Good.',
    ]);
    assert.deepEqual(await at({ review: { approve: false, delay_seconds: 2, comment: 'Bad.' } }), [
      'failed',
      2000,
      'Bad.',
    ]);
  });

  it('leave an answer to a person on real time where they have none', async () => {
    for (const review of [{}, { approve: null }]) {
      const rig = await Rig.start(workflow(plainReview()), { mocks: mocksOf({ nodes: { review } }) });
      await rig.clock.advance(100_000);
      assert.equal(rig.status('review'), 'waiting');
      await rig.ask(yes);
      assert.equal((await rig.finished()).status, 'completed');
    }
    const rig = await Rig.start(workflow(plainReview()), {
      mocks: mocksOf({ nodes: { review: { approve: false, delay_seconds: 2 } } }),
    });
    await rig.clock.advance(1999);
    assert.equal(rig.status('review'), 'waiting');
    await rig.clock.advance(1);
    assert.equal((await rig.finished()).status, 'failed');
  });
});
