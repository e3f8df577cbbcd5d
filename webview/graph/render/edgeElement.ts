/** One edge as SVG: a line with round corners and an arrow, its label on it. */
import type { PictureEdge, Point } from '../../../src/protocol/graph.ts';
import { svg } from '../../shared/dom.ts';
import { shown } from '../words.ts';
import { edgeState, type EdgeState } from './edgeState.ts';
import type { Drawn } from './layer.ts';
import type { Nearness } from './nodeElement.ts';
import { plainPath, roundedPath } from './roundedPath.ts';
import { fit, fonts, measure } from './text.ts';

const labelHeight = 18;
const labelRoom = 104;

export function edgeElement(edge: PictureEdge, nearness: Nearness): Drawn {
  const element = svg('g', {
    class: `edge ${nearness}`,
    'data-source': edge.source,
    'data-target': edge.target,
    'data-on': edge.on,
    'aria-hidden': 'true',
  });
  const line = svg('path', {
    class: 'line',
    d: nearness === 'near' ? roundedPath(edge.points) : plainPath(edge.points),
  });
  if (nearness === 'near') line.setAttribute('marker-end', 'url(#arrow)');
  element.append(line);
  // A line is too thin to be hit.
  if (nearness === 'near') element.append(svg('path', { class: 'hit', d: plainPath(edge.points) }));
  if (nearness === 'near' && edge.label !== '' && edge.labelAt) element.append(labelAt(edge.label, edge.labelAt));
  return {
    element,
    update: (store) => {
      const state = edgeState(store.statusOf(edge.source), store.statusOf(edge.target), edge.on);
      if (element.getAttribute('data-state') === state) return;
      element.setAttribute('data-state', state);
      arrange(element, state);
    },
  };
}

/** Edges share lines: what is under way is above what is done, and what is not used below everything. */
function arrange(element: SVGGElement, state: EdgeState): void {
  const siblings = element.parentNode;
  if (state === 'unused') siblings?.prepend(element);
  if (state === 'taken') siblings?.insertBefore(element, siblings.querySelector('[data-state="active"]'));
  if (state === 'active') siblings?.append(element);
}

function labelAt(label: string, { x, y }: Point): SVGGElement {
  const text = fit(shown(label), labelRoom, fonts.detail);
  const width = Math.ceil(measure(text, fonts.detail)) + 14;
  const words = svg('text', { class: 'label', y: 4 });
  words.textContent = text;
  const hint = svg('title');
  hint.textContent = shown(label);
  const back = svg('rect', { x: -width / 2, y: -labelHeight / 2, width, height: labelHeight, rx: labelHeight / 2 });
  return svg('g', { class: 'edge-label', transform: `translate(${x} ${y})` }, hint, back, words);
}
