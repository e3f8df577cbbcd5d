/**
 * Every place where a file declares or names a node, an agent or an input.
 *
 * One walk in the order of the text. A search by name compiles only the expressions that hold it, one by place only those that
 * stand there, so that what an editor asks for at every key does not compile a whole file.
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
import { isReceivedBranch, type Receiver } from './branchNames.ts';
import { scalarReferences, visitScalars } from './expressionScalars.ts';
import { itemsWithin, touches } from './itemsWithin.ts';
import { jsonataNames } from './jsonataNames.ts';

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
  const walk = new Walk(project, search);
  for (const pair of pairsOf(project.syntax.root)) if (walk.reaches(pair)) walk.section(pair);
  const found = walk.found.sort((a, b) => comparePositions(a.range.start, b.range.start));
  return found.filter((one, index) => index === 0 || !isSamePlace(one, found[index - 1]));
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
        const item = name === 'nodes' ? this.#node : this.#edge;
        for (const one of itemsWithin(itemsOf(value), this.#search.span, this.#project.syntax)) item.call(this, one);
        return;
      }
      default:
        this.#expressions(value, name, '', undefined);
    }
  }

  #node(item: SyntaxNode): void {
    for (const { name, value } of pairsOf(item)) {
      if (name === 'id') this.#scalar('node', value, true);
      else if (name === 'agent_id') this.#scalar('agent', value, false);
      else if (name !== 'type' && value) {
        if (name === 'config' && stringOf(valueOf(item, 'type')) === 'subworkflow') this.#handedOver(value);
        this.#expressions(value, name, 'nodes', { node: stringOf(valueOf(item, 'id')) ?? '' });
      }
    }
  }

  #edge(item: SyntaxNode): void {
    for (const { name, value } of pairsOf(item))
      if (name === 'source' || name === 'target') this.#scalar('node', value, false);
      else this.#expressions(value, name, 'edges', undefined);
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
    if (this.#search.expressions === false) return;
    if (node?.kind === 'scalar' && !this.#mayHold(node)) return;
    visitScalars(node, key, parent, (scalar) => {
      if (!this.#mayHold(scalar.node)) return;
      if (scalar.language === 'jsonata') this.#jsonata(scalar.node, receiver);
      else for (const reference of scalarReferences(scalar)) this.#reference(reference, scalar.node, receiver);
    });
  }

  #mayHold(scalar: SyntaxScalar): boolean {
    if (this.#needle !== undefined && !String(scalar.value).toLowerCase().includes(this.#needle)) return false;
    return this.reaches(scalar);
  }

  #reference({ context, path, nameRange }: Reference, scalar: SyntaxScalar, receiver: Receiver | undefined): void {
    const [id] = path;
    const kind = id === undefined ? undefined : this.#kindOf(context.toLowerCase(), id, receiver);
    if (id === undefined || kind === undefined) return;
    const { text, lines } = this.#project.syntax;
    const [start, end] = [lines.offsetAt(nameRange.start), lines.offsetAt(nameRange.end)];
    const more = { kind, id, declares: false, form: 'expression' } as const;
    if (text.slice(start, end).toLowerCase() === id.toLowerCase()) this.#add(more, { range: nameRange });
    // Escapes and folds keep the expression from being found letter by letter.
    else for (const range of spelledIn(this.#project.syntax, scalar, context, id)) this.#add(more, { range });
  }

  #jsonata(scalar: SyntaxScalar, receiver: Receiver | undefined): void {
    for (const { context, id, range } of jsonataNames(scalar, this.#project.syntax)) {
      const kind = this.#kindOf(context, id, receiver);
      if (kind) this.#add({ kind, id, declares: false, form: 'jsonata' }, { range });
    }
  }

  #kindOf(context: string, id: string, receiver: Receiver | undefined): 'node' | 'input' | undefined {
    if (context === 'nodes') return 'node';
    if (context === 'inputs') return 'input';
    return context === 'input' && receiver && isReceivedBranch(this.#project, receiver, id) ? 'node' : undefined;
  }

  #add(one: Omit<Occurrence, 'range'>, place: { readonly range: Range }): void {
    const { name } = this.#search;
    if ((!name || isSame(one, name)) && this.reaches(place)) this.found.push({ ...one, range: place.range });
  }
}

/** Where `nodes.ID` and `nodes['ID']` are spelled in a scalar's own text: the ids. */
function spelledIn(
  { text, lines }: SyntaxTree,
  { range }: SyntaxScalar,
  context: string,
  id: string,
): readonly Range[] {
  const start = lines.offsetAt(range.start);
  const source = text.slice(start, lines.offsetAt(range.end));
  const escaped = id.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const spelled = new RegExp(String.raw`\b${context}\s*(?:\.\s*|\[\s*'{1,2})(${escaped})(?![A-Za-z0-9_-])`, 'gdi');
  return [...source.matchAll(spelled)].flatMap(({ indices }) => {
    const [from, to] = indices?.[1] ?? [];
    return from === undefined || to === undefined ? [] : lines.range(start + from, start + to);
  });
}
