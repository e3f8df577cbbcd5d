import assert from 'node:assert/strict';
import { parse, parseBeside } from '../../../../src/model/syntax/parse.ts';
import { itemsOf, type SyntaxTree, valueOf } from '../../../../src/model/syntax/syntaxTree.ts';

const text = `name: a
nodes:
  - id: start
    type: start
  - id: end
    type: end

edges:
  - source: start
    target: end
`;

function itemsIn({ root }: SyntaxTree, list: string): readonly unknown[] {
  return itemsOf(valueOf(root, list));
}

describe('A text in pieces', () => {
  for (const [where, at] of [
    ['at its beginning', 0],
    ['between two sections', text.indexOf('edges:')],
    ['at its end', text.length],
  ] as const)
    it(`parses nothing far from a key that is being typed ${where}`, () => {
      for (const typed of ['o', 'outputs', 'outputs:', '輸出:']) {
        const tree = parse(text);
        const nodes = itemsIn(tree, 'nodes');
        const edited = parse(`${text.slice(0, at)}${typed}\n${text.slice(at)}`, {}, tree);
        const now = itemsIn(edited, 'nodes');
        assert.equal(now.length, 2, typed);
        now.forEach((item, index) => {
          assert.equal(item, nodes[index], typed);
        });
      }
    });

  it('parses nothing far from a line that is not indented enough, and says where that is', () => {
    const at = text.indexOf('  - id: end');
    for (const typed of ['  f', '  foo', '  foo: 1', ' foo']) {
      const tree = parse(text);
      const edited = parse(`${text.slice(0, at)}${typed}\n${text.slice(at)}`, {}, tree);
      assert.deepEqual(
        edited.problems.map(({ range }) => range.start.line),
        [4],
        typed,
      );
      assert.equal(itemsIn(edited, 'nodes')[1], itemsIn(tree, 'nodes')[1], typed);
      assert.equal(itemsIn(edited, 'edges')[0], itemsIn(tree, 'edges')[0], typed);
    }
  });

  it('parses nothing far from a place where a key is asked for', () => {
    const tree = parse(text);
    const line = text.indexOf('\nedges:');
    for (const inserted of ['x:', '  - x', '    x:']) {
      const beside = parseBeside(tree, { start: line, oldEnd: line }, inserted);
      assert.ok(beside, inserted);
      assert.equal(itemsIn(beside, 'nodes')[0], itemsIn(tree, 'nodes')[0], inserted);
      assert.equal(itemsIn(beside, 'edges')[0], itemsIn(tree, 'edges')[0], inserted);
    }
  });

  it('is not parsed as a whole for an item where none can stand', () => {
    const line = text.indexOf('\nedges:');
    assert.equal(parseBeside(parse(text), { start: line, oldEnd: line }, ' - x'), undefined);
  });
});
