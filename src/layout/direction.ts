/** Whether a graph reads better downwards or to the right, in an editor's half of a window. */
import type { Steps } from '../base/steps.ts';
import type { Description } from './description.ts';
import { layersInSteps } from './linear/layers.ts';
import { shapeOf, spacing } from './shapes.ts';
import { layoutNodes, type LayoutStructure, structureOf } from './structure.ts';

/** Where a picture is usually seen. */
const pane = { width: 720, height: 820 };

/** Down is what people expect beside a text; to the right must show everything this much larger to be worth it. */
const worthIt = 1.4;

/** What is laid out, in the direction that reads best. */
export function* chooseStructure(description: Description): Steps<LayoutStructure> {
  const down = structureOf(description, 'down');
  yield;
  const { layerOf, count } = yield* layersInSteps(down);
  yield;
  const right: LayoutStructure = { ...down, direction: 'right', nodes: layoutNodes(description.nodes, 'right') };
  const wanted = (structure: LayoutStructure): number => scale(structure, layerOf, count);
  return wanted(right) > worthIt * wanted(down) ? right : down;
}

/** How large, at most 1, the picture can be in the pane; roughly, from its widest layer and the sum of its layers. */
function scale({ nodes, direction }: LayoutStructure, layerOf: Int32Array, count: number): number {
  const across = new Float64Array(count);
  const along = new Float64Array(count);
  nodes.forEach(({ room }, node) => {
    const layer = layerOf[node] ?? 0;
    const [wide, long] = direction === 'down' ? [room.width, room.height] : [room.height, room.width];
    across[layer] = (across[layer] ?? 0) + wide + spacing.neighbours;
    along[layer] = Math.max(along[layer] ?? 0, long + spacing.layers);
  });
  const widest = across.reduce((most, size) => Math.max(most, size), shapeOf('start', direction).width);
  const length = along.reduce((sum, size) => sum + size, 0);
  return direction === 'down'
    ? Math.min(1, pane.width / widest, pane.height / length)
    : Math.min(1, pane.width / length, pane.height / widest);
}
