import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
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
});
