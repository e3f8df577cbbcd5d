/** Nodes with one way in and one way out: what of them can become a workflow of its own. */
import type { AgentDefinition } from '../../model/definition.ts';
import { pairOf, stringOf, type SyntaxNode, type SyntaxPair, valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Written, WrittenEdge, WrittenNode } from '../edits/written.ts';
import type { FixContext } from '../fixes/fix.ts';
import { borderOf, only } from './wrap.ts';

export interface Region {
  readonly nodes: readonly WrittenNode[];
  readonly entry: WrittenNode;
  readonly exit: WrittenNode;
  readonly inbound: readonly WrittenEdge[];
  readonly outbound: readonly WrittenEdge[];
  /** The edges between its nodes. */
  readonly inner: readonly WrittenEdge[];
  /** By id in lower case, the nodes that get what the first one gets: gateways and the like hand it on. */
  readonly receivers: ReadonlySet<string>;
  readonly agents: readonly RegionAgent[];
}

export interface RegionAgent {
  readonly pair: SyntaxPair;
  /** Nodes outside use it too. */
  readonly isShared: boolean;
  /** What it gets as `input`: what the region gets, what its nodes hand on, or sometimes the one and sometimes the other. */
  readonly gets: 'outer' | 'inner' | 'both';
}

/** Undefined where a workflow of its own would not do the same. */
export function regionOf(nodes: readonly WrittenNode[], context: FixContext): Region | undefined {
  const { written } = context;
  if (nodes.length === 0 || nodes.some(({ type }) => type === 'start' || type === 'end')) return undefined;
  const { inbound, outbound } = borderOf(written, nodes);
  const [entry, exit] = [only(inbound.map(({ target }) => target)), only(outbound.map(({ source }) => source))].map(
    (id) => (id === undefined ? undefined : written.node(id)),
  );
  if (!entry || !exit || entry.gateway === 'join' || !mayEnd(exit, outbound, nodes.length)) return undefined;
  const ids = new Set(nodes.map(({ id }) => id.toLowerCase()));
  const receivers = receiversOf(entry, ids, written);
  if (!receivers || (handsOn(exit) && receivers.has(exit.id.toLowerCase()))) return undefined;
  const agents = agentsOf(nodes, receivers, context);
  if (!agents || inheritsFromFork(entry, ids, written)) return undefined;
  const inner = nodes.flatMap(({ id }) => written.outgoing(id)).filter((edge) => ids.has(edge.target.toLowerCase()));
  return { nodes, entry, exit, inbound, outbound, inner, receivers, agents };
}

/** A gateway's own choice, and what follows one node's failure, are about that node alone. */
function mayEnd(exit: WrittenNode, outbound: readonly WrittenEdge[], size: number): boolean {
  const choosing = exit.gateway === 'fork' || exit.type === 'exclusive_gateway';
  return !choosing && (size === 1 || outbound.every(({ on }) => on === 'success'));
}

function handsOn({ type, gateway }: WrittenNode): boolean {
  return gateway === 'fork' || type === 'exclusive_gateway' || type === 'delay' || type === 'approval';
}

function receiversOf(entry: WrittenNode, ids: ReadonlySet<string>, written: Written): ReadonlySet<string> | undefined {
  const found = new Set([entry.id.toLowerCase()]);
  for (const id of found) {
    const node = written.node(id);
    if (!node || !handsOn(node)) continue;
    for (const { target } of written.outgoing(id)) {
      const next = target.toLowerCase();
      if (!ids.has(next)) continue;
      // It gets a map by node id, with what came from outside as a part.
      if (written.incoming(target).length > 1) return undefined;
      found.add(next);
    }
  }
  return found;
}

/** Runners that see of their input only what expressions show them. */
const blind: ReadonlySet<AgentDefinition['uses']> = new Set(['http', 'sql', 'cache', 'mock', 'transform']);

function agentsOf(
  nodes: readonly WrittenNode[],
  receivers: ReadonlySet<string>,
  { project, written }: FixContext,
): readonly RegionAgent[] | undefined {
  const section = valueOf(project.syntax.root, 'agents');
  const users = new Map<string, WrittenNode[]>();
  for (const node of nodes) {
    const id = agentIdOf(node.item);
    if (id === undefined) continue;
    users.set(id, [...(users.get(id) ?? []), node]);
    const settings = [node.item, valueOf(section, id)].map((one) => valueOf(one, 'with'));
    const uses = project.definition.agents.get(id)?.uses;
    if (!receivers.has(node.id.toLowerCase())) continue;
    if (!blind.has(uses)) return undefined;
    if (uses === 'transform' && !settings.some((one) => pairOf(one, 'expression'))) return undefined;
  }
  const inside = new Set(nodes);
  const found: RegionAgent[] = [];
  for (const [id, own] of users) {
    const pair = pairOf(section, id);
    if (!pair) return undefined;
    const outer = own.filter((node) => receivers.has(node.id.toLowerCase())).length;
    found.push({
      pair,
      isShared: written.nodes.some((node) => !inside.has(node) && agentIdOf(node.item) === id),
      gets: outer === 0 ? 'inner' : outer === own.length ? 'outer' : 'both',
    });
  }
  return found;
}

export function agentIdOf(item: SyntaxNode): string | undefined {
  return stringOf(valueOf(item, 'agent_id'));
}

/** Retries and timeouts of a fork around it would not reach into another file. */
function inheritsFromFork(entry: WrittenNode, ids: ReadonlySet<string>, written: Written): boolean {
  return [...written.reach([entry.id], 'incoming')].some((id) => {
    const node = written.node(id);
    return (
      !ids.has(id) && node?.gateway === 'fork' && pairOf(valueOf(node.item, 'config'), 'error_handling') !== undefined
    );
  });
}
