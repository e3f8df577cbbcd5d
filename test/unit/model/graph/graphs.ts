import { compile } from '../../../../src/model/compile/compile.ts';
import { buildGraph, type WorkflowGraph } from '../../../../src/model/graph/graph.ts';
import { parse } from '../../../../src/model/syntax/parse.ts';

/**
 * A graph from its edges, `a>b c d` for edges from `a` to three nodes; `!` before a target makes the edge `on: failure`. What a
 * node is follows from its name: `start`, `end…`, `fork…`, `join…`, all others are tasks. Nodes are in the order of their first
 * mention.
 */
export function graphOf(...lines: readonly string[]): WorkflowGraph {
  const edges = lines.flatMap((line) => {
    const [source = '', targets = ''] = line.split('>');
    return targets.split(' ').map((written) => {
      const on = written.startsWith('!') ? 'failure' : 'success';
      return { source, target: written.replace('!', ''), on };
    });
  });
  const ids = [...new Set(edges.flatMap(({ source, target }) => [source, target]))];
  const text = JSON.stringify({ nodes: ids.map((id) => ({ id, ...typeOf(id) })), edges });
  return buildGraph(compile(parse(text)).definition);
}

function typeOf(id: string): object {
  if (id === 'start') return { type: 'start' };
  if (id.startsWith('end')) return { type: 'end' };
  const gateway = /^(?:fork|join)/.exec(id)?.[0];
  if (gateway !== undefined) return { type: 'parallel_gateway', gateway_type: gateway };
  return { type: 'agent_task', agent_id: 'work' };
}

/** The names of nodes, in the order given. */
export function names(graph: WorkflowGraph, indices: Iterable<number>): string {
  return [...indices].map((index) => graph.nodes[index]?.id ?? '-').join(' ');
}

export function indexOf(graph: WorkflowGraph, id: string): number {
  const index = graph.indexOf(id);
  if (index === undefined) throw new Error(`There is no node ${id}`);
  return index;
}
