import { edgeLabelSize } from '../shapes.ts';
import type { LayoutStructure } from '../structure.ts';
import type { ElkGraph } from './elkPort.ts';
import { elkOptions, inlineLabel } from './options.ts';

/** A structure in ELK's JSON format. Nodes are named by index, edges `eINDEX`; a node's edges to itself are left out. */
export function toElk(structure: LayoutStructure): ElkGraph {
  const { nodes, edges, direction } = structure;
  return {
    id: 'graph',
    layoutOptions: elkOptions(direction),
    children: walked(structure).map((index) => {
      const { width, height } = nodes[index]?.room ?? { width: 0, height: 0 };
      return { id: String(index), width, height };
    }),
    edges: edges.flatMap(({ source, target, labelled }, index) => {
      if (source === target) return [];
      const ends = { id: `e${index}`, sources: [String(source)], targets: [String(target)] };
      if (!labelled) return [ends];
      // Text of its own would only be measured; the size says it all.
      return [{ ...ends, labels: [{ text: ' ', ...edgeLabelSize, layoutOptions: inlineLabel }] }];
    }),
  };
}

/** Nodes as the edges lead to them, in the order of the edges: that, and not where a node is written, is the branches' order. */
function walked({ nodes, edges }: LayoutStructure): readonly number[] {
  const targets = nodes.map((): number[] => []);
  const isLedTo = new Set<number>();
  for (const { source, target } of edges) {
    targets[source]?.push(target);
    if (source !== target) isLedTo.add(target);
  }
  const found = new Set<number>();
  const walk = (from: number): void => {
    const waiting = [from];
    for (let at = 0; at < waiting.length; at++) {
      const node = waiting[at] as number;
      if (found.has(node)) continue;
      found.add(node);
      waiting.push(...(targets[node] ?? []));
    }
  };
  nodes.forEach((_, node) => {
    if (!isLedTo.has(node)) walk(node);
  });
  // Those of cycles that nothing leads into.
  nodes.forEach((_, node) => {
    walk(node);
  });
  return [...found];
}
