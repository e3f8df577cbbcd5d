/**
 * The task graphs of real scientific workflows, 10 to 10,610 tasks, with explicit forks and joins, on virtual time. The length
 * of the longest path is what each takes when nothing holds a task back; under a limit the bounds are those of list scheduling.
 */
import assert from 'node:assert/strict';
import { simulate } from '../../src/engine/simulate.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution.ts';
import { buildFirst, executionIn, Workplace } from '../support/cli/cli.ts';
import { workflow } from '../support/engine/build.ts';
import { type Dag, dagsAreThere, durationsOf, gatewaysOf, loadDags, sketchOf } from '../support/engine/dags.ts';
import { mocksOf } from '../support/engine/play.ts';
import { yamlWorkflow } from '../support/engine/yaml.ts';

/** The most that a file may say. */
const mostInFile = 1000;

async function simulated(dag: Dag, maxConcurrency: number): Promise<ExecutionSnapshot> {
  const executable = workflow(sketchOf(await gatewaysOf(dag), maxConcurrency));
  const { snapshot } = await simulate(executable, { inputs: {}, mocks: mocksOf({ nodes: durationsOf(dag) }) });
  return snapshot;
}

/** Completed, every task once and for its time, every edge an order. */
function assertExecuted(dag: Dag, { status, nodes }: ExecutionSnapshot): void {
  assert.equal(status, dag.expected.status);
  const times = new Map(
    dag.tasks.map(([id, ms]) => {
      const node = nodes[id];
      assert(node, id);
      assert.deepEqual([node.status, node.attempts, node.attempt_log.length], ['completed', 1, 1], id);
      const { started_ms: started, ended_ms: ended } = node;
      assert(
        started !== null && ended !== null && ended - started === ms,
        `${id} took ${ended} - ${started}, not ${ms}`,
      );
      return [id, { started, ended }] as const;
    }),
  );
  for (const [from, to] of dag.edges)
    assert((times.get(from)?.ended ?? Infinity) <= (times.get(to)?.started ?? -1), `${from} before ${to}`);
  for (const [id, node] of Object.entries(nodes)) assert.equal(node.status, 'completed', id);
}

/** Graham's bounds for any schedule that never leaves a slot free without need. */
function assertWithinBounds(
  dag: Dag,
  limit: number,
  { duration_ms: took, max_parallel: most }: ExecutionSnapshot,
): void {
  const { critical_path_ms: path, total_work_ms: work } = dag.stats;
  const least = dag.expected.makespan_ms_lower_bound[String(limit)] ?? Math.max(path, Math.ceil(work / limit));
  const longest = work / limit + (1 - 1 / limit) * path;
  assert(took !== null && took >= least && took <= longest, `${limit} at a time: ${least} <= ${took} <= ${longest}`);
  assert(most <= limit, `${most} at a time of ${limit}`);
}

describe('real task graphs', function () {
  this.timeout(120_000);
  if (!dagsAreThere) {
    it('(skipped: ../shared/cases/dags is not there)');
    return;
  }
  const dags = loadDags();

  it('are 23', () => {
    assert.equal(dags.length, 23);
    assert.deepEqual([dags[0]?.tasks.length, dags.at(-1)?.tasks.length], [10, 10_610]);
  });

  for (const dag of dags) {
    it(`${dag.id}: ${dag.tasks.length} tasks as fast as its longest path`, async () => {
      const snapshot = await simulated(dag, dag.tasks.length);
      assertExecuted(dag, snapshot);
      assert.equal(snapshot.duration_ms, dag.expected.makespan_ms_unlimited);
      assert.equal(dag.expected.makespan_ms_unlimited, dag.stats.critical_path_ms);
    });

    if (dag.tasks.length <= 2500)
      it(`${dag.id}: under limits`, async () => {
        for (const limit of [1, 4, 10]) {
          const snapshot = await simulated(dag, limit);
          assertExecuted(dag, snapshot);
          assertWithinBounds(dag, limit, snapshot);
        }
      });
  }

  it('under the most that a file may say, none leaves a slot free without need', async () => {
    for (const dag of dags) {
      const snapshot = await simulated(dag, mostInFile);
      assertExecuted(dag, snapshot);
      assertWithinBounds(dag, mostInFile, snapshot);
    }
  });

  it('go the same way from their text', async () => {
    const dag = dags.find(({ id }) => id === 'dag-soykb-50fastq-20ch-001');
    assert(dag);
    const gateways = await gatewaysOf(dag);
    const executable = yamlWorkflow(JSON.stringify({ ...gateways, max_concurrency: mostInFile }, undefined, 1));
    const mocks = mocksOf({ nodes: durationsOf(dag) });
    const { snapshot } = await simulate(executable, { inputs: {}, mocks });
    assertExecuted(dag, snapshot);
    assert.equal(snapshot.duration_ms, dag.expected.makespan_ms_unlimited);
  });
});

describe('a real task graph at the command line', () => {
  if (!dagsAreThere) {
    it('(skipped: ../shared/cases/dags is not there)');
    return;
  }
  let place: Workplace;

  buildFirst();

  before(() => {
    place = new Workplace();
  });

  after(() => place.remove());

  it('simulates in the expected time', async () => {
    const [dag] = loadDags();
    assert(dag);
    place.write('dag.workflow.yaml', JSON.stringify(await gatewaysOf(dag)));
    place.write('mocks.yaml', JSON.stringify({ nodes: durationsOf(dag) }));
    const ended = await place.run(['simulate', 'dag.workflow.yaml', '--mocks', 'mocks.yaml', '--format', 'json']);
    assert.equal(ended.code, 0, ended.err);
    const execution = executionIn(ended);
    assertExecuted(dag, execution);
    assert.equal(execution.duration_ms, dag.expected.makespan_ms_unlimited);
  });
});
