import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
import { finish } from '../../../src/base/steps.ts';
import { describeInSteps } from '../../../src/layout/description.ts';
import { foldInSteps } from '../../../src/layout/folding.ts';
import { planLayout } from '../../../src/layout/plan.ts';
import { analyse } from '../../../src/model/project.ts';
import type { GraphPicture } from '../../../src/protocol/graph.ts';
import { sketch } from '../../support/presentation/story.ts';
import { wideWorkflow } from '../../support/webview/pictures.ts';

const tutorial = readFileSync(
  new URL('../../../examples/tutorial/data_aggregation.workflow.yaml', import.meta.url),
  'utf8',
);

function folded(text: string, ...forks: readonly string[]): GraphPicture {
  const plan = planLayout(analyse(text), 'down', (id) => forks.includes(id));
  return plan.draw(linearLayout(plan.structure));
}

/** Forks one behind the other, each with two branches. */
function inARow(count: number): string {
  const forks = Array.from({ length: count }, (_, index) => index);
  const nodes = forks.flatMap((at) => [
    `{ id: f${at}, type: parallel_gateway, gateway_type: fork }`,
    ...['a', 'b'].map((branch) => `{ id: ${branch}${at}, type: agent_task, agent_id: w }`),
    `{ id: j${at}, type: parallel_gateway, gateway_type: join }`,
  ]);
  const edges = forks.flatMap((at) => [
    [at === 0 ? 'start' : `j${at - 1}`, `f${at}`],
    ...['a', 'b'].flatMap((branch) => [
      [`f${at}`, `${branch}${at}`],
      [`${branch}${at}`, `j${at}`],
    ]),
  ]);
  return [
    'name: row',
    'agents: { w: { uses: mock } }',
    'nodes:',
    ...['{ id: start, type: start }', ...nodes, '{ id: end, type: end }'].map((node) => `  - ${node}`),
    'edges:',
    ...[...edges, [`j${count - 1}`, 'end']].map(([from, to]) => `  - { source: ${from}, target: ${to} }`),
    '',
  ].join('\n');
}

const edgesOf = ({ edges }: GraphPicture): string[] => edges.map(({ source, target }) => `${source} ${target}`);

describe('a folded fork', () => {
  it('is one box with its branches and its join', () => {
    const picture = folded(tutorial, 'fork_data_sources');
    assert.deepEqual(
      picture.nodes.map(({ id }) => id),
      ['start', 'fork_data_sources', 'merge_data', 'end'],
    );
    const { folded: fork, detail } = picture.nodes[1]!;
    assert.deepEqual(fork, { branches: [['fetch_db'], ['fetch_api'], ['fetch_cache']], joins: ['join_results'] });
    assert.equal(detail, '3 branches');
    assert.deepEqual(edgesOf(picture), ['start fork_data_sources', 'fork_data_sources merge_data', 'merge_data end']);
  });

  it('says of the others that they could be', () => {
    const { nodes } = folded(tutorial);
    assert.deepEqual(
      nodes.filter(({ foldable }) => foldable).map(({ id }) => id),
      ['fork_data_sources'],
    );
    const plan = planLayout(analyse(tutorial));
    assert.ok(plan.draw(linearLayout(plan.structure)).nodes.every((node) => !('foldable' in node)));
  });

  it('has all nodes of a branch in that branch', () => {
    const { nodes } = folded(wideWorkflow(2, 3), 'fork');
    assert.deepEqual(nodes.find(({ id }) => id === 'fork')?.folded?.branches, [
      ['t0_0', 't0_1', 't0_2'],
      ['t1_0', 't1_1', 't1_2'],
    ]);
  });

  const nested = sketch(
    'start > fork > fork_in > a > join_in > join > end, fork_in > b > join_in, fork > c > join',
  ).replace('edges:', 'edges:\n  - { source: join, target: end, on: failure }');

  it('inside of another one is its own box, or gone with it', () => {
    assert.deepEqual(
      folded(nested, 'fork_in').nodes.map(({ id }) => id),
      ['start', 'fork', 'fork_in', 'join', 'end', 'c'],
    );
    for (const forks of [['fork'], ['fork', 'fork_in']]) {
      const picture = folded(nested, ...forks);
      assert.deepEqual(
        picture.nodes.map(({ id }) => id),
        ['start', 'fork', 'end'],
      );
      assert.deepEqual(
        picture.edges.map(({ source, target, on }) => `${source} ${target} ${on}`),
        ['fork end failure', 'start fork success', 'fork end success'],
      );
    }
  });

  it('of a graph with a cycle is no harm', () => {
    const text = nested.replace('source: c, target: join', 'source: c, target: fork');
    assert.ok(folded(text, 'fork').nodes.some(({ id }) => id === 'fork'));
  });

  it('is laid out where it was when only states and names change', () => {
    const key = (text: string): string => planLayout(analyse(text), 'down', () => true).key;
    assert.equal(key(nested.replaceAll('fork_in', 'fork_other')), key(nested));
    assert.notEqual(planLayout(analyse(nested), 'down', () => false).key, key(nested));
  });

  it('among many looks at each node a few times, however many there are, and lets others have their turn', () => {
    const project = analyse(inARow(200));
    const description = finish(describeInSteps(project));
    let reads = 0;
    const nodes = description.nodes.map((node) =>
      Object.defineProperty({ ...node }, 'problem', {
        enumerable: true,
        get: () => {
          reads++;
          return undefined;
        },
      }),
    );
    const steps = foldInSteps({ ...description, nodes }, project.graph, () => true);
    let turns = 0;
    while (steps.next().done !== true) turns++;
    assert.ok(reads <= 3 * nodes.length, `${reads} looks at ${nodes.length} nodes`);
    assert.ok(turns > 100, `${turns} turns`);
  });
});
