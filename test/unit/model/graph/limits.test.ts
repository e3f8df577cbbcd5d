import assert from 'node:assert/strict';
import { defaultGraphLimits } from '../../../../src/model/graph/limits.ts';
import { analyse, type ProjectOptions } from '../../../../src/model/project.ts';
import { expectDiagnostics, type Said } from '../document.ts';

/** A start, so many nodes that wait beside each other, and an end. */
function star(branches: number): string {
  const ids = Array.from({ length: branches }, (_, index) => `n${String(index)}`);
  return `name: a
nodes:
  - { id: fork, type: start }
${ids.map((id) => `  - { id: ${id}, type: delay, config: { seconds: 1 } }\n`).join('')}  - { id: end, type: end }
edges:
${ids.map((id) => `  - { source: fork, target: ${id} }\n  - { source: ${id}, target: end }\n`).join('')}`;
}

/** No fork and no join: that is another matter. */
const severity = { 'implicit-fork': 'off', 'unsynchronized-merge': 'off' } as const;

const nodesMessage = (limit: number): string =>
  `More than ${String(limit)} nodes, those of subworkflows included. Split the workflow, or raise the setting ipaWorkflow.limits.nodes.`;
const edgesMessage = (limit: number): string =>
  `More than ${String(limit)} edges, those of subworkflows included. Split the workflow, or raise the setting ipaWorkflow.limits.edges.`;

describe('the limits of a graph (threat T14)', () => {
  it('are 25,000 nodes, 50,000 edges and 10,000 branches', () => {
    assert.deepEqual(defaultGraphLimits, { nodes: 25_000, edges: 50_000, branches: 10_000 });
  });

  it('warn from a fifth of the nodes on', () => {
    const warnings = (nodes: number): string[] =>
      analyse(star(3), { limits: { nodes }, severity }).diagnostics.map(
        ({ severity, message }) => `${severity} ${message}`,
      );
    for (const nodes of [5, 6, 25])
      assert.deepEqual(warnings(nodes), [
        `warning There are 5 nodes, those of subworkflows included; the limit is ${String(nodes)}. So many are slow to draw and to follow.`,
      ]);
    assert.deepEqual(warnings(26), []);
  });

  const told = (limits: ProjectOptions['limits'], expected: readonly Said[], marked: string): void => {
    expectDiagnostics(marked, expected, { limits: { nodes: 100, ...limits }, severity });
  };

  it('are settings, and are told on what they are about', () => {
    told({ nodes: 20 }, [], star(1));
    told({ nodes: 4 }, [{ code: 'limit-exceeded', message: nodesMessage(4) }], star(3).replace('nodes', '«nodes»'));
    told({ edges: 6 }, [], star(3));
    told({ edges: 5 }, [{ code: 'limit-exceeded', message: edgesMessage(5) }], star(3).replace('edges', '«edges»'));
    told({ branches: 3 }, [], star(3));
    told(
      { branches: 2 },
      [
        {
          code: 'limit-exceeded',
          message:
            'More than 2 branches begin at "fork". Use a node of type for_each, or raise the setting ipaWorkflow.limits.branches.',
          nodes: ['fork'],
        },
      ],
      star(3).replace('id: fork', 'id: «fork»'),
    );
  });

  it('keep a workflow from being executed, silenced or not; the warning does not', () => {
    const limits = { nodes: 4 };
    assert(!analyse(star(3), { limits, severity: { 'limit-exceeded': 'off' } }).executable);
    const ignored = `# workflow-ignore: limit-exceeded\n${star(3).replace('name: a\n', '')}name: a\n`;
    assert.deepEqual(
      analyse(ignored, { limits }).blockers.map(({ code }) => code),
      ['limit-exceeded'],
    );
    for (const text of [star(3), ignored]) assert(analyse(text, { limits: { nodes: 5 } }).executable);
    assert(analyse(star(3), { limits: { nodes: 5 }, severity: { 'limit-exceeded': 'off' } }).executable);
  });

  it('are told of alone: what is past them is not checked any further', () => {
    const text = star(3).replace('type: end', 'type: edn');
    assert.deepEqual(
      analyse(text, { limits: { nodes: 3 } }).diagnostics.map(({ code }) => code),
      ['limit-exceeded'],
    );
  });
});
