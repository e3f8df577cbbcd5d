import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
import { planLayout } from '../../../src/layout/plan.ts';
import type { Diagnostic, Severity } from '../../../src/model/diagnostic.ts';
import { analyse } from '../../../src/model/project.ts';
import type { GraphPicture } from '../../../src/protocol/graph.ts';
import { sketch } from '../../support/presentation/story.ts';

const tutorial = readFileSync(
  new URL('../../../examples/tutorial/data_aggregation.workflow.yaml', import.meta.url),
  'utf8',
);

const everything = `
name: everything
agents:
  ask: { name: "Ask  the\\n shop", uses: http, with: { url: "http://127.0.0.1/" } }
nodes:
  - { id: start, type: start, name: Begin }
  - { id: split, type: parallel_gateway, gateway_type: fork, config: { max_concurrency: 2 } }
  - { id: a, type: agent_task, agent_id: ask }
  - { id: b, type: agent_task, agent_id: nobody }
  - { id: meet, type: parallel_gateway, gateway_type: join, config: { mode: n_of_m, count: 1 } }
  - { id: which, type: exclusive_gateway }
  - { id: pause, type: delay, config: { seconds: 90 } }
  - { id: end, type: end, config: { terminate: true } }
edges:
  - { source: start, target: split }
  - { source: split, target: a }
  - { source: split, target: b }
  - { source: a, target: meet }
  - { source: b, target: meet }
  - { source: meet, target: which }
  - { source: which, target: pause, condition: "\${{ inputs.large == 'yes' }}" }
  - { source: which, target: end, default: true }
  - { source: pause, target: end, label: rested }
  - { source: pause, target: which, on: failure }
  - { source: pause, target: nowhere }
`;

function picture(text: string): GraphPicture {
  const plan = planLayout(analyse(text), 'down');
  return plan.draw(linearLayout(plan.structure));
}

describe('what a picture says', () => {
  it('is each node’s name or id, what it does, by whom, and its worst problem', () => {
    assert.deepEqual(
      picture(everything).nodes.map(({ label, detail, runner, problem }) => [label, detail, runner, problem ?? '']),
      [
        ['Begin', '', '', ''],
        ['split', 'at most 2 at a time', '', ''],
        ['a', 'Ask the shop', 'http', ''],
        ['b', 'nobody', '', 'error'],
        ['meet', '1 of 2', '', ''],
        ['which', '', '', 'error'],
        ['pause', '1 m 30 s', '', 'error'],
        ['end', 'ends everything', '', ''],
      ],
    );
  });

  it('marks a node with the worst that is said about it', () => {
    const project = analyse(sketch('start > a > b > c > end'));
    const about = (severity: Severity, ...nodes: string[]): Diagnostic => {
      const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
      return { code: 'cycle', severity, message: '', range, nodes, related: [] };
    };
    const diagnostics = [about('error', 'a'), about('warning', 'a', 'b'), about('hint', 'b', 'c'), about('info', 'c')];
    const plan = planLayout({ ...project, diagnostics });
    assert.deepEqual(
      plan.draw(linearLayout(plan.structure)).nodes.map(({ problem }) => problem),
      [undefined, 'error', 'warning', undefined, undefined],
    );
  });

  it('is each edge’s own label, else its condition, else its outcome; edges without both ends are left out', () => {
    assert.deepEqual(
      picture(everything).edges.map(({ source, target, on, label }) => `${source} > ${target} ${on}: ${label}`),
      [
        'start > split success: ',
        'split > a success: ',
        'split > b success: ',
        'a > meet success: ',
        'b > meet success: ',
        'meet > which success: ',
        "which > pause success: inputs.large == 'yes'",
        'which > end success: otherwise',
        'pause > end success: rested',
        'pause > which failure: on failure',
      ],
    );
  });

  it('is the text of a condition, or of a delay, that cannot be read', () => {
    const broken = everything
      .replace(/condition: .*? }/, 'condition: "${{ inputs.a == }}" }')
      .replace(/config: { seconds: .*? }/, 'config: { seconds: "${{ oops( }}" }');
    const { nodes, edges } = picture(broken);
    assert(edges.some(({ label }) => label === '${{ inputs.a == }}'));
    assert(nodes.some(({ detail }) => detail === '${{ oops( }}'));
    assert(![...edges.map(({ label }) => label), ...nodes.map(({ detail }) => detail)].includes('null'));
  });

  it('has a place for a label exactly where there is one', () => {
    for (const { label, labelAt } of picture(everything).edges) assert.equal(labelAt !== undefined, label !== '');
  });

  it('is cut where a text is endless', () => {
    const [first] = picture(everything.replace('Begin', 'x'.repeat(5000))).nodes;
    assert.equal(first?.label, `${'x'.repeat(199)}…`);
  });

  it('is drawn of a text that is being typed', () => {
    for (const text of ['', 'nodes: [', 'nodes:\n  - id: a\nedges:\n  - { source: a }'])
      assert.doesNotThrow(() => picture(text));
  });
});

describe('the key of a layout', () => {
  const key = (text: string): string => planLayout(analyse(text)).key;

  it('stays when only texts change', () => {
    assert.equal(key(tutorial.replaceAll('fetch_db', 'read_database').replaceAll('Agent', 'Worker')), key(tutorial));
  });

  it('changes with a kind, an edge, a label and the direction', () => {
    const plain = sketch('start > a > end');
    const keys = [
      plain,
      sketch('start > fork > end'),
      sketch('start > a > end, start > end'),
      plain.replace('target: end }', 'target: end, label: done }'),
    ].map(key);
    keys.push(planLayout(analyse(plain), 'right').key);
    assert.equal(new Set(keys).size, keys.length, keys.join('\n'));
  });
});

describe('the direction of a picture', () => {
  const direction = (edges: string): string => planLayout(analyse(sketch(edges))).structure.direction;
  const branches = (count: number): string =>
    Array.from({ length: count }, (_, index) => `start > fork > b${index} > join > end`).join('\n');

  it('is down where that can be read in half a window', () => {
    assert.equal(planLayout(analyse(tutorial)).structure.direction, 'down');
    assert.equal(direction('start > a > b > c > d > e > f > g > end'), 'down');
  });

  it('is to the right where many branches stand side by side', () => {
    assert.equal(direction(branches(12)), 'right');
  });
});
