/** What a region's expressions take from outside becomes an input of the new workflow. */
import type { Reference } from '../../model/expressions/compile.ts';
import type { SyntaxNode } from '../../model/syntax/syntaxTree.ts';
import type { Change } from '../edits.ts';
import { isSameId } from '../edits/written.ts';
import { type ExpressionScalar, scalarReferences, visitScalars } from '../expressionScalars.ts';
import type { FixContext } from '../fixes/fix.ts';
import type { Region } from './region.ts';

export interface Crossing {
  /** By input of the new workflow the expression that gives it its value. */
  readonly inputs: ReadonlyMap<string, string>;
  /** In what moves: names of outside replaced by names of inputs. */
  readonly changes: readonly Change[];
  /** Whether each input is one of this workflow's own. */
  readonly areOwnInputs: boolean;
}

type Gets = 'outer' | 'inner' | 'both';

/** Undefined where something cannot be handed over as an input. */
export function crossingOf(region: Region, context: FixContext): Crossing | undefined {
  const reader = new CrossingReader(region, context);
  for (const { id, item } of region.nodes)
    reader.read(item, 'nodes', region.receivers.has(id.toLowerCase()) ? 'outer' : 'inner');
  // A condition sees what its source hands on; a source that works hands on its own.
  for (const { item, source } of region.inner)
    reader.read(item, 'edges', reader.handsOnOuter(source) ? 'outer' : 'inner');
  for (const { pair, gets } of region.agents) reader.read(pair.value, 'agents', gets);
  return reader.crossing;
}

class CrossingReader {
  readonly #region: Region;
  readonly #context: FixContext;
  readonly #inside: ReadonlySet<string>;
  readonly #inputs = new Map<string, string>();
  readonly #changes: Change[] = [];
  #isPossible = true;
  #areOwnInputs = true;

  constructor(region: Region, context: FixContext) {
    this.#region = region;
    this.#context = context;
    this.#inside = new Set(region.nodes.map(({ id }) => id.toLowerCase()));
  }

  get crossing(): Crossing | undefined {
    if (!this.#isPossible) return undefined;
    return { inputs: this.#inputs, changes: this.#changes, areOwnInputs: this.#areOwnInputs };
  }

  handsOnOuter(id: string): boolean {
    const node = this.#context.written.node(id);
    return (
      this.#region.receivers.has(id.toLowerCase()) &&
      node !== undefined &&
      node.type !== 'agent_task' &&
      node.type !== 'for_each' &&
      node.type !== 'subworkflow'
    );
  }

  read(node: SyntaxNode | undefined, section: string, gets: Gets): void {
    visitScalars(node, section, '', (scalar) => {
      if (scalar.language === 'jsonata') this.#readJsonata(scalar, gets);
      else for (const reference of scalarReferences(scalar)) this.#reference(reference, gets);
    });
  }

  /** JSONata is not ours to rewrite. */
  #readJsonata({ node }: ExpressionScalar, gets: Gets): void {
    const text = String(node.value);
    if (/\b(?:inputs|nodes)\b/.test(text) || (gets !== 'inner' && /\binput\b|\$\$/.test(text)))
      this.#isPossible = false;
  }

  #reference(reference: Reference, gets: Gets): void {
    switch (reference.context.toLowerCase()) {
      case 'inputs':
        this.#input(reference);
        return;
      case 'nodes':
        this.#node(reference);
        return;
      case 'input':
        if (gets === 'both') this.#isPossible = false;
        else if (gets === 'outer') this.#replace(reference, /^input/i, this.#named('received', 'input'));
        return;
      case 'workflow':
      case 'execution':
        this.#isPossible = false;
        return;
    }
  }

  #input({ path: [name] }: Reference): void {
    if (name === undefined || !isName(name)) this.#isPossible = false;
    else {
      const declared = this.#ownInputs.find((one) => isSameId(one, name));
      if (declared === undefined) this.#areOwnInputs = false;
      this.#inputs.set(declared ?? name, `inputs.${declared ?? name}`);
    }
  }

  #node(reference: Reference): void {
    const [id, part = ''] = reference.path;
    if (id === undefined || !isName(id) || !/^(?:output|status|error)$/i.test(part)) this.#isPossible = false;
    else if (!this.#inside.has(id.toLowerCase())) {
      const chain = new RegExp(`^nodes\\s*\\.\\s*${id}\\s*\\.\\s*${part}`, 'i');
      this.#replace(reference, chain, this.#named(`${id}_${part.toLowerCase()}`, `nodes.${id}.${part.toLowerCase()}`));
    }
  }

  /** The name of the input that gets a value; no input of this workflow has that name. */
  #named(wanted: string, value: string): string {
    this.#areOwnInputs = false;
    let name = wanted;
    while (this.#ownInputs.some((one) => isSameId(one, name)) || (this.#inputs.get(name) ?? value) !== value)
      name += '_';
    this.#inputs.set(name, value);
    return `inputs.${name}`;
  }

  #replace({ contextRange, range }: Reference, chain: RegExp, text: string): void {
    const { syntax } = this.#context.project;
    const start = syntax.lines.offsetAt(contextRange.start);
    const length = chain.exec(syntax.text.slice(start, syntax.lines.offsetAt(range.end)))?.[0].length;
    if (length === undefined) this.#isPossible = false;
    else this.#changes.push({ start, end: start + length, text });
  }

  get #ownInputs(): readonly string[] {
    return [...(this.#context.project.definition.inputs?.keys() ?? [])];
  }
}

function isName(name: string): boolean {
  return /^[A-Za-z_][\w-]*$/.test(name);
}
