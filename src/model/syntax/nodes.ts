/** The nodes of a syntax tree. There may be a million of them: a range is made when somebody asks. */
import { comparePositions, type Range } from '../../base/text.ts';
import { Extent, liveRange, type Place } from './extent.ts';
import type { Source } from './source.ts';
import type { SyntaxMap, SyntaxNode, SyntaxPair, SyntaxScalar, SyntaxSequence } from './syntaxTree.ts';

/** Knows by itself where it stands: an extent of its own would be as large as the node. */
export abstract class Located extends Extent {
  #range: Range | undefined = undefined;

  constructor({ source, startLine, startCharacter, endLine, endCharacter }: Place) {
    super(source, startLine, startCharacter, endLine, endCharacter);
  }

  get range(): Range {
    return (this.#range ??= liveRange(this, this));
  }
}

export class ScalarNode extends Located implements SyntaxScalar {
  readonly value: SyntaxScalar['value'];
  readonly style: SyntaxScalar['style'];

  constructor(value: SyntaxScalar['value'], style: SyntaxScalar['style'], extent: Place) {
    super(extent);
    this.value = value;
    this.style = style;
  }

  get kind(): 'scalar' {
    return 'scalar';
  }
}

export class MapNode extends Located implements SyntaxMap {
  readonly flow: boolean;
  readonly pairs: readonly SyntaxPair[];

  constructor(pairs: readonly SyntaxPair[], flow: boolean, extent: Place) {
    super(extent);
    this.pairs = pairs;
    this.flow = flow;
  }

  get kind(): 'map' {
    return 'map';
  }
}

export class SequenceNode extends Located implements SyntaxSequence {
  readonly flow: boolean;
  readonly items: readonly SyntaxNode[];

  constructor(items: readonly SyntaxNode[], flow: boolean, extent: Place) {
    super(extent);
    this.items = items;
    this.flow = flow;
  }

  get kind(): 'sequence' {
    return 'sequence';
  }
}

export class PairNode implements SyntaxPair {
  readonly key: SyntaxScalar;
  readonly name: string;
  readonly value: SyntaxNode | undefined;
  #range: Range | undefined = undefined;

  constructor(key: SyntaxScalar, value: SyntaxNode | undefined) {
    this.key = key;
    this.name = String(key.value);
    this.value = value;
  }

  /** The value may stand elsewhere, as an alias's target. */
  get range(): Range {
    return (this.#range ??= liveRange(this.key.range, this.#last));
  }

  get #last(): Range {
    const { range } = this.key;
    return this.value && comparePositions(range.end, this.value.range.start) <= 0 ? this.value.range : range;
  }
}

/** What is put together of pieces: it reaches from the first to the last of its parts. */
abstract class Spanning {
  readonly source: Source;
  readonly #first: Extent;
  readonly #last: Extent;
  #range: Range | undefined = undefined;

  constructor(first: Extent, last: Extent) {
    this.source = first.source;
    this.#first = first;
    this.#last = last;
  }

  get range(): Range {
    return (this.#range ??= liveRange(this.#first, this.#last));
  }
}

export class SpanningMap extends Spanning implements SyntaxMap {
  readonly flow = false;
  readonly pairs: readonly SyntaxPair[];

  constructor(pairs: readonly SyntaxPair[], first: Extent, last: Extent) {
    super(first, last);
    this.pairs = pairs;
  }

  get kind(): 'map' {
    return 'map';
  }
}

export class SpanningSequence extends Spanning implements SyntaxSequence {
  readonly flow = false;
  readonly items: readonly SyntaxNode[];

  constructor(items: readonly SyntaxNode[], first: Extent, last: Extent) {
    super(first, last);
    this.items = items;
  }

  get kind(): 'sequence' {
    return 'sequence';
  }
}
