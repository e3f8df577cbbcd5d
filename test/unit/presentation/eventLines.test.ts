import assert from 'node:assert/strict';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { EventLines } from '../../../src/presentation/eventLines.ts';
import { LogDocument } from '../../../src/presentation/logDocument.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import { sketch, Story } from '../../support/presentation/story.ts';

const retried = sketch(
  'start > fork > a > join > end, fork > b > join',
  'error_handling: { max_retries: 1, retry: { delay_seconds: 2, jitter: 0 } }\n',
);

function logText(snapshot: ExecutionSnapshot, events: readonly EngineEvent[]): string {
  const log = new LogDocument(snapshot, undefined, () => '14:03');
  for (const event of events) log.add(event);
  return log.text(snapshot);
}

function read(events: readonly EngineEvent[]): string {
  const lines = new EventLines();
  return events
    .map((event) => {
      const { level, node = '-', text } = lines.line(event);
      return `${level} ${node}: ${text}\n`;
    })
    .join('');
}

describe('an event as a line', () => {
  it('tells the whole story', async () => {
    const { events } = await Story.of(
      retried,
      'nodes: { a: { fail: { first: 1, message: HTTP 503 }, delay_seconds: 0.5 } }\ndefault: { delay_seconds: 1 }',
    );
    assert.equal(
      read(events),
      `info -: sketch started (one)
debug start: completed
debug fork: completed
trace a: ready
trace b: ready
info a: started
info b: started
warning a: attempt 1 failed after 500 ms: HTTP 503
info a: attempt 2 follows in 2.0 s
debug b: attempt 1 succeeded in 1.0 s
info b: completed in 1.0 s
trace a: ready
info a: attempt 2 started
debug a: attempt 2 succeeded in 500 ms
info a: completed in 500 ms
info join: joined, succeeded: 2
debug join: completed
debug end: completed
info -: completed in 3.0 s
`,
    );
  });

  it('says how a failure ended it', async () => {
    const { events } = await Story.of(retried, 'nodes: { a: { fail: { always: true, message: HTTP 503 } } }');
    const lines = read(events);
    assert.match(lines, /^error a: failed after 2 attempts: HTTP 503$/m);
    assert.match(lines, /^error -: failed after 2\.0 s: (a: )?.*$/m);
  });

  const stamp = { seq: 1, time_ms: 0 };
  const whole: readonly EngineEvent[] = [
    { ...stamp, type: 'executionPaused', reason: 'storage' },
    { ...stamp, type: 'executionResumed' },
    { ...stamp, type: 'executionCancelled', reason: 'user' },
    { ...stamp, type: 'executionTimedOut', error: { kind: 'timeout', message: '', retryable: false } },
    { ...stamp, type: 'approvalRequested', node_id: 'n', message: 'Ship it?', approvers: [] },
    { ...stamp, type: 'approvalAnswered', node_id: 'n', approved: false },
    { ...stamp, type: 'agentProgressed', node_id: 'n', attempt: 1, fraction: 0.4, message: 'half way' },
    { ...stamp, type: 'nodeReady', node_id: 'n', delay_ms: 1500 },
    { ...stamp, type: 'nodeSkipped', node_id: 'n', passes: 'failed' },
    { ...stamp, type: 'nodeCancelled', node_id: 'n', reason: 'join' },
    { ...stamp, type: 'nodeCancelled', node_id: 'n', reason: 'branch' },
    { ...stamp, type: 'nodeCancelled', node_id: 'n', reason: 'cut_off' },
  ];

  it('has words for every other event', () => {
    assert.equal(
      read(whole),
      `error -: paused: nothing can be written to the disk
info -: goes on
warning -: cancelled (by the user)
error -: timed out after 0 ms: timeout
info n: asks for approval: Ship it?
info n: rejected
trace n: 40 % half way
debug n: waits for 1.5 s
info n: skipped, because something before it failed
info n: cancelled (no longer needed by its join)
info n: cancelled (by the user)
info n: cancelled (because what it needs was cancelled)
`,
    );
  });

  describe('of an execution that was interrupted (E4)', () => {
    const at = (ms: number): { readonly seq: number; readonly time_ms: number } => ({ seq: 1, time_ms: ms });
    const ended = 'The program ended while the attempt was running';

    it('counts no time in which nobody was there', () => {
      const error = { kind: 'interrupted', message: ended, retryable: true };
      assert.equal(
        read([
          { ...at(0), type: 'attemptStarted', node_id: 'n', attempt: 1 },
          { ...at(0), type: 'attemptStarted', node_id: 'm', attempt: 1 },
          { ...at(500), type: 'attemptSucceeded', node_id: 'm', attempt: 1, output: null },
          { ...at(11_000), type: 'executionResumed' },
          { ...at(11_000), type: 'attemptFailed', node_id: 'n', attempt: 1, error },
          { ...at(11_000), type: 'retryScheduled', node_id: 'n', attempt: 1, delay_ms: 0 },
          { ...at(11_000), type: 'nodeCompleted', node_id: 'm', output: null },
          { ...at(11_000), type: 'attemptStarted', node_id: 'n', attempt: 1 },
          { ...at(12_000), type: 'attemptFailed', node_id: 'n', attempt: 1, error: { ...error, kind: 'http' } },
          { ...at(12_000), type: 'retryScheduled', node_id: 'n', attempt: 2, delay_ms: 1000 },
        ]),
        `info n: started
info m: started
debug m: attempt 1 succeeded in 500 ms
info -: goes on
warning n: attempt 1 was interrupted
info n: attempt 1 starts again
info m: completed in 500 ms
info n: started
warning n: attempt 1 failed after 1.0 s: ${ended}
info n: attempt 2 follows in 1.0 s
`,
      );
    });

    it('says why an attempt is not started again', () => {
      const error = { kind: 'interrupted', message: `${ended}, and this agent must not`, retryable: false };
      assert.equal(
        read([
          { ...at(0), type: 'attemptFailed', node_id: 'n', attempt: 1, error },
          { ...at(0), type: 'nodeFailed', node_id: 'n', status: 'failed', error },
        ]),
        `warning n: attempt 1 was interrupted\nerror n: failed: ${ended}, and this agent must not\n`,
      );
    });
  });

  it('threat T15: is one line in which nothing acts', () => {
    const message = 'a\r\n[info] forged\u001b]8;;http://evil\u0007link\u202egpj.exe\u2028end\ttab';
    const { text } = new EventLines().line({
      ...stamp,
      type: 'agentLogged',
      node_id: 'n',
      attempt: 1,
      level: 'info',
      message,
    });
    assert.equal(text, 'a [info] forged\\u001b]8;;http://evil\\u0007link\\u202egpj.exe\\u2028end tab');
  });

  it('threat T14: is at most 8 KiB long', () => {
    const { text } = new EventLines().line({
      ...stamp,
      type: 'agentLogged',
      node_id: 'n',
      attempt: 1,
      level: 'info',
      message: 'x'.repeat(100_000),
    });
    assert.equal(text.length, 8 * 1024);
    assert(text.endsWith('…'));
  });
});

describe('the log document', () => {
  it('has a head, a line for each event in columns, and the result', async () => {
    const story = await Story.of(sketch('start > a > end'));
    assert.equal(
      logText(story.at(9000), story.events),
      `Workflow: sketch
File: /work/flow.workflow.yaml
Execution: one
Started: 14:03

    0.000  [info]            sketch started (one)
    0.000  [debug]    start  completed
    0.000  [trace]    a      ready
    0.000  [info]     a      started
    1.000  [debug]    a      attempt 1 succeeded in 1.0 s
    1.000  [info]     a      completed in 1.0 s
    1.000  [debug]    end    completed
    1.000  [info]            completed in 1.0 s

Result:
null
`,
    );
  });

  it('says at its end that nobody goes on', async () => {
    const story = await Story.of(sketch('start > a > end'));
    const text = logText(story.at(500, 'free'), story.events.slice(0, 5));
    assert.match(text, /\n\nInterrupted: nobody works on this execution\. Resume or discard it\.\n$/);
  });
});
