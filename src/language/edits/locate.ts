/** What begins at a place, exactly: the end of one thing may be the beginning of the next. */
import type { Range } from '../../base/text.ts';
import type { PathStep, SyntaxMap, SyntaxNode, SyntaxPair, SyntaxTree } from '../../model/syntax/syntaxTree.ts';

export interface Located {
  /** Steps from the root to `node`, or to the value of `pair`. */
  readonly path: readonly PathStep[];
  /** The innermost node that holds the place; of a key the map that it is in. */
  readonly node: SyntaxNode;
  /** The pair around the place. */
  readonly pair: SyntaxPair | undefined;
  readonly isKey: boolean;
  /** The maps around the place, outermost first, each with its own path. */
  readonly maps: readonly { readonly map: SyntaxMap; readonly path: readonly PathStep[] }[];
}

export function locate({ root, lines }: SyntaxTree, { start }: Range): Located | undefined {
  const offset = lines.offsetAt(start);
  const holds = ({ range }: { readonly range: Range }): boolean => {
    const [from, to] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
    return from === offset || (from < offset && offset < to);
  };
  if (!root || !holds(root)) return undefined;
  const maps: { map: SyntaxMap; path: readonly PathStep[] }[] = [];
  const path: PathStep[] = [];
  let pair: SyntaxPair | undefined;
  for (let node: SyntaxNode = root; ;) {
    if (node.kind === 'map') {
      maps.push({ map: node, path: [...path] });
      const found: SyntaxPair | undefined = node.pairs.find((one) => holds(one) || (one.value && holds(one.value)));
      if (!found) return { path, node, pair, isKey: false, maps };
      pair = found;
      path.push(found.name);
      if (holds(found.key) || !found.value || !holds(found.value)) return { path, node, pair, isKey: true, maps };
      node = found.value;
    } else if (node.kind === 'sequence') {
      const index: number = node.items.findIndex(holds);
      const item: SyntaxNode | undefined = node.items[index];
      if (!item) return { path, node, pair, isKey: false, maps };
      path.push(index);
      node = item;
    } else return { path, node, pair, isKey: false, maps };
  }
}
