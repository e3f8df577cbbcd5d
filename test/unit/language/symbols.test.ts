import assert from 'node:assert/strict';
import { comparePositions } from '../../../src/base/text.ts';
import { rememberSymbol, symbols } from '../../../src/language/symbols.ts';
import type { OutlineSymbol } from '../../../src/language/types.ts';
import { analyse } from '../../../src/model/project.ts';

function tree(text: string): string {
  const lines: string[] = [];
  const visit = (list: readonly OutlineSymbol[], indent: string): void => {
    for (const { name, detail, kind, children } of list) {
      lines.push(`${indent}${name} [${kind}] ${detail}`.trimEnd());
      visit(children, `${indent}  `);
    }
  };
  visit(symbols(analyse(text)), '');
  return lines.join('\n');
}

describe('the outline', () => {
  it('has inputs, agents, nodes and edges', () => {
    assert.equal(
      tree(`name: x
inputs:
  q: { type: string }
agents:
  api: { uses: http }
nodes:
  - { id: start, type: start }
  - { id: f, type: parallel_gateway, gateway_type: fork }
  - { id: a, type: agent_task, agent_id: api }
  - { id: j, type: parallel_gateway, gateway_type: join }
edges:
  - { source: start, target: f }
  - { source: f, target: a, on: failure }
`),
      `inputs [section] 1
  q [input] string
agents [section] 1
  api [agent] http
nodes [section] 4
  start [start] start
  f [fork] fork
  a [agent_task] agent_task · api
  j [join] join
edges [section] 2
  start → f [edge]
  f → a [edge] failure`,
    );
  });

  it('shows what is half-typed', () => {
    assert.equal(
      tree('nodes:\n  - id:\n  - { id: a, type: \nedges:\n  - source: a'),
      'nodes [section] 2\n  (no name) [node]\n  a [node]\nedges [section] 1\n  a → … [edge]',
    );
    assert.equal(tree('edges:\n  - source: a'), 'edges [section] 1\n  a → … [edge]');
    assert.equal(tree(''), '');
  });

  it('keeps the selection within the range, also behind an alias', () => {
    const check = ({ name, range, selectionRange, children }: OutlineSymbol): void => {
      assert(comparePositions(range.start, selectionRange.start) <= 0, name);
      assert(comparePositions(selectionRange.end, range.end) <= 0, name);
      assert.notEqual(name, '');
      children.forEach(check);
    };
    const text =
      'x-a: &a { id: n, type: start }\nx-i: &i later\nnodes: [*a, { id: *i }]\nedges: [{ source: *i, target: n }]';
    const found = symbols(analyse(text));
    assert.equal(found.length, 2);
    found.forEach(check);
  });

  it('says the same of items that were asked one by one while the text was read', () => {
    const text = `name: x
edges:
  - { source: a, target: b, label: c }
  - source: b
nodes:
  - id: a
    type: agent_task
    agent_id: api
  - { id: b, type: end } # last
`;
    const asked: string[] = [];
    const project = analyse(text, {
      onItem(list, item) {
        asked.push(`${list} ${item.range.start.line}`);
        rememberSymbol(list, item);
      },
    });
    // What has a comment is not forgotten, so nobody has to be told.
    assert.deepEqual(asked, ['edges 2', 'edges 3', 'nodes 5']);
    assert.deepEqual(symbols(project), symbols(analyse(text)));
  });
});
