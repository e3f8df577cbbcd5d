import { Attached } from '../../base/attached.ts';
import { type MappedList, mapAgain } from '../../base/lists.ts';
import type { Steps } from '../../base/steps.ts';
import type { Range } from '../../base/text.ts';
import type { EdgeDefinition } from '../definition.ts';
import type { ExpressionProblem } from '../expressions/compile.ts';
import { compileCondition } from '../expressions/compileTemplate.ts';
import type { Template } from '../expressions/template.ts';
import { itemsOf, type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import { type CompileContext, type ItemContext, readBoolean, readEnum, readString, readTemplate } from './read.ts';

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

/** An edge as it is written. */
export function itemOfEdge(edge: EdgeDefinition): SyntaxNode | undefined {
  return edge instanceof WrittenEdge ? edge.item : undefined;
}

/** The same edge, its ends written as the nodes write their ids. */
export function withEnds(edge: EdgeDefinition, source: string, target: string): EdgeDefinition {
  if (edge.source === source && edge.target === target) return edge;
  const item = itemOfEdge(edge);
  return item ? new WrittenEdge(item, { ...edge, source, target }) : { ...edge, source, target };
}

/**
 * There are many: where one stands is looked up when somebody asks, which is seldom. One in which there is nothing wrong is its own
 * entry.
 */
class WrittenEdge implements EdgeDefinition, EdgeEntry {
  readonly source: string;
  readonly target: string;
  readonly on: EdgeDefinition['on'];
  readonly default: boolean;
  declare readonly condition?: Template;
  declare readonly label?: string;
  readonly #item: SyntaxNode;
  readonly #lowerSource: string;
  readonly #lowerTarget: string;

  constructor(item: SyntaxNode, { source, target, on, default: isDefault, condition, label }: Written) {
    this.source = source;
    this.target = target;
    this.on = on;
    this.default = isDefault;
    if (condition !== undefined) this.condition = condition;
    if (label !== undefined) this.label = label;
    this.#item = item;
    this.#lowerSource = source.toLowerCase();
    this.#lowerTarget = target.toLowerCase();
  }

  get edge(): EdgeDefinition {
    return this;
  }

  get lowerSource(): string {
    return this.#lowerSource;
  }

  get lowerTarget(): string {
    return this.#lowerTarget;
  }

  get problems(): readonly never[] {
    return none;
  }

  get item(): SyntaxNode {
    return this.#item;
  }

  get range(): Range {
    return this.#item.range;
  }

  get sourceRange(): Range {
    return (valueOf(this.#item, 'source') ?? this.#item).range;
  }

  get targetRange(): Range {
    return (valueOf(this.#item, 'target') ?? this.#item).range;
  }
}

interface Written extends Pick<EdgeDefinition, 'source' | 'target' | 'on' | 'default'> {
  readonly condition?: Template | undefined;
  readonly label?: string | undefined;
}

export type EdgeEntries = MappedList<SyntaxNode, EdgeEntry>;

/** @param before of the text before an edit */
export function compileEdges({ tree }: CompileContext, before: EdgeEntries | undefined): Steps<EdgeEntries> {
  return mapAgain(before, itemsOf(valueOf(tree.root, 'edges')), (item) => compileEdgeItem(item), isNoted);
}

/** Whether more is written than its ends. */
function isNoted({ edge, problems }: EdgeEntry): boolean {
  return problems.length > 0 || (edge !== undefined && (edge.default || edge.condition !== undefined));
}

/** @param ids of nodes, by themselves: where an end is written as one of them, it is the same string */
export function compileEdgeItem(item: SyntaxNode, ids?: ReadonlyMap<string, string>): EdgeEntry {
  const known = entries.get(item);
  if (known) return known;
  const context: ItemContext = { problems: [] };
  const edge = compileEdge(item, context, ids);
  const { problems } = context;
  const entry =
    edge && problems.length === 0
      ? edge
      : { edge, lowerSource: edge?.lowerSource ?? '', lowerTarget: edge?.lowerTarget ?? '', problems };
  entries.set(item, entry);
  return entry;
}

function compileEdge(
  item: SyntaxNode,
  context: ItemContext,
  ids: ReadonlyMap<string, string> | undefined,
): WrittenEdge | undefined {
  const source = readString(item, 'source');
  const target = readString(item, 'target');
  if (source === undefined || target === undefined) return undefined;
  return new WrittenEdge(item, {
    source: ids?.get(source) ?? source,
    target: ids?.get(target) ?? target,
    on: readEnum(item, 'on', ['success', 'failure', 'always']) ?? 'success',
    default: readBoolean(item, 'default') ?? false,
    condition: readTemplate(item, 'condition', context, compileCondition),
    label: readString(item, 'label'),
  });
}
