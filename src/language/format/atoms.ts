/**
 * A YAML text as the formatter sees it: atoms, which stay as they are, and the white space between them, which may change.
 * Lines and columns count from zero, columns in UTF-16 code units.
 */

export type AtomKind =
  | 'dash'
  | 'question'
  | 'colon'
  | 'comma'
  | 'open'
  | 'close'
  | 'plain'
  | 'quoted'
  | 'alias'
  /** An anchor or a tag. */
  | 'property'
  /** `|` or `>` with what stands right behind it. */
  | 'header'
  /** The lines of a block scalar, from the beginning of the first one on. */
  | 'body'
  | 'comment'
  /** `---`, `...` or a directive. */
  | 'marker';

/** What the lines of a block scalar have in common. */
export interface Body {
  /** Spaces before each line; undefined when all are blank. */
  readonly indent: number | undefined;
  /** Whether the header gives their number. */
  readonly isExplicit: boolean;
}

/** A list or map in block style. */
export interface Block {
  readonly kind: 'map' | 'seq';
  readonly column: number;
  readonly parent: Block | undefined;
  readonly depth: number;
  readonly line: number;
  lastLine: number;
  /** Where it will stand; undefined until the layout comes to its first atom. */
  newColumn: number | undefined;
}

/** A list or map in brackets. */
export interface Flow {
  readonly open: Atom;
  readonly parent: Flow | undefined;
  /** What stands behind its bracket on the same line, if something does. */
  first: Atom | undefined;
  close: Atom | undefined;
}

export interface Atom {
  readonly kind: AtomKind;
  readonly start: number;
  /** Without white space at its end. */
  readonly end: number;
  readonly line: number;
  readonly lastLine: number;
  readonly column: number;
  /** Whether nothing but white space stands before it on its line. */
  readonly isFirst: boolean;
  /** The innermost one that it is written in. */
  block: Block | undefined;
  /** The innermost one that it is written in; brackets are in their own. */
  flow: Flow | undefined;
  /** Whether an item of its block begins with it, so that it stands in the block's column. */
  opens: boolean;
  /** Spaces before it, where it is not the first one of its line. */
  gap: number;
  newColumn: number;
  readonly body: Body | undefined;
}
