/**
 * Which parts of a path in an expression name a node or an input. Beside `nodes.ID` and `inputs.NAME` these are the entries of what
 * nodes hand on, followed as far as it is certain: the start hands on the inputs by name, a node behind several branches a map by
 * node id.
 */
import { Attached } from '../base/attached.ts';
import type { WorkflowDefinition } from '../model/definition.ts';
import type { Project } from '../model/project.ts';
import { comesOneWay } from '../model/graph/arrivals.ts';
import { neighbours, type WorkflowGraph } from '../model/graph/graph.ts';

/**
 * Who reads `input`: a node by its id, every node that uses an agent, the edges behind a node, to which it is what that hands on, or
 * the outputs, to which it is what reaches the end (D1).
 */
export type Receiver = { readonly node: string } | { readonly agent: string } | { readonly source: string } | 'result';

export interface NamedPart {
  readonly kind: 'node' | 'input';
  /** Its place in the path. */
  readonly index: number;
  /** Where it names an entry of what nodes hand on: by index the nodes that receive that by name, the start for inputs. */
  readonly entryOf?: ReadonlySet<number>;
}

/**
 * @param context in small letters
 * @param path what stands behind the context
 */
export function namedParts(
  { definition, graph }: Pick<Project, 'definition' | 'graph'>,
  context: string,
  path: readonly string[],
  receiver: Receiver | undefined,
): readonly NamedPart[] {
  const [first, second] = path;
  if (first === undefined) return [];
  switch (context) {
    case 'inputs':
      return [{ kind: 'input', index: 0 }];
    case 'nodes': {
      const node = path.length > 2 && second?.toLowerCase() === 'output' ? graph.indexOf(first) : undefined;
      const inside = node === undefined ? [] : entries(graph, handedOnBy(graph, node), path, 2);
      return [{ kind: 'node', index: 0 }, ...inside];
    }
    case 'input': {
      let certain: readonly NamedPart[] | undefined;
      for (const value of receivedBy(receiver, definition, graph)) {
        const parts = entries(graph, value, path, 0);
        certain = certain ? common(certain, parts) : parts;
        if (certain.length === 0) break;
      }
      return certain ?? [];
    }
    default:
      return [];
  }
}

/** What two readers of the same text agree on. */
function common(some: readonly NamedPart[], others: readonly NamedPart[]): readonly NamedPart[] {
  return some.flatMap((part) => {
    const other = others.find(({ kind, index }) => kind === part.kind && index === part.index);
    return other ? { ...part, entryOf: union(part.entryOf, other.entryOf) } : [];
  });
}

function union(some: ReadonlySet<number> = new Set(), others: ReadonlySet<number> = new Set()): ReadonlySet<number> {
  const isMore = [...others].some((one) => !some.has(one));
  return isMore ? new Set([...some, ...others]) : some;
}

/** What a node receives or hands on: the inputs by name, or what some nodes hand on by their ids. Undefined: nothing is certain. */
type Value = { readonly at: number; readonly by: 'input' | readonly number[] } | undefined;

function entries(graph: WorkflowGraph, value: Value, path: readonly string[], from: number): readonly NamedPart[] {
  const found: NamedPart[] = [];
  let inside = value;
  for (let index = from; inside !== undefined && index < path.length; index++) {
    const entryOf = new Set([inside.at]);
    if (inside.by === 'input') return [...found, { kind: 'input', index, entryOf }];
    const node = graph.indexOf(path[index] ?? '');
    if (node === undefined || !inside.by.includes(node)) break;
    found.push({ kind: 'node', index, entryOf });
    inside = handedOnBy(graph, node);
  }
  return found;
}

/** What each of the readers receives. */
function* receivedBy(
  receiver: Receiver | undefined,
  definition: WorkflowDefinition,
  graph: WorkflowGraph,
): Iterable<Value> {
  if (!receiver) return;
  if (receiver === 'result') {
    const [end, ...others] = graph.nodes.flatMap(({ kind }, node) => (kind === 'end' ? [node] : []));
    // Of several ends one may be reached, or more.
    yield end === undefined || others.length > 0 ? undefined : handedOnBy(graph, end);
    return;
  }
  if ('source' in receiver) {
    const source = graph.indexOf(receiver.source);
    yield source === undefined ? undefined : handedOnBy(graph, source);
    return;
  }
  const readers = 'node' in receiver ? [receiver.node] : (usersOf(definition).get(receiver.agent) ?? []);
  for (const reader of readers) {
    const node = graph.indexOf(reader);
    yield node === undefined ? undefined : receivedAt(graph, node);
  }
}

const users = new Attached<WorkflowDefinition, ReadonlyMap<string, readonly string[]>>();

/** The ids of the nodes that use each agent. */
function usersOf(definition: WorkflowDefinition): ReadonlyMap<string, readonly string[]> {
  const known = users.get(definition);
  if (known) return known;
  const found = new Map<string, string[]>();
  for (const node of definition.nodes) {
    if (!('agentId' in node)) continue;
    const own = found.get(node.agentId);
    if (own) own.push(node.id);
    else found.set(node.agentId, [node.id]);
  }
  users.set(definition, found);
  return found;
}

/** How far a value is followed through gateways that pass their input on. */
const maxSteps = 50;

function receivedAt(graph: WorkflowGraph, node: number, steps = 0): Value {
  const sources = neighbours(graph, node, 'incoming');
  const [only] = sources;
  if (sources.some((source) => source !== only))
    return comesOneWay(graph, node) ? undefined : { at: node, by: sources };
  // Of two edges between the same nodes one may be taken, or both.
  return only === undefined || sources.length > 1 || steps > maxSteps ? undefined : handedOnBy(graph, only, steps + 1);
}

function handedOnBy(graph: WorkflowGraph, index: number, steps = 0): Value {
  const node = graph.nodes[index];
  switch (node?.kind) {
    case 'start':
      return { at: index, by: 'input' };
    case 'join':
      return node.merge === 'by_branch' ? { at: index, by: neighbours(graph, index, 'incoming') } : undefined;
    case 'fork':
    case 'exclusive_gateway':
    case 'delay':
    case 'approval':
    case 'end':
      return receivedAt(graph, index, steps);
    default:
      return undefined;
  }
}
