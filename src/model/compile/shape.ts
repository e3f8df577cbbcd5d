/** What of a text decides how its nodes hang together. */
import { changeOfList, type ListChange } from '../../base/lists.ts';
import type { EdgeDefinition, NodeDefinition } from '../definition.ts';
import { type EdgeEntry, withEnds } from './edges.ts';
import type { NodeEntry } from './nodes.ts';

/** What is written of ids, types and edges: the same object as long as only other things are edited. */
export interface Shape {
  readonly nodes: readonly NodeEntry[];
  readonly edges: readonly EdgeEntry[];
  readonly ids: NodeIds;
  /** By entry of an edge: the nodes at its ends, as indices in the graph; -1 where there is none. */
  readonly ends: Ends;
  readonly writtenEdges: readonly EdgeDefinition[];
  /** By entry: the edge with the ids as the nodes have them; undefined where an end is not there. */
  readonly linked: readonly (EdgeDefinition | undefined)[];
  /** The same without those. */
  readonly connected: readonly EdgeDefinition[];
  /** Of those. */
  readonly connectedEnds: Ends;
}

export interface Ends {
  readonly sources: Int32Array;
  readonly targets: Int32Array;
}

/** Which nodes there are. The second of two with one id is none (`duplicate-node-id` reports it). */
export interface NodeIds {
  /** In small letters, by index in the graph. */
  readonly all: readonly string[];
  /** As written, by index in the graph. */
  readonly written: readonly string[];
  /** And back. */
  readonly indices: ReadonlyMap<string, number>;
  /** By entry: its index in the graph; -1 for one that is no node of it. */
  readonly ofEntries: Int32Array;
}

/** A shape with the entries of the text that was compiled last: they may have changed since, but for what the shape is. */
interface Before {
  readonly shape: Shape;
  readonly nodes: { readonly results: readonly NodeEntry[] };
  readonly edges: { readonly results: readonly EdgeEntry[] };
}

/** @param before of the text before an edit: the ends of edges that have not changed are taken over */
export function shapeAgain(nodes: readonly NodeEntry[], edges: readonly EdgeEntry[], before?: Before): Shape {
  const areSame = before !== undefined && areAlike(before.nodes.results, nodes);
  const change = before ? changeOfList(before.edges.results, edges) : { start: 0, oldEnd: 0, end: edges.length };
  if (areSame && change.start === change.end && change.start === change.oldEnd) return before.shape;
  return shapeOf(nodes, edges, { ids: areSame ? before.shape.ids : idsOf(nodes), before: before?.shape, change });
}

/** Whether ids and types are the same. */
function areAlike(before: readonly NodeEntry[], now: readonly NodeEntry[]): boolean {
  if (before.length !== now.length) return false;
  const { start, end } = changeOfList(before, now);
  for (let at = start; at < end; at++) {
    const one = before[at];
    const other = now[at];
    if (one !== other && (one?.id !== other?.id || one?.node?.kind !== other?.node?.kind)) return false;
  }
  return true;
}

function shapeOf(
  nodes: readonly NodeEntry[],
  edges: readonly EdgeEntry[],
  {
    ids,
    before,
    change: same,
  }: { readonly ids: NodeIds; readonly before: Shape | undefined; readonly change: ListChange },
): Shape {
  /** Where an edge was before; -1: it is new. */
  const oldOf = (at: number): number => (at < same.start ? at : at < same.end ? -1 : at - same.end + same.oldEnd);
  const ends = endsOf(edges, ids, before, oldOf);
  const linked = new Array<EdgeDefinition | undefined>(edges.length);
  // Of the length that they nearly always need: lists that grow take many times the room on the way.
  const writtenEdges = new Array<EdgeDefinition>(edges.length);
  const connected = new Array<EdgeDefinition>(edges.length);
  let [written, count] = [0, 0];
  const connectedEnds = { sources: new Int32Array(edges.length), targets: new Int32Array(edges.length) };
  for (let at = 0; at < edges.length; at++) {
    const edge = edges[at]?.edge;
    if (edge) writtenEdges[written++] = edge;
    const from = ends.sources[at] ?? -1;
    const to = ends.targets[at] ?? -1;
    const source = from < 0 ? undefined : ids.written[from];
    const target = to < 0 ? undefined : ids.written[to];
    linked[at] = undefined;
    if (!edge || source === undefined || target === undefined) continue;
    const known = before && linkedBefore(before, oldOf(at), source, target);
    const definition = known ?? withEnds(edge, source, target);
    linked[at] = definition;
    connectedEnds.sources[count] = from;
    connectedEnds.targets[count] = to;
    connected[count++] = definition;
  }
  writtenEdges.length = written;
  connected.length = count;
  return {
    nodes,
    edges,
    ids,
    ends,
    linked,
    writtenEdges,
    connected,
    connectedEnds: upTo(connectedEnds, count),
  };
}

/** As it was, if its ends still have these ids. They are the same strings then, and quickly compared. */
function linkedBefore(
  { linked, ends, ids }: Shape,
  at: number,
  source: string,
  target: string,
): EdgeDefinition | undefined {
  if (at < 0) return undefined;
  const isSource = ids.written[ends.sources[at] ?? 0] === source;
  return isSource && ids.written[ends.targets[at] ?? 0] === target ? linked[at] : undefined;
}

function upTo({ sources, targets }: Ends, length: number): Ends {
  return { sources: sources.subarray(0, length), targets: targets.subarray(0, length) };
}

export function distinct(entries: readonly NodeEntry[], { ofEntries }: NodeIds): readonly NodeDefinition[] {
  const nodes: NodeDefinition[] = [];
  for (let at = 0; at < entries.length; at++) {
    const node = entries[at]?.node;
    if (node && ofEntries[at] !== -1) nodes.push(node);
  }
  return nodes;
}

function idsOf(entries: readonly NodeEntry[]): NodeIds {
  const all: string[] = [];
  const written: string[] = [];
  const indices = new Map<string, number>();
  const ofEntries = new Int32Array(entries.length).fill(-1);
  for (let at = 0; at < entries.length; at++) {
    const { node, lowerId } = entries[at] as NodeEntry;
    if (!node || lowerId === undefined || indices.has(lowerId)) continue;
    ofEntries[at] = all.length;
    indices.set(lowerId, all.length);
    all.push(lowerId);
    written.push(node.id);
  }
  return { all, written, indices, ofEntries };
}

function endsOf(
  edges: readonly EdgeEntry[],
  ids: NodeIds,
  before: Shape | undefined,
  oldOf: (at: number) => number,
): Ends {
  const sources = new Int32Array(edges.length);
  const targets = new Int32Array(edges.length);
  const moved = before && before.ids !== ids ? movement(before.ids, ids) : (index: number) => index;
  const find = (id: string, known: number): number => {
    const index = known === -1 ? -1 : moved(known);
    return index === -1 ? (ids.indices.get(id) ?? -1) : index;
  };
  for (let at = 0; at < edges.length; at++) {
    const { lowerSource, lowerTarget } = edges[at] as EdgeEntry;
    const old = oldOf(at);
    const isKnown = before && old >= 0;
    sources[at] = find(lowerSource, isKnown ? (before.ends.sources[old] ?? -1) : -1);
    targets[at] = find(lowerTarget, isKnown ? (before.ends.targets[old] ?? -1) : -1);
  }
  return { sources, targets };
}

/** Where a node is now that had an index before; -1: not known. */
function movement(before: NodeIds, now: NodeIds): (index: number) => number {
  const { start, oldEnd, end } = changeOfList(before.all, now.all);
  return (index) => (index < start ? index : index < oldEnd ? -1 : index - oldEnd + end);
}
