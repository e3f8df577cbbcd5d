import assert from 'node:assert/strict';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
import { planLayout } from '../../../src/layout/plan.ts';
import { analyse } from '../../../src/model/project.ts';
import { graphSvg } from '../../../src/presentation/graphSvg.ts';
import { layoutGraph } from '../../../src/sdk/layoutGraph.ts';
import { buildFirst, type Ended, Workplace } from '../../support/cli/cli.ts';
import { branches, mistaken } from '../../support/cli/workflows.ts';

interface Printed {
  readonly width: number;
  readonly height: number;
  readonly direction: string;
  readonly nodes: readonly Readonly<Record<string, unknown>>[];
  readonly edges: readonly Readonly<Record<string, unknown>>[];
}

const printed = ({ out }: Ended): Printed => JSON.parse(out) as Printed;

describe('ipa-workflow graph', () => {
  let place: Workplace;

  buildFirst();

  before(() => {
    place = new Workplace();
    place.write('branches.workflow.yaml', branches);
    place.write('mistaken.workflow.yaml', mistaken);
  });

  after(() => place.remove());

  it('prints the picture that ELK lays out, as JSON without being asked', async () => {
    const ended = await place.run(['graph', 'branches.workflow.yaml']);
    assert.deepEqual([ended.code, ended.err], [0, '']);
    assert.deepEqual(printed(ended), await layoutGraph(analyse(branches)));
    assert.deepEqual(await place.run(['graph', '--format', 'json', 'branches.workflow.yaml']), ended);
  });

  it('has coordinates of every node and edge', async () => {
    const { width, height, direction, nodes, edges } = printed(await place.run(['graph', 'branches.workflow.yaml']));
    assert.equal(direction, 'down');
    assert(width > 0 && height > 0);
    assert.deepEqual(Object.keys(nodes[2] ?? {}), [
      ...['id', 'kind', 'runner', 'label', 'detail', 'x', 'y', 'width', 'height'],
    ]);
    assert.deepEqual(
      nodes.map(({ id }) => id),
      ['start', 'split', 'one', 'two', 'three', 'meet', 'last', 'end'],
    );
    assert.equal(edges.length, 9);
    assert.deepEqual(Object.keys(edges[0] ?? {}), ['source', 'target', 'on', 'label', 'points']);
  });

  it('says where a label is', async () => {
    place.write('labels.workflow.yaml', branches.replace('target: split }', 'target: split, label: all three }'));
    const [first] = printed(await place.run(['graph', 'labels.workflow.yaml'])).edges;
    assert.equal(first?.['label'], 'all three');
    assert.deepEqual(Object.keys(first['label_at'] as object), ['x', 'y']);
  });

  it('draws what can be drawn of a file with mistakes, tells them, and ends with 1', async () => {
    const ended = await place.run(['graph', 'mistaken.workflow.yaml']);
    assert.equal(ended.code, 1);
    assert.match(ended.err, /^mistaken\.workflow\.yaml:6:44 error There is no agent "wroker"/);
    assert.match(ended.err, /^mistaken\.workflow\.yaml:10:28 error There is no node "edn"/m);
    const { nodes, edges } = printed(ended);
    assert.deepEqual(
      nodes.map(({ id, problem }) => [id, problem]),
      [
        ['start', undefined],
        ['one', 'error'],
        ['end', undefined],
      ],
    );
    assert.deepEqual(
      edges.map(({ source, target }) => [source, target]),
      [
        ['start', 'one'],
        ['one', 'end'],
      ],
    );
  });

  it('has nothing to draw without nodes, and ends with 2', async () => {
    place.write('empty.workflow.yaml', '\n');
    const empty = await place.run(['graph', 'empty.workflow.yaml']);
    assert.deepEqual(
      [empty.code, empty.out, empty.err],
      [2, '', 'ipa-workflow: "empty.workflow.yaml" has no nodes to draw.\n'],
    );
    const missing = await place.run(['graph', 'nowhere.yaml']);
    assert.deepEqual([missing.code, missing.err], [2, 'ipa-workflow: There is no file "nowhere.yaml".\n']);
  });

  it('is SVG that stands by itself, and Mermaid', async () => {
    const svg = await place.run(['graph', 'branches.workflow.yaml', '--format', 'svg']);
    assert.equal(svg.out, graphSvg(await layoutGraph(analyse(branches)), null));
    const mermaid = await place.run(['graph', 'branches.workflow.yaml', '--format', 'mermaid']);
    assert.match(mermaid.out, /^flowchart TB\n {2}n0\(\("start"\)\)\n/);
    assert.deepEqual([svg.code, mermaid.code], [0, 0]);
  });

  it('has the states of a stored execution', async () => {
    const ran = await place.run(['run', 'branches.workflow.yaml', '--store', 'kept', '--format', 'json']);
    const { execution } = JSON.parse(ran.out.trim().split('\n').at(-1)!) as { execution: { id: string } };
    const asked = ['graph', 'branches.workflow.yaml', '--store', 'kept', '--execution', execution.id];
    const json = JSON.parse((await place.run(asked)).out) as { execution: { status: string; nodes: object } };
    assert.equal(json.execution.status, 'completed');
    assert.equal(Object.keys(json.execution.nodes).length, 8);
    const mermaid = await place.run([...asked, '--format', 'mermaid']);
    assert.match(mermaid.out, /n2\["one<br>completed[^"]*"\]:::good\n/);
    const missing = await place.run(['graph', 'branches.workflow.yaml', '--store', 'kept', '--execution', 'none']);
    assert.deepEqual([missing.code, missing.err], [2, 'ipa-workflow: There is no execution "none".\n']);
  });

  it('draws a graph that is too large for ELK by the linear layout', async () => {
    const ids = Array.from({ length: 10_001 }, (_, index) => `n${index}`);
    const text = [
      'name: large\nagents: { worker: { uses: mock } }\nnodes:',
      ...ids.map((id) => `  - { id: ${id}, type: agent_task, agent_id: worker }`),
      'edges:',
      ...ids.slice(1).map((id, index) => `  - { source: ${ids[index] ?? ''}, target: ${id} }`),
    ].join('\n');
    place.write('large.workflow.yaml', text);
    const plan = planLayout(analyse(text));
    const { nodes } = plan.draw(linearLayout(plan.structure));
    assert.deepEqual(printed(await place.run(['graph', 'large.workflow.yaml'])).nodes, nodes);
  }).timeout(60_000);
});
