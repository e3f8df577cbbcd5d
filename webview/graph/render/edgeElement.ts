/** One edge as SVG: its line, and what is written on it. How a line looks in a state it has from the group that it is in. */
import type { PictureEdge, Point } from '../../../src/protocol/graph.ts';
import { setAttribute, svg } from '../../shared/dom.ts';
import { shown } from '../words.ts';
import { edgeState, type EdgeState } from './edgeState.ts';
import type { Drawn } from './layer.ts';
import type { Nearness } from './nodeElement.ts';
import { plainPath, roundedPath } from './roundedPath.ts';
import { fit, fonts, measure } from './text.ts';

const labelHeight = 18;
const labelRoom = 104;

/** From below: edges share lines. What is under way is above what is done, and what is not used below everything. */
export const edgeLevels = ['unused', 'none', 'waiting', 'taken', 'active'] as const satisfies readonly EdgeState[];

export function edgeLine(edge: PictureEdge, nearness: Nearness): Drawn {
  const element = svg('path', {
    class: 'edge',
    'data-source': edge.source,
    'data-target': edge.target,
    'data-on': edge.on,
    d: nearness === 'near' ? roundedPath(edge.points) : plainPath(edge.points),
  });
  const drawn: Drawn = {
    element,
    update: (store) => {
      drawn.level = edgeState(store.statusOf(edge.source), store.statusOf(edge.target), edge.on);
      setAttribute(element, 'data-state', drawn.level);
    },
  };
  return drawn;
}

export interface LabelledEdge extends PictureEdge {
  readonly labelAt: Point;
}

export function isLabelled(edge: PictureEdge): edge is LabelledEdge {
  return edge.label !== '' && edge.labelAt !== undefined;
}

export function edgeLabel({ label, labelAt: { x, y } }: LabelledEdge): Drawn {
  const text = fit(shown(label), labelRoom, fonts.detail);
  const width = Math.ceil(measure(text, fonts.detail)) + 14;
  const words = svg('text', { class: 'label', y: 4 });
  words.textContent = text;
  const hint = svg('title');
  hint.textContent = shown(label);
  const back = svg('rect', { x: -width / 2, y: -labelHeight / 2, width, height: labelHeight, rx: labelHeight / 2 });
  const element = svg('g', { class: 'edge-label', transform: `translate(${x} ${y})` }, hint, back, words);
  return { element, update: () => undefined };
}
