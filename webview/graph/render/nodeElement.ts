/**
 * One node as SVG, near (all of it) or far (its shape alone). Made once, then only its state changes. Every element costs a style, a
 * layout and a paint in the frame that makes it: what most nodes never show is made when it is first needed.
 */
import type { FlowDirection, GraphNodeState, PictureNode, Point } from '../../../src/protocol/graph.ts';
import { setAttribute, svg } from '../../shared/dom.ts';
import { cornerOf, type Shape, shapeOf } from '../shapes.ts';
import { type GraphStore, noStatus } from '../store.ts';
import { nodeWords } from '../words.ts';
import { cardsBehind, foldSign } from './foldedElement.ts';
import { glyphPath, isGlyph } from './glyphs.ts';
import type { Drawn } from './layer.ts';
import { nodeTexts } from './nodeTexts.ts';
import { outline } from './outline.ts';

export type Nearness = 'near' | 'far';

const badgeRadius = 9;

export function nodeElement(node: PictureNode, flow: FlowDirection, nearness: Nearness): Drawn {
  const shape = shapeOf(node);
  const names = `node ${shape} kind-${isGlyph(node.kind) ? node.kind : 'unknown'}`;
  const element = nearness === 'near' ? svg('g', { class: names }) : outline(node, shape, names, 0);
  element.setAttribute('data-node-id', node.id);
  element.setAttribute('role', 'button');
  element.setAttribute('transform', `translate(${node.x} ${node.y})`);
  const update = nearness === 'near' ? details(element, node, shape, flow) : () => undefined;
  let hint: SVGTitleElement | undefined;
  const touch = (): void => {
    if (hint) return;
    hint = svg('title');
    hint.textContent = element.getAttribute('aria-label');
    element.prepend(hint);
    if (nearness === 'far') return;
    hint.after(outline(node, shape, 'ring', 4));
    if (node.kind !== 'end') element.append(handle(node, flow));
  };
  let last = '';
  return {
    element,
    touch,
    update: (store) => {
      const state = store.stateOf(node.id);
      const isActive = store.active === node.id;
      const isSelected = store.selected === node.id;
      // Most of a large graph stays as it is when an execution goes on. A box also has its counts.
      const key = [state?.status, state?.text, state?.error, isActive, isSelected].join('\n');
      if (key === last && !node.folded) return;
      last = key;
      const words = nodeWords(node, state);
      setAttribute(element, 'data-status', state?.status ?? noStatus);
      setAttribute(element, 'aria-label', words);
      setAttribute(element, 'tabindex', isActive ? '0' : '-1');
      element.classList.toggle('selected', isSelected);
      if (hint && hint.textContent !== words) hint.textContent = words;
      if (isActive || isSelected) touch();
      update(state, store);
    },
  };
}

/** What is dragged to another node to connect them. */
function handle({ width, height }: PictureNode, flow: FlowDirection): SVGElement {
  const middle = flow === 'down' ? { x: width / 2, y: height } : { x: width, y: height / 2 };
  return svg('circle', { class: 'handle', cx: middle.x, cy: middle.y, r: 5 });
}

/** All that is always there; gives what a change of the state changes. */
function details(
  element: SVGElement,
  node: PictureNode,
  shape: Shape,
  flow: FlowDirection,
): (state: GraphNodeState | undefined, store: GraphStore) => void {
  if (node.folded) element.append(...cardsBehind(node));
  element.append(outline(node, shape, 'shape', 0));
  const setTexts = nodeTexts(element, node, flow);
  const corner = cornerOf(shape);
  if (node.problem !== undefined) element.append(problemMark(node.problem, corner));
  if (shape === 'event' || shape === 'gateway') element.append(...symbol(node));
  if (node.folded ?? node.foldable) element.append(foldSign(node));
  let badge: SVGGElement | undefined;
  let last: string = noStatus;
  return (state, store) => {
    setTexts(state, store);
    const status = state?.status ?? noStatus;
    if (status === last) return;
    last = status;
    badge?.remove();
    badge = badgeOf(status, node.width - corner.x, corner.y);
    if (badge) element.append(badge);
  };
}

/** The mark of a status; what has not begun has none. */
function badgeOf(status: string, x: number, y: number): SVGGElement | undefined {
  if (status === 'pending' || !isGlyph(status)) return undefined;
  const place = `translate(${x - badgeRadius} ${y - badgeRadius}) scale(${badgeRadius / 8})`;
  const disc = svg('circle', { class: 'disc', cx: 8, cy: 8, r: 8 });
  // No transform on the sign itself: what runs turns by one.
  return svg('g', { class: 'badge', transform: place }, disc, glyphPath(status));
}

function problemMark(problem: 'error' | 'warning', { x, y }: Point): SVGGElement {
  const mark = svg('g', { class: `problem ${problem}`, transform: `translate(${x - 8} ${y - 8})` });
  const body = (name: string): SVGElement =>
    problem === 'error'
      ? svg('circle', { class: name, cx: 8, cy: 8, r: 8 })
      : svg('path', { class: name, d: 'M8 2l6.5 11.5h-13z' });
  mark.append(body('halo'), body('body'), glyphPath(problem === 'error' ? 'error' : 'warningSign'));
  return mark;
}

/** What is inside a circle or a diamond. */
function symbol({ kind, width, height }: PictureNode): readonly SVGElement[] {
  return isGlyph(kind) ? [glyphPath(kind, width / 2 - 8, height / 2 - 8)] : [];
}
