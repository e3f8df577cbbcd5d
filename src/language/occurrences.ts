/**
 * Every place where a file declares or names a node, an agent or an input.
 *
 * One walk in the order of the text. A search by name compiles only the expressions that hold it, one by place only those that
 * stand there, so that what an editor asks for at every key does not compile a whole file. A name that is rare is looked for in its
 * lines alone.
 */
import { comparePositions, type Position, type Range, rangeContains } from '../base/text.ts';
import type { Reference } from '../model/expressions/compile.ts';
import type { Project } from '../model/project.ts';
import { resolvePath } from '../model/subworkflows/paths.ts';
import {
  itemsOf,
  pairsOf,
  stringOf,
  type SyntaxNode,
  type SyntaxPair,
  type SyntaxScalar,
  type SyntaxTree,
  valueOf,
} from '../model/syntax/syntaxTree.ts';
import { scalarReferences, visitScalars } from './expressionScalars.ts';
import { itemsWithin, touches } from './itemsWithin.ts';
import { jsonataPaths } from '../model/expressions/jsonata.ts';
import { linesWith } from './linesWith.ts';
import { namedParts, type Receiver } from './namedParts.ts';

export interface Name {
  readonly kind: 'node' | 'agent' | 'input';
  readonly id: string;
  /** Of another file's input: that file, by its path as seen from this one's folder. */
  readonly file?: string;
}

export interface Occurrence extends Name {
  readonly range: Range;
  readonly declares: boolean;
  /** Where it stands: a map's key, a value of its own, or inside an expression or a JSONata text. */
  readonly form: 'key' | 'value' | 'expression' | 'jsonata';
  /** Of an entry of what nodes hand on (`input.ID`, `nodes.start.output.NAME`): the nodes that receive it by this name. */
  readonly entryOf?: ReadonlySet<number>;
}

export interface Search {
  /** Only these. */
  readonly name?: Name;
  /** Only those that touch it. */
  readonly span?: Range;
  /** False leaves out what stands inside expressions. */
  readonly expressions?: boolean;
}

type Analysed = Pick<Project, 'syntax' | 'definition' | 'graph'>;

/** In the order of the text; each place once, also when an alias repeats it. */
export function occurrencesOf(project: Analysed, search: Search = {}): readonly Occurrence[] {
  const { name, span } = search;
  const lines = name && !span ? linesWith(project.syntax, name.id) : undefined;
  const searches = lines?.map((line) => ({ ...search, span: wholeLine(line) })) ?? [search];
  const found = searches.flatMap((each) => walked(project, each));
  found.sort((a, b) => comparePositions(a.range.start, b.range.start));
  return found.filter((one, index) => index === 0 || !isSamePlace(one, found[index - 1]));
}

function walked(project: Analysed, search: Search): readonly Occurrence[] {
  const walk = new Walk(project, search);
  for (const pair of pairsOf(project.syntax.root)) if (walk.reaches(pair)) walk.section(pair);
  return walk.found;
}

function wholeLine(line: number): Range {
  return { start: { line, character: 0 }, end: { line, character: Infinity } };
}

/** Where a name is declared: no expression is looked at. */
export function declarationsOf(project: Analysed, name: Name): readonly Occurrence[] {
  return occurrencesOf(project, { name, expressions: false }).filter(({ declares }) => declares);
}

/** What stands at a position. */
export function occurrenceAt(project: Analysed, position: Position): Occurrence | undefined {
  const span = { start: position, end: position };
  return occurrencesOf(project, { span }).find((one) => rangeContains(one.range, position));
}

/** Whether two names mean the same: node ids and inputs are compared without regard to case, agent ids with. */
export function isSame(a: Name, b: Name): boolean {
  return a.kind === b.kind && a.file === b.file && (a.kind === 'agent' ? a.id === b.id : sameId(a.id, b.id));
}

function sameId(a: string, b: string): boolean {
  return a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase());
}

function isSamePlace(a: Occurrence, b: Occurrence | undefined): boolean {
  return a.kind === b?.kind && comparePositions(a.range.start, b.range.start) === 0;
}

class Walk {
  readonly #project: Analysed;
  readonly #search: Search;
  readonly #needle: string | undefined;
  readonly found: Occurrence[] = [];

  constructor(project: Analysed, search: Search) {
    this.#project = project;
    this.#search = search;
    this.#needle = search.name?.id.toLowerCase();
  }

  /** The range is looked at only where it matters: there may be many. */
  reaches(one: { readonly range: Range }): boolean {
    const { span } = this.#search;
    return !span || touches(one.range, span);
  }

  section({ name, value }: SyntaxPair): void {
    switch (name) {
      case 'inputs':
      case 'agents': {
        const kind = name === 'inputs' ? 'input' : 'agent';
        for (const pair of pairsOf(value)) {
          if (!this.reaches(pair)) continue;
          this.#add({ kind, id: pair.name, declares: true, form: 'key' }, pair.key);
          this.#expressions(pair.value, pair.name, name, kind === 'agent' ? { agent: pair.name } : undefined);
        }
        return;
      }
      case 'nodes':
      case 'edges': {
        const items = itemsWithin(itemsOf(value), this.#search.span, this.#project.syntax);
        for (let at = 0; at < items.length; at++)
          if (name === 'nodes') this.#node(items[at] as SyntaxNode);
          else this.#edge(items[at] as SyntaxNode);
        return;
      }
      default:
        this.#expressions(value, name, '', name === 'outputs' ? 'result' : undefined);
    }
  }

  /** There may be thousands, and most hold nothing that is looked for: no object is made for those. */
  #node(item: SyntaxNode): void {
    const pairs = pairsOf(item);
    for (let at = 0; at < pairs.length; at++) {
      const { name, value } = pairs[at] as SyntaxPair;
      if (name === 'id') this.#scalar('node', value, true);
      else if (name === 'agent_id') this.#scalar('agent', value, false);
      else if (name !== 'type' && value && this.#isWorthALook(value)) {
        if (name === 'config' && stringOf(valueOf(item, 'type')) === 'subworkflow') this.#handedOver(value);
        this.#expressions(value, name, 'nodes', { node: stringOf(valueOf(item, 'id')) ?? '' });
      }
    }
  }

  #edge(item: SyntaxNode): void {
    const pairs = pairsOf(item);
    for (let at = 0; at < pairs.length; at++) {
      const { name, value } = pairs[at] as SyntaxPair;
      if (name === 'source' || name === 'target') this.#scalar('node', value, false);
      else if (value && this.#isWorthALook(value))
        this.#expressions(value, name, 'edges', { source: stringOf(valueOf(item, 'source')) ?? '' });
    }
  }

  /** The inputs of a subworkflow are declared in its file. */
  #handedOver(config: SyntaxNode | undefined): void {
    const path = stringOf(valueOf(config, 'path'));
    if (path === undefined) return;
    const file = resolvePath('', path);
    for (const { name: id, key } of pairsOf(valueOf(config, 'inputs')))
      this.#add({ kind: 'input', id, file, declares: false, form: 'key' }, key);
  }

  #scalar(kind: Name['kind'], node: SyntaxNode | undefined, declares: boolean): void {
    const id = stringOf(node);
    const { name } = this.#search;
    if (!node || id === undefined || id === '') return;
    // Most names of a large file are others than the one that is looked for.
    if (name && (kind !== name.kind || !sameId(id, name.id))) return;
    this.#add({ kind, id, declares, form: 'value' }, node);
  }

  #expressions(node: SyntaxNode | undefined, key: string, parent: string, receiver: Receiver | undefined): void {
    if (this.#search.expressions === false || !node || !this.#isWorthALook(node)) return;
    visitScalars(node, key, parent, (scalar) => {
      if (!this.#mayHold(scalar.node)) return;
      if (scalar.language === 'jsonata') this.#jsonata(scalar.node, receiver);
      else for (const reference of scalarReferences(scalar)) this.#reference(reference, scalar.node, receiver);
    });
  }

  #isWorthALook(node: SyntaxNode): boolean {
    return node.kind !== 'scalar' || this.#mayHold(node);
  }

  #mayHold(scalar: SyntaxScalar): boolean {
    if (this.#needle !== undefined && !String(scalar.value).toLowerCase().includes(this.#needle)) return false;
    return this.reaches(scalar);
  }

  #reference(reference: Reference, scalar: SyntaxScalar, receiver: Receiver | undefined): void {
    const { context, path } = reference;
    for (const { index, ...part } of namedParts(this.#project, context.toLowerCase(), path, receiver)) {
      const id = path[index] ?? '';
      const found = { ...part, id, declares: false, form: 'expression' } as const;
      const range = partRange(reference, index, this.#project.syntax);
      if (range) this.#add(found, { range });
      // Escapes and folds keep the expression from being found letter by letter.
      else
        for (const spelled of spelledIn(this.#project.syntax, scalar, [context, ...path.slice(0, index + 1)]))
          this.#add(found, { range: spelled });
    }
  }

  #jsonata(scalar: SyntaxScalar, receiver: Receiver | undefined): void {
    for (const { context, steps } of jsonataPaths(scalar, this.#project.syntax)) {
      const path = steps.map(({ name }) => name);
      for (const { index, ...part } of namedParts(this.#project, context, path, receiver)) {
        const step = steps[index];
        if (step) this.#add({ ...part, id: step.name, declares: false, form: 'jsonata' }, step);
      }
    }
  }

  #add(one: Omit<Occurrence, 'range'>, place: { readonly range: Range }): void {
    const { name } = this.#search;
    if ((!name || isSame(one, name)) && this.reaches(place)) this.found.push({ ...one, range: place.range });
  }
}

/** Where a part of a reference's path stands; undefined where the text does not spell it as it is. */
function partRange(
  { path, nameRange, range }: Reference,
  index: number,
  { text, lines }: SyntaxTree,
): Range | undefined {
  const start = lines.offsetAt(nameRange.start);
  const source = text.slice(start, lines.offsetAt(range.end));
  let at = path[0]?.length ?? 0;
  if (source.slice(0, at) !== path[0]) return undefined;
  if (index === 0) return nameRange;
  let from = 0;
  for (const part of path.slice(1, index + 1)) {
    from = source.indexOf(part, at);
    if (from < 0) return undefined;
    at = from + part.length;
  }
  return lines.range(start + from, start + at);
}

/** Where `nodes.ID`, `nodes['ID'].output.NAME` and the like are spelled in a scalar's own text: the last part of each. */
function spelledIn(
  { text, lines }: SyntaxTree,
  { range }: SyntaxScalar,
  [context = '', ...path]: readonly string[],
): readonly Range[] {
  const start = lines.offsetAt(range.start);
  const source = text.slice(start, lines.offsetAt(range.end));
  const parts = path.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const steps = parts.map((part) => String.raw`\s*(?:\.\s*|\[\s*'{1,2})(${part})(?![A-Za-z0-9_-])(?:'{1,2}\s*\])?`);
  return [...source.matchAll(new RegExp(String.raw`\b${context}${steps.join('')}`, 'gdi'))].flatMap(({ indices }) => {
    const [from, to] = indices?.at(-1) ?? [];
    return from === undefined || to === undefined ? [] : lines.range(start + from, start + to);
  });
}
