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
            assert.deepEqual(Object.keys(taken.value).sort(), [...completedIn(events)].sort());
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
          const again = startedAgain(from);
          const kept = [...completedIn(events)].filter((id) => !again.has(id));
          assert.deepEqual(Object.keys(taken.value).sort(), kept.sort());
          assertTakesOver(plan, seed, taken.value);
        }),
        runs(count),
      );
    }).timeout(120_000);
  }
});

function completedIn(events: readonly EngineEvent[]): ReadonlySet<string> {
  return new Set(events.flatMap((event) => (event.type === 'nodeCompleted' ? [event.node_id] : [])));
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
    assert.notEqual(event.type, 'attemptStarted', `${event.node_id} is completed and starts`);
    assert.notEqual(event.type, 'approvalRequested', `${event.node_id} is answered and asks`);
    if (event.type === 'nodeCompleted') assert.equal(event.taken_over, true);
  }
  watch.finish();
}
