/** R1–R3: a file's nodes and edges as `graph_definition`, and back (`spec/rest-api.md`, section 2). */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { idOf, listOf, numberOf, objectOf, textOf, without, withoutNulls } from '../values.ts';

/** What servers of these dialects keep no key for goes under this one, inside `config`, which is free. */
const restKey = 'ipa_workflow';
/** In there: the agent's id on the server when it was pushed, and what leaves the node. */
const uuidKey = 'uuid';
const edgesKey = 'edges';

export interface FileGraph {
  readonly nodes: readonly JsonObject[];
  readonly edges: readonly JsonObject[];
}

const strategies: Readonly<Record<string, string>> = {
  all: 'wait_all',
  all_settled: 'wait_all',
  any: 'wait_any',
  race: 'wait_any',
  majority: 'wait_majority',
  n_of_m: 'wait_n',
};

/** @param uuidOf the agent's id on the server, by its id in the file */
export function toServerGraph(document: JsonObject, uuidOf: (agent: string) => string | undefined): JsonObject {
  const edges = objects(document['edges']);
  return {
    nodes: objects(document['nodes']).map((node) => toServerNode(node, edges, uuidOf)),
    edges: edges.map((edge, index) => ({ id: `edge-${String(index + 1)}`, ...edge })),
  };
}

function toServerNode(
  node: JsonObject,
  edges: readonly JsonObject[],
  uuidOf: (agent: string) => string | undefined,
): JsonObject {
  const { id, name, type } = node;
  const own = objectOf(node['config']) ?? {};
  const agent = textOf(node['agent_id']);
  const uuid = agent === undefined ? undefined : uuidOf(agent);
  const leaving = edges.filter(
    ({ source, on, label, default: d }) => source === id && (on ?? label ?? d) !== undefined,
  );
  const rest = {
    ...without(node, 'id', 'name', 'config'),
    ...(uuid !== undefined && { [uuidKey]: uuid }),
    ...(leaving.length > 0 && { [edgesKey]: leaving.map((edge) => without(edge, 'source')) }),
  };
  const common = { id: id ?? null, name: name ?? id ?? null };
  switch (type) {
    case 'start':
    case 'end':
      return { ...common, type, config: { ...own, [restKey]: rest } };
    case 'agent_task':
    case 'for_each':
      return { ...common, type: 'agent', agent_id: uuid ?? null, config: { ...own, [restKey]: rest } };
    default: {
      const arriving = edges.filter(({ target }) => target === id).length;
      return { ...common, type: 'gateway', config: { ...gatewayConfig(node, own, arriving), [restKey]: rest } };
    }
  }
}

function gatewayConfig(node: JsonObject, own: JsonObject, arriving: number): JsonObject {
  if (node['type'] !== 'parallel_gateway') return { ...own, gateway_type: 'exclusive' };
  if (node['gateway_type'] === 'fork') return { ...own, gateway_type: 'parallel', is_fork: true };
  const mode = textOf(own['mode']) ?? 'all';
  const { count, percent } = own;
  const wanted =
    typeof count === 'number' ? count : typeof percent === 'number' ? Math.ceil((arriving * percent) / 100) : undefined;
  return {
    ...own,
    gateway_type: 'parallel',
    is_join: true,
    join_strategy: strategies[mode] ?? 'wait_all',
    ...(mode === 'n_of_m' && wanted !== undefined && { wait_n_count: wanted }),
    merge_strategy: textOf(own['merge']) ?? 'by_branch',
  };
}

/** The graph of a server as a file has it: nulls dropped, types mapped back. Undefined where it is none. */
export function fromServerGraph(graph: JsonValue | undefined): FileGraph | undefined {
  const known = graph === undefined ? undefined : objectOf(withoutNulls(graph));
  if (!listOf(known?.['nodes'])) return undefined;
  const nodes = objects(known?.['nodes']);
  return {
    nodes: nodes.map(fromServerNode),
    edges: objects(known?.['edges']).map((edge) => fromServerEdge(edge, nodes)),
  };
}

function fromServerNode(node: JsonObject): JsonObject {
  const config = objectOf(node['config']) ?? {};
  const kept = objectOf(config[restKey]) ?? {};
  const id = idOf(node['id']) ?? '';
  const name = textOf(node['name']);
  const type = typeBack(node, config, kept);
  const own = configBack(type, config);
  return {
    id,
    ...type,
    ...(name !== undefined && name !== id && { name }),
    ...without(kept, 'type', uuidKey, edgesKey),
    ...((type['type'] === 'agent_task' || type['type'] === 'for_each') && { agent_id: agentBack(node, kept) }),
    ...(Object.keys(own).length > 0 && { config: own }),
  };
}

/** The file's own, unless the node has another one on the server now. */
function agentBack(node: JsonObject, kept: JsonObject): string {
  const there = idOf(node['agent_id']);
  const written = textOf(kept['agent_id']);
  return written !== undefined && there === textOf(kept[uuidKey]) ? written : (there ?? written ?? '...');
}

function typeBack(node: JsonObject, config: JsonObject, kept: JsonObject): JsonObject {
  const was = textOf(kept['type']);
  if (was !== undefined) return { type: was };
  switch (textOf(node['type'])?.toLowerCase()) {
    case 'agent':
      return { type: 'agent_task' };
    case 'gateway': {
      const isParallel = textOf(config['gateway_type'])?.toLowerCase() === 'parallel' || config['is_join'] === true;
      if (!isParallel && config['is_fork'] !== true) return { type: 'exclusive_gateway' };
      return { type: 'parallel_gateway', gateway_type: config['is_join'] === true ? 'join' : 'fork' };
    }
    default:
      return { type: textOf(node['type'])?.toLowerCase() ?? 'agent_task' };
  }
}

const modes: Readonly<Record<string, string>> = {
  wait_all: 'all',
  wait_any: 'any',
  wait_majority: 'majority',
  wait_n: 'n_of_m',
};

const keysOfServer = ['gateway_type', 'is_fork', 'is_join', 'join_strategy', 'wait_n_count', 'merge_strategy', restKey];

function configBack(type: JsonObject, config: JsonObject): JsonObject {
  const own = without(config, ...keysOfServer);
  if (type['gateway_type'] !== 'join' && config['is_join'] !== true) return own;
  const strategy = textOf(config['join_strategy'])?.toLowerCase() ?? 'wait_all';
  const merge = textOf(config['merge_strategy']);
  const merging = own['merge'] ?? (merge !== undefined && merges.includes(merge) ? merge : undefined);
  const mode = strategy === strategies[textOf(own['mode']) ?? 'all'] ? undefined : modes[strategy];
  // What the server says counts, also where the file said it more exactly before it was changed there.
  const joined = mode === undefined ? own : { mode, ...without(own, 'mode', 'count', 'percent', 'merge') };
  const count = mode === 'n_of_m' ? numberOf(config['wait_n_count']) : undefined;
  return { ...joined, ...(count !== undefined && { count }), ...(merging !== undefined && { merge: merging }) };
}

/** `by_branch` is what a file means that says nothing. */
const merges = ['collect_all', 'merge_dict', 'first_result', 'aggregate'];

/** With what the file said of it, which these servers do not keep at an edge. */
function fromServerEdge(edge: JsonObject, nodes: readonly JsonObject[]): JsonObject {
  const source = idOf(edge['source']) ?? '';
  const target = idOf(edge['target']) ?? '';
  const condition = edge['condition'] === '' ? undefined : edge['condition'];
  const from = nodes.find(({ id }) => idOf(id) === source);
  const known = objects(objectOf(objectOf(from?.['config'])?.[restKey])?.[edgesKey]);
  const written = known.find((one) => one['target'] === target && one['condition'] === condition);
  return { source, target, ...(condition !== undefined && { condition }), ...without(written ?? {}, 'target') };
}

function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return (listOf(value) ?? []).filter(isJsonObject);
}
