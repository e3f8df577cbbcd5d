/** Mistakes that the properties of this folder found, each as the smallest workflow that shows it. */
import assert from 'node:assert/strict';
import type { EngineEvent } from '../../src/engine/events.ts';
import { delay, end, fork, join, start, task } from '../support/engine/build.ts';
import { play } from '../support/engine/play.ts';
import { chanceFrom, drive } from '../support/property/drive.ts';
import { askAll } from '../support/property/features.ts';
import type { Plan } from '../support/property/plan.ts';

const t = task();

describe('Found by properties', () => {
  it('a key that begins with a carriage return of its own is shown where it is', () => {
    askAll('\rn: ', [0, 3]);
  });

  it('J6 a failure edge inside a branch does not take the branch out of its fork', async () => {
    const { node, snapshot } = await play(
      {
        nodes: {
          start,
          f: fork({ maxConcurrency: 1, errorHandling: { onFailure: 'continue' } }),
          a: t,
          mend: t,
          next: t,
          b: t,
          j: join(),
          end,
        },
        edges: 'start>f f>a a>next a>mend! mend>next next>j f>b>j j>end',
      },
      { a: { delay_seconds: 1 }, next: { delay_seconds: 1 }, b: { fail: 'always' } },
    );
    assert.equal(snapshot.max_parallel, 1);
    assert.deepEqual([node('j').status, snapshot.status], ['completed', 'completed']);
  });

  it('R5 a cancelled node that waited for its fork gives its place to the next', async () => {
    const { nodes } = await play({
      nodes: { start, f: fork({ maxConcurrency: 1 }), a: t, b: t, c: t, j: join({ mode: 'any' }), k: join(), end },
      edges: 'start>f f>a>j f>b>j f>c>k j>k k>end',
    });
    assert.equal(
      nodes,
      'start=completed f=completed a=completed b=cancelled c=completed j=completed k=completed end=completed',
    );
  });

  it('R5 ready nodes keep their order when one among them is cancelled', async () => {
    const { node } = await play(
      {
        nodes: {
          ...{ start, f: fork({ maxConcurrency: 1 }), g: fork(), h: fork() },
          ...{ a: t, b: t, r: t, y: t, k: t, m: t, d: delay(1) },
          ...{ jf: join(), jg: join(), jh: join({ mode: 'any' }), end },
        },
        edges: 'start>f f>a>jf f>b>jf start>g g>r>jg g>y>jg g>k>jg start>h h>d>jh h>m>jh jf>end jg>end jh>end',
        definition: { maxConcurrency: 2 },
      },
      { a: { delay_seconds: 2 }, b: { delay_seconds: 2 }, r: { delay_seconds: 9 } },
    );
    assert.deepEqual([node('m').status, node('b').started_ms, node('y').started_ms], ['cancelled', 2000, 4000]);
  });

  it('J5 the winner is the branch that succeeded first, also when another failed before it', async () => {
    const { node } = await play(
      {
        nodes: { start, f: fork(), a: t, b: t, c: t, d: t, j: join({ mode: 'n_of_m', count: 2 }), end },
        edges: 'start>f f>a>j f>b>j f>c>j f>d>j j>end',
      },
      {
        a: { delay_seconds: 1, fail: 'always' },
        b: { delay_seconds: 3 },
        c: { delay_seconds: 2 },
        d: { delay_seconds: 9 },
      },
    );
    assert.equal(node('j').join?.winner, 'c');
  });

  it('T6 what settles a branch in the instant of its join timeout comes before the timeout', async () => {
    const { node } = await play(
      {
        nodes: { start, f: fork(), a: t, g: fork(), b: t, inner: join(), j: join({ timeoutSeconds: 2 }), end },
        edges: 'start>f f>a>j f>g>b>inner>j j>end',
      },
      { a: { delay_seconds: 1, output: 'A' }, b: { delay_seconds: 3, output: 'B' } },
    );
    assert.deepEqual([node('j').status, Object.keys(node('j').output ?? {})], ['completed', ['a', 'inner']]);
  });

  it('J6 a fork inside a region is the inner one, also when its own region is as large', async () => {
    const { node } = await play(
      {
        nodes: {
          start,
          outer: fork({ errorHandling: { maxRetries: 1 } }),
          inner: fork(),
          a: t,
          note: t,
          j: join(),
          end,
        },
        edges: 'start>outer outer>inner>a>j a>note outer>j j>end',
      },
      { a: { fail: 'always' } },
    );
    assert.equal(node('a').attempts, 1);
  });

  it('E4 an execution cut between a result and what follows from it goes on', () => {
    const task = { kind: 'task', ms: 0, fails: 0, retryable: true, output: 1, retries: {}, continues: false } as const;
    const edge = { on: 'success', isDefault: false } as const;
    const plan: Plan = {
      nodes: [
        { id: 'start', kind: 'start' },
        { id: 'a', ...task },
        { id: 'd', kind: 'delay', ms: 10 },
        { id: 'end', kind: 'end' },
      ],
      edges: [
        { source: 'start', target: 'a', ...edge },
        { source: 'a', target: 'd', ...edge },
        { source: 'd', target: 'end', ...edge },
      ],
      limit: 100,
      retries: {},
    };
    const options = { chance: chanceFrom(1) };
    const types = (events: readonly EngineEvent[]): string[] => events.map(({ type }) => type);
    const events = drive(plan, options);
    const cut = types(events).indexOf('attemptSucceeded') + 1;
    const rest = types(drive(plan, options, events.slice(0, cut))).slice(cut);
    assert.deepEqual(rest, ['executionResumed', ...types(events).slice(cut)]);
  });
});
