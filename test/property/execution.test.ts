/**
 * The engine against the model of `support/property/semanticsModel.ts`, which is written from the text of `spec/semantics.md`.
 *
 * Plans are made of what this version executes: start, end, agent tasks with retries, attempt and total timeouts and
 * `on_failure: continue`, delays, forks up to three deep with `on_failure`, limits and retries, joins of every mode, merge and
 * `remaining` with and without a timeout, exclusive gateways, conditions (true, false, broken), failure and always edges, edges
 * across branches, nodes and edges in any order of the file, the workflow's `on_failure`, limit, retries and timeout, a cancel.
 * Not in them: the timeout of a fork's region, `terminate`, `outputs`.
 */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { simulate } from '../../src/engine/simulate.ts';
import type { ExecutionSnapshot, NodeSnapshot } from '../../src/protocol/execution.ts';
import { mocksOf, type Plan, workflowOf } from '../support/property/plan.ts';
import { plans } from '../support/property/plans.ts';
import { expectedOf, type ModelResult, type NodeResult } from '../support/property/semanticsModel.ts';
import { runs } from '../support/property/settings.ts';

describe('An execution is what the semantics say', () => {
  for (const [depth, count] of [
    [1, 3000],
    [2, 3000],
    [3, 2000],
  ] as const)
    it(`for workflows with forks ${depth} deep`, async () => {
      let compared = 0;
      await fc.assert(
        fc.asyncProperty(plans({ depth }), async (plan) => {
          if (await agrees(plan)) compared++;
        }),
        runs(count),
      );
      assert(compared > count * 0.9, `only ${compared} of ${count} plans say what happens`);
    }).timeout(120_000);
});

/** False where the rules leave open what happens. */
async function agrees(plan: Plan): Promise<boolean> {
  const expected = expectedOf(plan);
  if (expected.undecided) return false;
  const { snapshot } = await simulate(workflowOf(plan), { inputs: {}, mocks: mocksOf(plan) });
  assert.deepEqual(shown(snapshot, expected), {
    ...expected,
    output: JSON.stringify(expected.output),
    nodes: told(expected),
  });
  return true;
}

function told({ nodes }: ModelResult): Record<string, object> {
  const entries = Object.entries(nodes).map(([id, node]) => [id, { ...node, output: JSON.stringify(node.output) }]);
  return Object.fromEntries(entries) as Record<string, object>;
}

/** What the engine says, in the model's words; outputs as text, since the order of their keys counts (J5). */
function shown(snapshot: ExecutionSnapshot, { nodes: expected }: ModelResult): object {
  const { status, duration_ms: durationMs, max_parallel: maxParallel, output, nodes } = snapshot;
  const shownNodes = Object.entries(nodes).map(([id, node]) => [id, shownNode(node, expected[id])]);
  return {
    status,
    durationMs,
    maxParallel,
    output: JSON.stringify(output),
    nodes: Object.fromEntries(shownNodes) as object,
    undecided: false,
  };
}

function shownNode(node: NodeSnapshot, expected: NodeResult | undefined): object {
  const { status, attempts, started_ms: startedMs, ended_ms: endedMs, output, join } = node;
  return {
    status,
    attempts,
    startedMs,
    endedMs,
    output: JSON.stringify(output),
    ...(expected?.winner !== undefined && { winner: join?.winner }),
    ...(join && { counted: [join.succeeded, join.failed] }),
  };
}
