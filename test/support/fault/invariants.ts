/** What must hold after every fault, read from the journal alone (reliability, section 3.1). */
import assert from 'node:assert/strict';
import type { ExecutableWorkflow } from '../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { storedSnapshot } from '../../../src/engine/journal/replay.ts';
import type { StoredExecution } from '../../../src/engine/ports.ts';
import { isTerminal } from '../../../src/protocol/execution.ts';
import { effectOf } from './effects.ts';

const ends: ReadonlySet<string> = new Set([
  'executionCompleted',
  'executionFailed',
  'executionCancelled',
  'executionTimedOut',
]);
const settled: ReadonlySet<string> = new Set(['nodeCompleted', 'nodeFailed', 'nodeSkipped', 'nodeCancelled']);

/** I3, I5, I6, I7, I8 of an execution that is over. */
export function checkEnded(stored: StoredExecution, workflow: ExecutableWorkflow): void {
  const { events } = stored;
  assert.equal(stored.state, 'free', 'I8 nobody owns what is over');
  assert.equal(stored.problem, undefined);
  const completed = new Set<string>();
  const fired = new Set<string>();
  events.forEach((event, index) => {
    assert.equal(event.seq, index + 1);
    assert.equal(ends.has(event.type), index === events.length - 1, `I6 one terminal event, the last; ${event.type}`);
    // Items of a `for_each` may run on when it has what it wants.
    if (event.type === 'attemptStarted')
      assert(!completed.has(taskOf(event)), `I3 ${taskOf(event)} starts again after its completion`);
    if (event.type === 'attemptSucceeded' && event.item !== undefined) completed.add(taskOf(event));
    if (event.type === 'joinFired') {
      assert(!fired.has(event.node_id), `I5 ${event.node_id} fires twice`);
      fired.add(event.node_id);
    }
    if (settled.has(event.type) && 'node_id' in event) {
      assert(!completed.has(event.node_id), `I6 ${event.node_id} settles twice`);
      completed.add(event.node_id);
    }
  });
  const snapshot = storedSnapshot(stored, workflow);
  assert(isTerminal(snapshot.status), `I8 it is ${snapshot.status}`);
  for (const [id, { status }] of Object.entries(snapshot.nodes))
    assert(!['running', 'waiting', 'pending'].includes(status), `I6 ${id} stays ${status}`);
  assert.equal(JSON.stringify(storedSnapshot(stored, workflow)), JSON.stringify(snapshot), 'I7');
}

function taskOf({ node_id, item }: { readonly node_id: string; readonly item?: number }): string {
  return item === undefined ? node_id : `${node_id}/${item}`;
}

/** I1, I2: what was there before is there now, in its place. */
export function checkPrefix(what: string, before: readonly EngineEvent[], after: readonly EngineEvent[]): void {
  assert(after.length >= before.length, `${what}: ${before.length} events before, ${after.length} after`);
  for (const [index, event] of before.entries())
    assert.equal(JSON.stringify(after[index]), JSON.stringify(event), `${what}: event ${index + 1}`);
}

type Result = Extract<EngineEvent, { readonly type: 'attemptSucceeded' | 'attemptFailed' }>;

/** What a crash cut off is stored as a failure too, and is done again under the same number. */
function isResult(event: EngineEvent): event is Result {
  return event.type === 'attemptSucceeded' || (event.type === 'attemptFailed' && event.error.kind !== 'interrupted');
}

/** Attempts that have a result in the journal: none of them may be done again. */
export function withResult(events: readonly EngineEvent[]): ReadonlySet<string> {
  return new Set(events.filter(isResult).map((event) => effectOf(event)));
}

/** I14 of all lives: each attempt that started was done once for each life at most; `done` before, not since. */
export class EffectCounter {
  readonly #settledAt = new Map<string, number>();

  /** Call it after each crash, with what the journal then holds. */
  crashed(effects: readonly string[], events: readonly EngineEvent[]): void {
    const counts = countsOf(effects);
    for (const name of withResult(events))
      if (!this.#settledAt.has(name)) this.#settledAt.set(name, counts.get(name) ?? 0);
  }

  ended(effects: readonly string[], events: readonly EngineEvent[], crashes: number): void {
    const counts = countsOf(effects);
    for (const [name, count] of this.#settledAt)
      assert.equal(counts.get(name) ?? 0, count, `I14 ${name} was done again after its result was stored`);
    const started = new Set(events.filter((event) => event.type === 'attemptStarted').map((event) => effectOf(event)));
    for (const [name, count] of counts) {
      assert(started.has(name), `I14 ${name} was done without a stored start`);
      assert(count <= 1 + crashes, `I4 ${name} was done ${count} times in ${1 + crashes} lives`);
    }
    for (const event of events)
      if (event.type === 'attemptSucceeded')
        assert((counts.get(effectOf(event)) ?? 0) >= 1, `I14 ${effectOf(event)} was never done`);
  }
}

function countsOf(effects: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of effects) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** I9: fences of a journal's records, as they stand in its lines, never fall. */
export function checkFences(journal: string, most: number): void {
  let before = 0;
  for (const line of journal.split('\n')) {
    const fence = Number(/^\{"v":1,"fence":(\d+),/.exec(line)?.[1] ?? before);
    assert(fence >= before && fence <= most, `I9 fence ${fence} after ${before}, of ${most} owners`);
    before = fence;
  }
}
