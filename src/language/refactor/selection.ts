/** What a refactoring is asked for: the project, and the nodes and edges that the selection touches. */
import type { Range } from '../../base/text.ts';
import type { SyntaxNode } from '../../model/syntax/syntaxTree.ts';
import { Places } from '../edits/places.ts';
import type { WrittenEdge, WrittenNode } from '../edits/written.ts';
import { FixContext } from '../fixes/fix.ts';
import type { Project } from '../../model/project.ts';

export class Selection {
  readonly context: FixContext;
  readonly nodes: readonly WrittenNode[];
  readonly edges: readonly WrittenEdge[];

  constructor(project: Project, range: Range) {
    this.context = new FixContext(project);
    const { written } = this.context;
    const places = new Places(project.syntax);
    const touched = ({ item }: { readonly item: SyntaxNode }): boolean => touches(item, range, places);
    // A node that is written twice is a mistake to be mended first.
    this.nodes = written.nodes.filter((node) => touched(node) && written.node(node.id) === node);
    this.edges = written.edges.filter(touched);
  }
}

/** By whole lines, as people select; a selection that ends at a line's beginning does not touch that line. */
function touches(item: SyntaxNode, { start, end }: Range, places: Places): boolean {
  const first = item.range.start.line;
  if (first > end.line) return false;
  const last = places.lines.positionAt(places.end(item)).line;
  const isBeginning = end.character === 0 && end.line > start.line;
  return first <= (isBeginning ? end.line - 1 : end.line) && last >= start.line;
}
