/** The text of a workflow that is made of parts of another one, which move as they are written. */
import { pairOf, type SyntaxNode, type SyntaxPair, toJson, valueOf } from '../../model/syntax/syntaxTree.ts';
import { Places, type Span } from '../edits/places.ts';
import { dashOf } from '../edits/removals.ts';
import { pairText } from '../edits/yamlText.ts';
import type { FixContext } from '../fixes/fix.ts';
import type { Change } from '../edits.ts';
import type { Crossing } from './crossing.ts';
import type { Region } from './region.ts';

/** Undefined where parts are written in braces together with others. */
export function newWorkflow(
  name: string,
  region: Region,
  crossing: Crossing,
  { project, written }: FixContext,
): string | undefined {
  const { root } = project.syntax;
  const mover = new Mover(new Places(project.syntax), crossing.changes);
  const [start, end] = ['start', 'end'].map((id) => freshIn(region, id));
  const { entry, exit, agents, nodes, inner } = region;
  const parts = [
    [`name: ${name}`],
    mover.wholePair(pairOf(root, 'error_handling'), 0),
    inputLines(crossing, root),
    section(
      'agents',
      agents.map(({ pair }) => mover.wholePair(pair, 2)),
    ),
    section('nodes', [
      [`  - { id: ${start ?? ''}, type: start }`],
      ...nodes.map(({ item }) => mover.item(valueOf(root, 'nodes'), item)),
      [`  - { id: ${end ?? ''}, type: end }`],
    ]),
    section('edges', [
      [`  - { source: ${start ?? ''}, target: ${entry.id} }`],
      ...written.edges
        .filter((edge) => inner.includes(edge))
        .map(({ item }) => mover.item(valueOf(root, 'edges'), item)),
      [`  - { source: ${exit.id}, target: ${end ?? ''} }`],
    ]),
  ];
  return mover.isPossible
    ? parts
        .flat()
        .map((line) => line + mover.lineBreak)
        .join('')
    : undefined;
}

function section(name: string, parts: readonly (readonly string[])[]): readonly string[] {
  const lines = parts.flat();
  return lines.length === 0 ? [] : [`${name}:`, ...lines];
}

/** As this workflow declares them. Where something else is handed over too, nothing is declared: any value is accepted then. */
function inputLines({ inputs, areOwnInputs }: Crossing, root: SyntaxNode | undefined): readonly string[] {
  const declared = valueOf(root, 'inputs');
  if (inputs.size === 0 || !areOwnInputs) return [];
  return section('inputs', [
    [...inputs.keys()].map((name) => `  ${pairText(name, toJson(valueOf(declared, name)), 'yaml')}`),
  ]);
}

function freshIn({ nodes }: Region, wanted: string): string {
  let id = wanted;
  while (nodes.some((node) => node.id.toLowerCase() === id)) id += '_';
  return id;
}

/** Takes lines with their comments out of a text, changed where they must be, for another place's indentation. */
class Mover {
  readonly #places: Places;
  readonly #changes: readonly Change[];
  isPossible = true;

  constructor(places: Places, changes: readonly Change[]) {
    this.#places = places;
    this.#changes = [...changes].sort((a, b) => a.start - b.start);
  }

  get lineBreak(): string {
    return this.#places.lineBreak;
  }

  item(sequence: SyntaxNode | undefined, item: SyntaxNode): readonly string[] {
    const dash =
      sequence?.kind === 'sequence' && !sequence.flow && this.#places.contains(sequence, item)
        ? dashOf(sequence, item, this.#places)
        : undefined;
    return dash === undefined ? this.#impossible() : this.#lines(dash, this.#places.end(item), 2);
  }

  wholePair(pair: SyntaxPair | undefined, column: number): readonly string[] {
    if (!pair) return [];
    const start = this.#places.start(pair);
    const before = this.#places.text.slice(this.#places.lineStart(start), start);
    return before.trim() === '' ? this.#lines(start, this.#places.pairEnd(pair), column) : this.#impossible();
  }

  #impossible(): readonly string[] {
    this.isPossible = false;
    return [];
  }

  #lines(start: number, writtenTo: number, column: number): readonly string[] {
    const places = this.#places;
    const present = places.column(start);
    const text = this.#changed({
      start: places.withComments(places.lineStart(start), present),
      end: places.blockEnd(writtenTo, present),
    });
    return text.split(/\r\n|\n|\r/).map((line) => {
      if (line.trim() === '' || column === present) return line;
      if (column > present) return ' '.repeat(column - present) + line;
      const surplus = line.slice(0, present - column);
      if (surplus.trim() !== '') this.isPossible = false;
      return line.slice(present - column);
    });
  }

  #changed({ start, end }: Span): string {
    const parts: string[] = [];
    let done = start;
    for (const change of this.#changes) {
      if (change.start < done || change.end > end) continue;
      parts.push(this.#places.text.slice(done, change.start), change.text);
      done = change.end;
    }
    return parts.join('') + this.#places.text.slice(done, end);
  }
}
