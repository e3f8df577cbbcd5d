/** What must hold after the last life (invariants I1 to I8, I14; fault F1). */
import assert from 'node:assert/strict';
import type { EngineEvent } from '../../../../src/engine/events.ts';
import { isTerminal } from '../../../../src/protocol/execution.ts';
import { isSettled } from '../../../../src/engine/transitions.ts';
import { type Compiled, snapshotText, stateOf } from './compiled.ts';
import { executionId, type Lives } from './lives.ts';
import type { Scenario } from './scenario.ts';
import type { SideEffect } from './testAgent.ts';

const ends: ReadonlySet<string> = new Set([
  'executionCompleted',
  'executionFailed',
  'executionCancelled',
  'executionTimedOut',
]);

/** @param expected what it may end with, as `endOf` says it */
export function checkLives(scenario: Scenario, compiled: Compiled, played: Lives, expected: readonly string[]): void {
  checkJournals(played);
  const events = journalOf(played);
  checkEvents(events, compiled);
  checkSideEffects(played, compiled);
  const state = stateOf(compiled, events);
  assert(isTerminal(state.status), `I8 it ends, but is ${state.status}`);
  assert.equal(snapshotText(stateOf(compiled, events)), snapshotText(state), 'I7 two replays give the same');
  for (const { last } of played.lives)
    if (last !== undefined)
      assert.equal(JSON.stringify(last), snapshotText(state), 'I7 the last shown is what is stored');
  const end = endOf(played);
  assert((scenario.ends ?? expected).includes(end), `it ends as ${end}, not as ${expected.join(' or ')}`);
}

/** Status and output, or failure. */
export function endOf(played: Lives): string {
  const event = journalOf(played).at(-1);
  switch (event?.type) {
    case 'executionCompleted':
      return `completed ${JSON.stringify(event.output)}`;
    case 'executionFailed':
      return `failed ${event.error.kind} ${event.error.message}`;
    default:
      return event?.type ?? 'nothing';
  }
}

/** Of all lives together: what the last found, and what it added. */
export function journalOf({ lives }: Lives): readonly EngineEvent[] {
  const store = lives.at(-1)?.store;
  return [...(store?.past ?? []), ...(store?.handed ?? []).map(({ event }) => event)];
}

/** I1, I2 */
function checkJournals({ lives }: Lives): void {
  let texts: string[] = [];
  lives.forEach(({ store, refused }, index) => {
    if (refused !== undefined) {
      assert.equal(refused, 'ended', 'I8 it can be gone on with');
      assert(ends.has(store.past.at(-1)?.type ?? ''), 'I6 only what has ended is not gone on with');
      assert.equal(store.handed.length, 0, 'I6 what has ended is not changed');
    }
    if (index === 0) assert.equal(store.past.length, 0);
    texts = [...texts, ...store.handed.map(({ text }) => text)];
    const next = lives[index + 1];
    if (next === undefined) return;
    const found = next.store.past.map((event) => JSON.stringify(event));
    assert(found.length >= store.past.length + store.toldDurable, 'I1 what was acknowledged is found again');
    assert.equal(found.length, store.expected, 'I1 all that survived is found again');
    assert.deepEqual(found, texts.slice(0, found.length), 'I2 what is found is the beginning of what was attempted');
    texts = found;
  });
}

/** I5, I6, and that nothing happens to what has ended. */
function checkEvents(events: readonly EngineEvent[], compiled: Compiled): void {
  const fired = new Set<string>();
  const ended = new Set<string>();
  events.forEach((event, index) => {
    assert.equal(event.seq, index + 1, 'E1 numbers without a gap');
    assert(event.time_ms >= (events[index - 1]?.time_ms ?? 0), 'time does not go back');
    assert.equal(ends.has(event.type), index === events.length - 1, 'I6 one terminal event, the last');
    if (event.type === 'joinFired') {
      assert(!fired.has(event.node_id), `I5 ${event.node_id} fires twice`);
      fired.add(event.node_id);
    } else if (/^node(Completed|Failed|Skipped|Cancelled)$/.test(event.type) && 'node_id' in event) {
      assert(!ended.has(event.node_id), `R1 ${event.node_id} ends twice`);
      ended.add(event.node_id);
    } else if (event.type === 'attemptStarted' && event.item === undefined)
      assert(!ended.has(event.node_id), `I3 ${event.node_id} starts again`);
  });
  const state = stateOf(compiled, events);
  for (const { id, index } of compiled.program.nodes)
    assert(isSettled(state.slotStatus[index] ?? 0), `I6 ${id} has reached no end`);
  assert.equal(state.runningAttempts, 0, 'I6 nothing runs at the end');
}

/** I3, I4, I14 */
function checkSideEffects({ lives, done }: Lives, compiled: Compiled): void {
  const crashes = lives.length - 1;
  const succeeded = lives.map(({ store }) => succeededIn(store.past));
  const counts = new Map<string, number>();
  for (const effect of done) {
    const slot = slotOf(effect.node, effect.item);
    assert.equal(effect.key, `${executionId}/${slot}`, 'I4 the key of all attempts of a slot');
    assert(!succeeded[effect.life - 1]?.has(slot), `I3 ${slot} has succeeded and starts again`);
    const key = `${slot} attempt ${effect.attempt}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    assert(count <= 1 + crashes, `I4, I14 ${key} runs ${count} times`);
    if (!isIdempotent(effect, compiled)) assert.equal(count, 1, `E4 ${key} is repeated`);
    assert(inLife(done, effect) === 1, `I4 ${key} starts twice in one life`);
  }
  for (const slot of succeededIn(journalOf({ lives, done })))
    assert(
      done.some(({ node, item }) => slotOf(node, item) === slot),
      `I14 ${slot} has succeeded without having run`,
    );
}

function inLife(done: readonly SideEffect[], { life, node, item, attempt }: SideEffect): number {
  return done.filter((one) => one.life === life && one.node === node && one.item === item && one.attempt === attempt)
    .length;
}

function isIdempotent({ node }: SideEffect, { program }: Compiled): boolean {
  return program.nodes.find(({ id }) => id === node)?.task?.agent.idempotent ?? true;
}

function succeededIn(events: readonly EngineEvent[]): ReadonlySet<string> {
  const slots = new Set<string>();
  for (const event of events) if (event.type === 'attemptSucceeded') slots.add(slotOf(event.node_id, event.item));
  return slots;
}

function slotOf(node: string, item: number | undefined): string {
  return item === undefined ? node : `${node}/${item}`;
}
