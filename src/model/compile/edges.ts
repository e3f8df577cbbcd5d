import { Attached } from '../../base/attached.ts';
import { type MappedList, mapAgain } from '../../base/lists.ts';
import type { Steps } from '../../base/steps.ts';
import type { EdgeDefinition } from '../definition.ts';
import type { ExpressionProblem } from '../expressions/compile.ts';
import { compileCondition } from '../expressions/compileTemplate.ts';
import { itemsOf, stringOf, type SyntaxNode, type SyntaxTree, valueOf } from '../syntax/syntaxTree.ts';
import { type CompileContext, optional, readBoolean, readEnum, readString, readTemplate } from './read.ts';

/** An item of `edges` as it was compiled; the same object as long as nothing in it has changed. */
export interface EdgeEntry {
  /** Undefined where it does not name two ends, whether the nodes are there or not. */
  readonly edge: EdgeDefinition | undefined;
  readonly lowerSource: string;
  readonly lowerTarget: string;
  readonly problems: readonly ExpressionProblem[];
}

const none: readonly never[] = [];
const entries = new Attached<SyntaxNode, EdgeEntry>();
const items = new Attached<EdgeDefinition, SyntaxNode>();

/** An edge as it is written. */
export function itemOfEdge(edge: EdgeDefinition): SyntaxNode | undefined {
  return items.get(edge);
}

/** The same edge, its ends written as the nodes write their ids. */
export function withEnds(edge: EdgeDefinition, source: string, target: string): EdgeDefinition {
  if (edge.source === source && edge.target === target) return edge;
  const named = { ...edge, source, target };
  const item = items.get(edge);
  if (item) items.set(named, item);
  return named;
}

export type EdgeEntries = MappedList<SyntaxNode, EdgeEntry>;

/** @param before of the text before an edit */
export function compileEdges({ tree }: CompileContext, before: EdgeEntries | undefined): Steps<EdgeEntries> {
  const compileAgain = (item: SyntaxNode): EdgeEntry => {
    const known = entries.get(item);
    if (known) return known;
    const entry = compileItem(item, tree);
    entries.set(item, entry);
    return entry;
  };
  return mapAgain(before, itemsOf(valueOf(tree.root, 'edges')), compileAgain, isNoted);
}

/** Whether more is written than its ends. */
function isNoted({ edge, problems }: EdgeEntry): boolean {
  return problems.length > 0 || (edge !== undefined && (edge.default || edge.condition !== undefined));
}

function compileItem(item: SyntaxNode, tree: SyntaxTree): EdgeEntry {
  const context: CompileContext = { tree, problems: [] };
  const edge = compileEdge(item, context);
  if (edge) items.set(edge, item);
  return {
    edge,
    lowerSource: edge?.source.toLowerCase() ?? '',
    lowerTarget: edge?.target.toLowerCase() ?? '',
    problems: context.problems.length === 0 ? none : context.problems,
  };
}

function compileEdge(item: SyntaxNode, context: CompileContext): EdgeDefinition | undefined {
  const source = valueOf(item, 'source');
  const target = valueOf(item, 'target');
  const [from, to] = [stringOf(source), stringOf(target)];
  if (!source || !target || from === undefined || to === undefined) return undefined;
  return {
    source: from,
    target: to,
    on: readEnum(item, 'on', ['success', 'failure', 'always']) ?? 'success',
    default: readBoolean(item, 'default') ?? false,
    range: item.range,
    sourceRange: source.range,
    targetRange: target.range,
    ...optional('condition', readTemplate(item, 'condition', context, compileCondition)),
    ...optional('label', readString(item, 'label')),
  };
}
