import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { edgeLabelSize } from '../shapes.ts';
import type { ElkGraph } from './elkPort.ts';
import { beginAtOnce, elkOptions, inlineLabel, portOptions, withPorts } from './options.ts';
import { type Box, entry, exit, pointOf, type Question, sizeOf } from './question.ts';

/** A question in ELK's JSON format. Boxes are named by index, entry and exit `-1` and `-2`, edges `eINDEX`. */
export function toElk(question: Question): ElkGraph {
  const { direction, boxes, edges, hasEntry, hasExit } = question;
  // Where a box is as long as whole branches, the others beside it begin where it begins.
  const aligned = boxes.some(({ line }) => line !== undefined) ? beginAtOnce(direction) : undefined;
  const child = (index: number): ElkNode => {
    const box = boxes[index] as Box;
    const layoutOptions = { ...aligned, ...(box.line !== undefined && withPorts) };
    return { id: String(index), ...sizeOf(box, direction), layoutOptions, ...portsOf(question, index) };
  };
  const end = (node: number): ElkNode => ({ id: String(node), width: 0, height: 0 });
  return {
    id: 'graph',
    layoutOptions: elkOptions(direction, boxes.length),
    children: [...(hasEntry ? [end(entry)] : []), ...walked(question).map(child), ...(hasExit ? [end(exit)] : [])],
    edges: edges.map(({ source, target, labelled }, index) => {
      const ends = {
        id: `e${index}`,
        sources: [boxes[source]?.line === undefined ? String(source) : `${source}out`],
        targets: [boxes[target]?.line === undefined ? String(target) : `${target}in`],
      };
      if (!labelled) return ends;
      // Text of its own would only be measured; the size says it all.
      return { ...ends, labels: [{ text: ' ', ...edgeLabelSize, layoutOptions: inlineLabel }] };
    }),
  };
}

function portsOf({ direction, boxes }: Question, index: number): Pick<ElkNode, 'ports'> {
  const { line, along } = boxes[index] as Box;
  if (line === undefined) return {};
  const [before, behind] = portOptions[direction];
  const port = { width: 0, height: 0 };
  return {
    ports: [
      { id: `${index}in`, ...port, ...pointOf({ across: line, along: 0 }, direction), layoutOptions: before },
      { id: `${index}out`, ...port, ...pointOf({ across: line, along }, direction), layoutOptions: behind },
    ],
  };
}

/**
 * Boxes as a walk along the edges finds them, a branch to its end before the next one: that, and not where a node is written, is the
 * branches' order. It is the linear layout's order too, so that branches stay where they are when ELK's picture comes.
 */
function walked({ boxes, edges }: Question): readonly number[] {
  const targets = boxes.map((): number[] => []);
  const isLedTo = new Set<number>();
  const first: number[] = [];
  for (const { source, target } of edges) {
    if (target === exit) continue;
    (source === entry ? first : targets[source])?.push(target);
    isLedTo.add(target);
  }
  const found = new Set<number>();
  const walk = (from: readonly number[]): void => {
    const stack = from.toReversed();
    for (let box = stack.pop(); box !== undefined; box = stack.pop()) {
      if (found.has(box)) continue;
      found.add(box);
      stack.push(...(targets[box] ?? []).toReversed());
    }
  };
  walk(first);
  walk(boxes.flatMap((_, box) => (isLedTo.has(box) ? [] : [box])));
  // Those of cycles that nothing leads into.
  walk([...boxes.keys()]);
  return [...found];
}
