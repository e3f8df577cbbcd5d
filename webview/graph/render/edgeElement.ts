/** One edge as SVG: a line with round corners and an arrow, its label on it. */
import type { PictureEdge, Point } from '../../../src/protocol/graph.ts';
import { setAttribute, svg } from '../../shared/dom.ts';
import type { GraphStore } from '../store.ts';
import { shown } from '../words.ts';
import type { Nearness } from './nodeElement.ts';
import { fit, fonts, measure } from './text.ts';

export interface EdgeElement {
  readonly element: SVGGElement;
  update(store: GraphStore): void;
}

const cornerRadius = 8;
const labelHeight = 18;
const labelRoom = 104;

export function edgeElement(edge: PictureEdge, nearness: Nearness): EdgeElement {
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
  if (nearness === 'near' && edge.label !== '' && edge.labelAt) element.append(labelAt(edge.label, edge.labelAt));
  return {
    element,
    update: (store) => {
      setAttribute(element, 'data-state', edgeState(store.statusOf(edge.source), store.statusOf(edge.target), edge.on));
    },
  };
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

export type EdgeState = 'none' | 'waiting' | 'taken' | 'active' | 'unused';

/** What the states of its ends say about an edge. */
export function edgeState(source: string, target: string, on: PictureEdge['on']): EdgeState {
  if (source === 'none' || target === 'none') return 'none';
  const failed = source === 'failed' || source === 'timed_out';
  if (source === 'pending' || source === 'running' || source === 'waiting') return 'waiting';
  if (target === 'skipped' || source === 'skipped' || source === 'cancelled') return 'unused';
  if ((on === 'failure' && !failed) || (on === 'success' && failed)) return 'unused';
  if (target === 'pending') return 'taken';
  return target === 'running' || target === 'waiting' ? 'active' : 'taken';
}

function plainPath(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

/** Corners as quarter circles, as large as the shorter of the two lines allows. */
export function roundedPath(points: readonly Point[]): string {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return '';
  let path = `M${first.x} ${first.y}`;
  for (let i = 1; i < points.length - 1; i++) {
    const [before, corner, after] = [points[i - 1], points[i], points[i + 1]];
    if (!before || !corner || !after) continue;
    const radius = Math.min(cornerRadius, distance(before, corner) / 2, distance(corner, after) / 2);
    const [from, to] = [towards(corner, before, radius), towards(corner, after, radius)];
    path += `L${from.x} ${from.y}Q${corner.x} ${corner.y} ${to.x} ${to.y}`;
  }
  return `${path}L${last.x} ${last.y}`;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  const part = length / whole;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
