/** R4: a retry or a re-run of an execution that has ended, whatever became of it. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { EngineEvent } from '../../src/engine/events.ts';
import { takeOver } from '../../src/engine/takeOver.ts';
import type { TakenOver } from '../../src/protocol/execution.ts';
import { chanceFrom, drive, programOf } from '../support/property/drive.ts';
import { Watch } from '../support/property/invariants.ts';
import { mended, type Plan } from '../support/property/plan.ts';
import { plans } from '../support/property/plans.ts';
import { workflowOf } from '../support/property/planWorkflow.ts';
import { rootScope } from '../support/property/semantics/graph.ts';
import { allOf, holders, type Node } from '../support/property/semantics/state.ts';
import { runs } from '../support/property/settings.ts';

type TakenOverNodes = Readonly<Record<string, TakenOver>>;

describe('A repeated execution', () => {
  for (const [depth, count] of [
    [1, 1000],
    [2, 600],
  ] as const) {
    it(`takes over what was completed and starts none of it, ${depth} deep`, () => {
      fc.assert(
        fc.property(plans({ depth }), fc.nat(), (plan, seed) => {
          const events = drive(plan, { chance: chanceFrom(seed) });
          const taken = takeOver(workflowOf(plan), events);
          if (events.at(-1)?.type === 'executionCompleted') assert(!taken.ok, 'what is completed is not retried');
          else {
            assert(taken.ok);
            assertKept(taken.value, events, new Set());
            assertTakesOver(plan, seed, taken.value);
          }
        }),
        runs(count),
      );
    }).timeout(120_000);

    it(`from a node starts nothing that is not the node or downstream of it, ${depth} deep`, () => {
      fc.assert(
        fc.property(plans({ depth }), fc.nat(), fc.nat(), (plan, seed, place) => {
          const events = drive(plan, { chance: chanceFrom(seed) });
          const nodes = allOf(rootScope(plan));
          const from = nodes[place % nodes.length]!;
          const taken = takeOver(workflowOf(plan), events, from.id);
          assert(taken.ok);
          assertKept(taken.value, events, startedAgain(from));
          assertTakesOver(plan, seed, taken.value);
        }),
        runs(count),
      );
    }).timeout(120_000);
  }
});

/** All that is completed, and nothing that is started again; besides that only what ended in another way, as it ended. */
function assertKept(takenOver: TakenOverNodes, events: readonly EngineEvent[], again: ReadonlySet<string>): void {
  const ends = new Map<string, EngineEvent>();
  for (const event of events)
    if (event.type === 'nodeCompleted' || event.type === 'nodeFailed' || event.type === 'nodeCancelled')
      ends.set(event.node_id, event);
  for (const [id, { type }] of ends)
    if (type === 'nodeCompleted' && !again.has(id)) assert(Object.hasOwn(takenOver, id), `${id} is lost`);
  for (const [id, { ended }] of Object.entries(takenOver)) {
    assert(!again.has(id), `${id} is downstream`);
    const event = ends.get(id);
    const status =
      event?.type === 'nodeFailed' ? event.status : event?.type === 'nodeCancelled' ? 'cancelled' : undefined;
    assert.equal(ended?.status, status, id);
  }
}

/** The node, what is downstream of it and of what holds it, with all that these hold. */
function startedAgain(from: Node): ReadonlySet<string> {
  const again = holders(from).flatMap((node) => {
    const after = [...node.scope.graph.after(node)];
    const whole = node === from ? [node, ...after] : after;
    return [node, ...whole, ...whole.flatMap(({ inner }) => (inner ? allOf(inner) : []))];
  });
  return new Set(again.map(({ id }) => id));
}

/** Repeats it with agents that do not fail. */
function assertTakesOver(plan: Plan, seed: number, takenOver: TakenOverNodes): void {
  const again = mended(plan);
  const events = drive(again, { chance: chanceFrom(seed + 1), takenOver });
  const watch = new Watch(again, programOf(again));
  for (const event of events) {
    watch.see(event);
    if (!('node_id' in event) || !Object.hasOwn(takenOver, event.node_id)) continue;
    assert.notEqual(event.type, 'attemptStarted', `${event.node_id} is taken over and starts`);
    assert.notEqual(event.type, 'approvalRequested', `${event.node_id} is answered and asks`);
    if (event.type === 'nodeCompleted') assert.equal(event.taken_over, true);
    if (event.type === 'nodeFailed') assert.equal(event.status, takenOver[event.node_id]?.ended?.status);
  }
  watch.finish();
}
