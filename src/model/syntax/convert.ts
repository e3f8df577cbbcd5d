/** What the parser understood as nodes of ours. */
import { type Alias, type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
import { t } from '../../base/l10n.ts';
import { LineIndex, type Range } from '../../base/text.ts';
import type { SyntaxLimits } from '../project.ts';
import { Extent } from './extent.ts';
import { nestingExceeded } from './limits.ts';
import { MapNode, PairNode, ScalarNode, SequenceNode } from './nodes.ts';
import type { Source } from './source.ts';
import { lineRange } from './syntaxProblems.ts';
import type { SyntaxMap, SyntaxNode, SyntaxPair, SyntaxProblem, SyntaxScalar, SyntaxSequence } from './syntaxTree.ts';

export class Converter {
  readonly #document: Document;
  readonly #source: Source;
  readonly #lines: LineIndex;
  readonly #bounds: SyntaxLimits;
  readonly #open = new Set<Node>();
  #aliases = 0;
  /** Aliases that are being expanded: mistakes in what they stand for are told of where it is written. */
  #expanding = 0;
  readonly problems: SyntaxProblem[] = [];
  /** Whether something in it stands for, or is what stands for, something elsewhere. */
  usesAnchors = false;
  exceeded: SyntaxProblem | undefined;

  constructor(document: Document, source: Source, bounds: SyntaxLimits) {
    this.#document = document;
    this.#source = source;
    this.#lines = new LineIndex(source.text);
    this.#bounds = bounds;
  }

  convert(node: Node | null | undefined): SyntaxNode | undefined {
    if (!node || this.exceeded) return undefined;
    if (isAlias(node)) return this.#alias(node);
    if (node.anchor !== undefined) this.usesAnchors = true;
    const extent = this.#extent(node);
    if (isScalar(node)) return scalar(node.value, node.type, extent);
    if (this.#open.has(node)) return undefined;
    this.#open.add(node);
    if (this.#open.size > this.#bounds.nesting)
      this.#exceed(nestingExceeded(this.#bounds.nesting), lineRange(this.#source.lines, node.range?.[0] ?? 0));
    const converted = isMap(node)
      ? this.#map(node.items, node.flow === true, extent)
      : isSeq(node)
        ? this.#sequence(node.items, node.flow === true, extent)
        : undefined;
    this.#open.delete(node);
    return converted;
  }

  /** The anchor's value at the alias's place, so that a mistake in it is shown where it is used. */
  #alias(alias: Alias): SyntaxNode | undefined {
    const { aliases } = this.#bounds;
    this.usesAnchors = true;
    if (++this.#aliases > aliases) {
      const message = t(
        'More than {0} aliases are expanded. Write the values out, or raise the setting ipaWorkflow.limits.aliases.',
        aliases,
      );
      this.#exceed(message, this.#range(alias));
      return undefined;
    }
    const target = alias.resolve(this.#document);
    if (!target) {
      const message = t(
        'No anchor "&{0}" stands before this alias. Write it at the value that is meant, or put the text into quotes.',
        alias.source,
      );
      if (this.#expanding === 0) this.problems.push({ code: 'yaml-syntax', message, range: this.#range(alias) });
      return undefined;
    }
    this.#expanding++;
    const converted = this.convert(target);
    this.#expanding--;
    return converted;
  }

  #exceed(message: string, range: Range): void {
    this.exceeded ??= { code: 'limit-exceeded', message, range };
  }

  #map(items: readonly unknown[], flow: boolean, extent: Extent): SyntaxMap {
    const pairs: SyntaxPair[] = [];
    const names = new Set<string>();
    for (const item of items) {
      if (!isPair(item)) continue;
      const key = this.convert(item.key as Node | null);
      if (key?.kind !== 'scalar') continue;
      const value = emptyValue(item.value as Node | null) ? undefined : this.convert(item.value as Node | null);
      const pair = new PairNode(key, value);
      const { name } = pair;
      pairs.push(pair);
      if (names.has(name) && this.#expanding === 0)
        this.problems.push({
          code: 'duplicate-key',
          message: t('This key is there already. Remove one of the two.'),
          range: key.range,
        });
      names.add(name);
    }
    return new MapNode(pairs, flow, extent);
  }

  #sequence(items: readonly unknown[], flow: boolean, extent: Extent): SyntaxSequence {
    const converted: SyntaxNode[] = [];
    for (const item of items) {
      const node = isPair(item) ? this.#map([item], true, extent) : this.convert(item as Node | null);
      if (node) converted.push(node);
    }
    return new SequenceNode(converted, flow, extent);
  }

  #range(node: Node): Range {
    const [start, valueEnd] = node.range ?? [0, 0];
    return this.#source.lines.range(start, Math.max(start, valueEnd));
  }

  #extent(node: Node): Extent {
    const [from, valueEnd] = node.range ?? [0, 0];
    const start = this.#lines.positionAt(from);
    const end = this.#lines.positionAt(Math.max(from, valueEnd));
    return new Extent(this.#source, start.line, start.character, end.line, end.character);
  }
}

/** `key:` with nothing behind it: the parser gives an empty scalar without a source. */
function emptyValue(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && node.range?.[0] === node.range?.[1]);
}

function scalar(value: unknown, type: string | undefined, extent: Extent): SyntaxScalar {
  const style = type === undefined || type === 'PLAIN' ? 'plain' : type.startsWith('BLOCK') ? 'block' : 'quoted';
  return new ScalarNode(scalarValue(value), style, extent);
}

/** JSON has no infinity and no big integer: those stay texts. */
function scalarValue(value: unknown): SyntaxScalar['value'] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'bigint' ? value.toString() : null;
}
