/** Stands in until src/model has these. */
import { err, ok } from '../base/result.ts';
import type { Evaluated, EvaluationContext, Template } from '../model/expressions/template.ts';
import { emptyObject } from '../base/json.ts';
import type { WorkflowGraph } from '../model/graph/graph.ts';
import { topologicalRanks } from './programOrder.ts';

export function evaluateTemplate(template: Template, context: EvaluationContext): Evaluated {
  if (template.kind === 'literal') return ok(template.value);
  if (template.kind === 'list') return ok([]);
  if (template.kind === 'map') {
    const out = emptyObject();
    for (const [k, v] of template.entries) {
      const r = evaluateTemplate(v, context);
      if (!r.ok) return r;
      out[k] = r.value;
    }
    return ok(out);
  }
  return err({ message: 'expressions are not there yet', range: undefined as never });
}

export function evaluateCondition(template: Template, context: EvaluationContext): Evaluated<boolean> {
  const r = evaluateTemplate(template, context);
  return r.ok ? ok(r.value === true) : r;
}

export function findForks(graph: WorkflowGraph): {
  forkOf: (join: number) => number | undefined;
  regionOf: (fork: number) => readonly number[];
} {
  const n = graph.nodes.length;
  const ranks = topologicalRanks(graph);
  const order = [...ranks.keys()].sort((a, b) => ranks[a]! - ranks[b]!);
  const idom = new Int32Array(n).fill(-1);
  const depth = new Int32Array(n);
  const meet = (a: number, b: number): number => {
    while (a !== b && a >= 0 && b >= 0) {
      if (ranks[a]! > ranks[b]!) a = idom[a]!;
      else b = idom[b]!;
    }
    return a < 0 || b < 0 ? -1 : a;
  };
  for (const v of order) {
    let d = -2;
    for (const e of graph.incoming[v]!) {
      if (graph.edges[e]!.definition.on === 'failure') continue;
      const s = graph.edges[e]!.source;
      d = d === -2 ? s : meet(d, s);
    }
    idom[v] = d === -2 ? -1 : d;
    depth[v] = idom[v]! < 0 ? 0 : depth[idom[v]!]! + 1;
  }
  const forkOf = (join: number): number | undefined => {
    let d = -2;
    for (const e of graph.incoming[join]!) {
      const s = graph.edges[e]!.source;
      d = d === -2 ? s : meet(d, s);
    }
    for (; d >= 0; d = idom[d]!) if (graph.nodes[d]!.kind === 'fork') return d;
    return undefined;
  };
  const joins = new Map<number, number[]>();
  graph.nodes.forEach((node, i) => {
    if (node.kind === 'join') {
      const f = forkOf(i);
      if (f !== undefined) joins.set(f, [...(joins.get(f) ?? []), i]);
    }
  });
  const regionOf = (fork: number): readonly number[] => {
    const own = joins.get(fork);
    const inside: number[] = [];
    if (own === undefined) {
      for (let v = 0; v < n; v++) {
        let d = idom[v]!;
        while (d >= 0 && d !== fork) d = idom[d]!;
        if (d === fork && v !== fork) inside.push(v);
      }
      return inside;
    }
    const from = new Uint8Array(n);
    const to = new Uint8Array(n);
    const walk = (
      start: number,
      seen: Uint8Array,
      edges: readonly (readonly number[])[],
      end: 'target' | 'source',
    ): void => {
      const stack = [start];
      while (stack.length) {
        const v = stack.pop()!;
        for (const e of edges[v]!) {
          const w = graph.edges[e]![end];
          if (!seen[w]) {
            seen[w] = 1;
            stack.push(w);
          }
        }
      }
    };
    walk(fork, from, graph.outgoing, 'target');
    for (const j of own) {
      to[j] = 1;
      walk(j, to, graph.incoming, 'source');
    }
    for (let v = 0; v < n; v++) if (from[v] && to[v] && v !== fork) inside.push(v);
    return inside;
  };
  return { forkOf, regionOf };
}
