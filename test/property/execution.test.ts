/**
 * The engine against the model of `support/property/semantics/`, which is written from the text of `spec/semantics.md`.
 *
 * Plans are made of everything that a workflow can say and a simulation's mocks can do: see `support/property/plan.ts`.
 */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { applyEvent } from '../../src/engine/fold.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { snapshotOf } from '../../src/engine/snapshot.ts';
import { ExecutionState } from '../../src/engine/state.ts';
import { assertAgrees } from '../support/property/compare.ts';
import { drive, programOf } from '../support/property/drive.ts';
import { noSecrets } from '../support/property/invariants.ts';
import type { Plan } from '../support/property/plan.ts';
import { mocksOf } from '../support/property/planMocks.ts';
import { plans } from '../support/property/plans.ts';
import { workflowOf } from '../support/property/planWorkflow.ts';
import { expectedOf } from '../support/property/semantics/model.ts';
import { runs } from '../support/property/settings.ts';

describe('An execution is what the semantics say', () => {
  for (const [depth, count] of [
    [0, 1000],
    [1, 4000],
    [2, 3000],
    [3, 2000],
  ] as const)
    it(`for workflows with forks and subworkflows ${depth} deep`, async () => {
      let made = 0;
      let compared = 0;
      await fc.assert(
        fc.asyncProperty(plans({ depth, mocked: true }), async (plan) => {
          made++;
          if (await agrees(plan)) compared++;
        }),
        runs(count),
      );
      assert(compared > made * 0.85, `only ${compared} of ${made} plans say what happens`);
    }).timeout(120_000);

  it('also when users pause it and cancel branches and whole subworkflows', () => {
    fc.assert(
      fc.property(plans({ depth: 1 }), (plan) => {
        const expected = expectedOf(plan);
        fc.pre(expected.undecided === undefined);
        const state = new ExecutionState(programOf(plan));
        for (const event of drive(plan, {})) applyEvent(state, event);
        assertAgrees(snapshotOf(state, null, noSecrets), expected);
      }),
      runs(2000),
    );
  }).timeout(120_000);
});

/** False where the rules leave open what happens. */
async function agrees(plan: Plan): Promise<boolean> {
  const expected = expectedOf(plan);
  if (expected.undecided !== undefined) return false;
  const { snapshot } = await simulate(workflowOf(plan), { inputs: {}, mocks: mocksOf(plan) });
  assertAgrees(snapshot, expected);
  return true;
}
