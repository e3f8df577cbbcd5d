import { Attached } from '../../base/attached.ts';
import { type MappedList, mapAgain } from '../../base/lists.ts';
import type { Steps } from '../../base/steps.ts';
import type { EdgeDefinition } from '../definition.ts';
import type { ExpressionProblem } from '../expressions/compile.ts';
import { compileCondition } from '../expressions/compileTemplate.ts';
import { itemsOf, type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import {
  type CompileContext,
  type ItemContext,
  optional,
  readBoolean,
  readEnum,
  readString,
  readTemplate,
} from './read.ts';

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
  return mapAgain(before, itemsOf(valueOf(tree.root, 'edges')), compileEdgeItem, isNoted);
}

/** Whether more is written than its ends. */
function isNoted({ edge, problems }: EdgeEntry): boolean {
  return problems.length > 0 || (edge !== undefined && (edge.default || edge.condition !== undefined));
}

export function compileEdgeItem(item: SyntaxNode): EdgeEntry {
  const known = entries.get(item);
  if (known) return known;
  const context: ItemContext = { problems: [] };
  const edge = compileEdge(item, context);
  if (edge) items.set(edge, item);
  const entry = {
    edge,
    lowerSource: edge?.source.toLowerCase() ?? '',
    lowerTarget: edge?.target.toLowerCase() ?? '',
    problems: context.problems.length === 0 ? none : context.problems,
  };
  entries.set(item, entry);
  return entry;
}

function compileEdge(item: SyntaxNode, context: ItemContext): EdgeDefinition | undefined {
  const source = readString(item, 'source');
  const target = readString(item, 'target');
  if (source === undefined || target === undefined) return undefined;
  const edge = {
    source,
    target,
    on: readEnum(item, 'on', ['success', 'failure', 'always']) ?? 'success',
    default: readBoolean(item, 'default') ?? false,
    ...optional('condition', readTemplate(item, 'condition', context, compileCondition)),
    ...optional('label', readString(item, 'label')),
  };
  return Object.defineProperties(edge, ranges) as EdgeDefinition;
}

/** Where it stands is looked up when somebody asks, which is seldom. */
const ranges = {
  range: rangeOf((item) => item),
  sourceRange: rangeOf((item) => valueOf(item, 'source')),
  targetRange: rangeOf((item) => valueOf(item, 'target')),
};

function rangeOf(find: (item: SyntaxNode | undefined) => SyntaxNode | undefined): PropertyDescriptor {
  return {
    enumerable: true,
    configurable: true,
    get(this: EdgeDefinition) {
      return find(itemOfEdge(this))?.range;
    },
  };
}
