/** The nodes and edges of a text as they are written, also where they are not complete: what fixes and refactorings look at. */
import { itemsOf, stringOf, type SyntaxNode, type SyntaxTree, toJson, valueOf } from '../../model/syntax/syntaxTree.ts';
import { nodeIdPattern } from '../../protocol/graphEdits.ts';

export interface WrittenNode {
  readonly item: SyntaxNode;
  readonly id: string;
  readonly type: string;
  /** `fork`, `join` or nothing. */
  readonly gateway: string;
}

export interface WrittenEdge {
  readonly item: SyntaxNode;
  readonly source: string;
  readonly target: string;
  readonly on: string;
  readonly condition: SyntaxNode | undefined;
  readonly isDefault: boolean;
}

type Side = 'outgoing' | 'incoming';

export class Written {
  /** Those with an id. */
  readonly nodes: readonly WrittenNode[];
  /** Those with both ends, whether their nodes are there or not. */
  readonly edges: readonly WrittenEdge[];
  readonly #byId = new Map<string, WrittenNode>();
  readonly #sides: Readonly<Record<Side, Map<string, WrittenEdge[]>>> = { outgoing: new Map(), incoming: new Map() };

  constructor({ root }: SyntaxTree) {
    this.nodes = itemsOf(valueOf(root, 'nodes')).flatMap((item) => writtenNode(item) ?? []);
    this.edges = itemsOf(valueOf(root, 'edges')).flatMap((item) => writtenEdge(item) ?? []);
    for (const node of this.nodes)
      if (!this.#byId.has(node.id.toLowerCase())) this.#byId.set(node.id.toLowerCase(), node);
    for (const edge of this.edges) {
      add(this.#sides.outgoing, edge.source, edge);
      add(this.#sides.incoming, edge.target, edge);
    }
  }

  node(id: string): WrittenNode | undefined {
    return this.#byId.get(id.toLowerCase());
  }

  outgoing(id: string): readonly WrittenEdge[] {
    return this.#sides.outgoing.get(id.toLowerCase()) ?? [];
  }

  incoming(id: string): readonly WrittenEdge[] {
    return this.#sides.incoming.get(id.toLowerCase()) ?? [];
  }

  ofType(type: string): readonly WrittenNode[] {
    return this.nodes.filter((node) => node.type === type);
  }

  /** An id that nothing has, near to this one. */
  freshId(wanted: string, taken: ReadonlySet<string> = new Set()): string {
    const isTaken = (id: string): boolean => this.#byId.has(id.toLowerCase()) || taken.has(id);
    if (!isTaken(wanted)) return wanted;
    const stem = wanted.replace(/_\d{1,9}$/, '').slice(0, 90);
    let number = 2;
    while (isTaken(`${stem}_${String(number)}`)) number++;
    return `${stem}_${String(number)}`;
  }

  /** The ids, in lower case, that these lead to, or that lead to these; they themselves included. */
  reach(from: readonly string[], side: Side): ReadonlySet<string> {
    const seen = new Set(from.map((id) => id.toLowerCase()));
    const waiting = [...seen];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
      for (const edge of this.#sides[side].get(id) ?? []) {
        const next = (side === 'outgoing' ? edge.target : edge.source).toLowerCase();
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    return seen;
  }

  hasEdge(source: string, target: string): boolean {
    return this.outgoing(source).some((edge) => isSameId(edge.target, target));
  }
}

export function isSameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Whether a node may have it. */
export function isId(text: string): boolean {
  return nodeIdPattern.test(text);
}

function add(map: Map<string, WrittenEdge[]>, id: string, edge: WrittenEdge): void {
  const there = map.get(id.toLowerCase());
  if (there) there.push(edge);
  else map.set(id.toLowerCase(), [edge]);
}

function writtenNode(item: SyntaxNode): WrittenNode | undefined {
  const id = stringOf(valueOf(item, 'id'));
  if (id === undefined || id === '') return undefined;
  const type = stringOf(valueOf(item, 'type')) ?? '';
  const gateway = type === 'parallel_gateway' ? (stringOf(valueOf(item, 'gateway_type')) ?? '') : '';
  return { item, id, type, gateway };
}

function writtenEdge(item: SyntaxNode): WrittenEdge | undefined {
  const [source, target] = [stringOf(valueOf(item, 'source')), stringOf(valueOf(item, 'target'))];
  if (source === undefined || target === undefined) return undefined;
  return {
    item,
    source,
    target,
    on: stringOf(valueOf(item, 'on')) ?? 'success',
    condition: valueOf(item, 'condition'),
    isDefault: toJson(valueOf(item, 'default')) === true,
  };
}
