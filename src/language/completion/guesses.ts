/** What is likely to be meant where something new is written. */
import type { WorkflowAround } from '../workflowAround.ts';
import { edgeEnds } from './nodeIds.ts';

/** Most names that a tab stop lets choose from. */
const mostChoices = 30;

/** An id that no node has yet: the wanted one, else with a number. */
export function freshId(wanted: string, { graph }: WorkflowAround): string {
  let id = wanted;
  for (let number = 2; graph.indexOf(id) !== undefined; number++) id = `${wanted}_${String(number)}`;
  return id;
}

/** A tab stop for an agent's id: a choice where the file declares some. */
export function agentStop(stop: number, { definition }: WorkflowAround): string {
  const ids = [...definition.agents.keys()].filter(isPlain);
  if (ids.length > mostChoices || ids.length === 0) return `$${String(stop)}`;
  return ids.length === 1 ? `\${${String(stop)}:${ids[0] ?? ''}}` : `\${${String(stop)}|${ids.join(',')}|}`;
}

/** The ends of the next edge: from a gateway that has only one way so far, else from the first node that leads nowhere. */
export function nextEdge(around: WorkflowAround): { readonly source?: string; readonly target?: string } {
  const { graph } = around;
  const parting = graph.nodes.findIndex(
    ({ kind }, index) => (kind === 'fork' || kind === 'exclusive_gateway') && graph.outgoing[index]?.length === 1,
  );
  const from = parting < 0 ? edgeEnds(around, 'source', undefined).unconnected[0] : parting;
  const to = from === undefined ? undefined : edgeEnds(around, 'target', from).unconnected[0];
  const [source, target] = [from, to].map((index) => (index === undefined ? undefined : graph.nodes[index]?.id));
  return {
    ...(source !== undefined && isPlain(source) ? { source } : {}),
    ...(target !== undefined && isPlain(target) ? { target } : {}),
  };
}

/** A gateway that leads nowhere yet, with the nodes behind it in the file to which nothing leads. Ids. */
export interface OpenGateway {
  /** What leads nowhere before it; undefined where something leads to it, or nothing is there. */
  readonly before: string | undefined;
  readonly gateway: string;
  readonly branches: readonly string[];
  readonly join: string | undefined;
  /** What comes behind its branches. */
  readonly after: string | undefined;
}

/** The first open fork with the free nodes up to the next join, or the first open approval with the two free nodes behind it. */
export function openGateway({ graph }: WorkflowAround, kind: 'fork' | 'approval'): OpenGateway | undefined {
  const { nodes, incoming, outgoing } = graph;
  const isReached = (index: number): boolean => (incoming[index]?.length ?? 0) > 0;
  const leads = (index: number): boolean => (outgoing[index]?.length ?? 0) > 0;
  const gateway = nodes.findIndex((node, index) => node.kind === kind && !leads(index));
  if (gateway < 0) return undefined;
  const free = [...nodes.keys()].filter(
    (index) => index > gateway && !isReached(index) && nodes[index]?.kind !== 'start',
  );
  const join = kind === 'fork' ? free.find((index) => nodes[index]?.kind === 'join') : undefined;
  const tasks = free.filter((index) => !leads(index) && nodes[index]?.kind !== 'end');
  const branches = kind === 'fork' ? tasks.filter((index) => index < (join ?? 0)) : tasks.slice(0, 2);
  const [, second] = branches;
  if (second === undefined) return undefined;
  const last = join ?? second;
  const before = [...nodes.keys()]
    .filter((index) => index < gateway && !leads(index) && nodes[index]?.kind !== 'end')
    .at(-1);
  const id = (index: number | undefined): string | undefined => nodes[index ?? -1]?.id;
  const found = {
    before: isReached(gateway) ? undefined : id(before),
    gateway: id(gateway) ?? '',
    branches: branches.map((index) => id(index) ?? ''),
    join: id(join),
    after: leads(last) ? undefined : id(free.find((index) => index > last)),
  };
  const ids = [found.before, found.gateway, ...found.branches, found.join, found.after];
  return ids.every((one) => one === undefined || isPlain(one)) ? found : undefined;
}

export function isPlain(id: string): boolean {
  return /^[A-Za-z_][\w-]*$/.test(id);
}
