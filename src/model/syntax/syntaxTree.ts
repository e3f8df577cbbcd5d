import type { JsonValue } from '../../base/json.ts';
import { emptyObject } from '../../base/json.ts';
import type { LineIndex, Position, Range } from '../../base/text.ts';
import { comparePositions, rangeContains } from '../../base/text.ts';
import type { Source } from './source.ts';

/** A YAML text as an immutable tree with ranges. What is broken is left out and listed under `problems`. */
export interface SyntaxTree {
  readonly text: string;
  readonly lines: LineIndex;
  /** Absent for an empty text, or one that is past a limit. */
  readonly root: SyntaxNode | undefined;
  readonly problems: readonly SyntaxProblem[];
  /** Lines that hold `# workflow-ignore: CODE …`, with the codes. */
  readonly ignores: ReadonlyMap<number, readonly string[]>;
}

export interface SyntaxProblem {
  readonly code: 'yaml-syntax' | 'duplicate-key' | 'multiple-documents' | 'limit-exceeded';
  readonly message: string;
  readonly range: Range;
}

interface Located {
  readonly range: Range;
  /** What it was parsed from. */
  readonly source: Source;
}

export interface SyntaxScalar extends Located {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** `plain`, or how it is quoted. A block scalar is `|` or `>`. */
  readonly style: 'plain' | 'quoted' | 'block';
}

export interface SyntaxPair {
  readonly range: Range;
  readonly key: SyntaxScalar;
  /** The key as text. */
  readonly name: string;
  /** Absent where nothing is written yet. */
  readonly value: SyntaxNode | undefined;
}

export interface SyntaxMap extends Located {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly pairs: readonly SyntaxPair[];
}

export interface SyntaxSequence extends Located {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly SyntaxNode[];
}

export type SyntaxNode = SyntaxScalar | SyntaxMap | SyntaxSequence;

/** The first pair of that key; undefined when the node is no map or has none. */
export function pairOf(node: SyntaxNode | undefined, name: string): SyntaxPair | undefined {
  if (node?.kind !== 'map') return undefined;
  const { pairs } = node;
  for (let at = 0; at < pairs.length; at++) if (pairs[at]?.name === name) return pairs[at];
  return undefined;
}

export function valueOf(node: SyntaxNode | undefined, name: string): SyntaxNode | undefined {
  return pairOf(node, name)?.value;
}

/** The value of a scalar that is a string; numbers and booleans are not texts. */
export function stringOf(node: SyntaxNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

export function itemsOf(node: SyntaxNode | undefined): readonly SyntaxNode[] {
  return node?.kind === 'sequence' ? node.items : [];
}

export function pairsOf(node: SyntaxNode | undefined): readonly SyntaxPair[] {
  return node?.kind === 'map' ? node.pairs : [];
}

/** The JSON value of a node. Of a key written twice the first counts, as everywhere in the editor. */
export function toJson(node: SyntaxNode | undefined): JsonValue {
  switch (node?.kind) {
    case undefined:
      return null;
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(toJson);
    case 'map': {
      const object = emptyObject();
      for (const pair of node.pairs) if (!(pair.name in object)) object[pair.name] = toJson(pair.value);
      return object;
    }
  }
}

/** One step from the root to a place: a map's key or a sequence's index. */
export type PathStep = string | number;

/** The node at a path, or undefined. */
export function nodeAt(root: SyntaxNode | undefined, path: readonly PathStep[]): SyntaxNode | undefined {
  let node = root;
  for (const step of path) {
    node = typeof step === 'number' ? itemsOf(node)[step] : valueOf(node, step);
    if (!node) return undefined;
  }
  return node;
}

/** What stands at a position: the way to it from the root, and whether the cursor is on a key. */
export interface SyntaxPlace {
  readonly path: readonly PathStep[];
  /** From the root down to the innermost node that holds the position. */
  readonly nodes: readonly SyntaxNode[];
  /** The pair whose key holds the position. */
  readonly onKey: SyntaxPair | undefined;
}

export function placeAt(root: SyntaxNode | undefined, position: Position): SyntaxPlace {
  const path: PathStep[] = [];
  const nodes: SyntaxNode[] = [];
  let node = root && rangeContains(root.range, position) ? root : undefined;
  while (node) {
    nodes.push(node);
    const step: { name: PathStep; value: SyntaxNode | undefined; key?: SyntaxPair } | undefined = stepInto(
      node,
      position,
    );
    if (!step) break;
    path.push(step.name);
    if (step.key) return { path, nodes, onKey: step.key };
    node = step.value;
  }
  return { path, nodes, onKey: undefined };
}

/** Where one part ends and the next begins, it is the next: a block ends where the line after it begins. */
function stepInto(
  node: SyntaxNode,
  position: Position,
): { name: PathStep; value: SyntaxNode | undefined; key?: SyntaxPair } | undefined {
  if (node.kind === 'sequence') {
    const index = lastFrom(node.items, position);
    const item = node.items[index];
    return item && rangeContains(item.range, position) ? { name: index, value: item } : undefined;
  }
  if (node.kind === 'map') {
    const pair = node.pairs.findLast((candidate) => rangeContains(candidate.range, position));
    if (!pair) return undefined;
    if (rangeContains(pair.key.range, position)) return { name: pair.name, value: undefined, key: pair };
    const inValue = pair.value && rangeContains(pair.value.range, position);
    return { name: pair.name, value: inValue ? pair.value : undefined };
  }
  return undefined;
}

/** The last of the items, which stand behind each other, that does not begin behind a position; -1 where all do. */
function lastFrom(items: readonly SyntaxNode[], position: Position): number {
  let [low, high] = [-1, items.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (comparePositions((items[middle] as SyntaxNode).range.start, position) <= 0) low = middle;
    else high = middle - 1;
  }
  return low;
}
