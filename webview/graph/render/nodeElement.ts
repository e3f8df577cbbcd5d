/** One node as SVG, near (all of it) or far (its shape alone). Made once, then only its state changes. */
import type { FlowDirection, GraphNodeState, PictureNode, Point } from '../../../src/protocol/graph.ts';
import { setAttribute, svg } from '../../shared/dom.ts';
import { type GraphStore, noStatus } from '../store.ts';
import { nodeWords, shown } from '../words.ts';
import { cardsBehind, foldedTexts, foldSign, stackDepth } from './foldedElement.ts';
import { glyphPath, isGlyph } from './glyphs.ts';
import type { Drawn } from './layer.ts';
import { fit, fonts, measure } from './text.ts';

export type Nearness = 'near' | 'far';

const inset = 12;
const iconTile = 28;
const outerGap = 8;
const outerWidth = 132;
const badgeRadius = 9;
/** What a node does is not worth writing with less room. */
const leastDetail = 32;

export function nodeElement(node: PictureNode, flow: FlowDirection, nearness: Nearness): Drawn {
  const shape = shapeOf(node);
  const element = svg('g', {
    class: `node ${shape} kind-${isGlyph(node.kind) ? node.kind : 'unknown'} ${nearness}`,
    'data-node-id': node.id,
    role: 'button',
    transform: `translate(${node.x} ${node.y})`,
  });
  if (node.folded) element.append(...cardsBehind(node));
  element.append(outline(node, shape, 'shape', 0));
  const update = nearness === 'near' ? details(element, node, shape, flow) : () => undefined;
  let last = '';
  return {
    element,
    update: (store) => {
      const state = store.stateOf(node.id);
      const isActive = store.active === node.id;
      const isSelected = store.selected === node.id;
      // Most of a large graph stays as it is when an execution goes on. A box also has its counts.
      const key = [state?.status, state?.text, state?.error, isActive, isSelected].join('\n');
      if (key === last && !node.folded) return;
      last = key;
      setAttribute(element, 'data-status', state?.status ?? noStatus);
      setAttribute(element, 'aria-label', nodeWords(node, state));
      setAttribute(element, 'tabindex', isActive ? '0' : '-1');
      element.classList.toggle('selected', isSelected);
      update(state, store);
    },
  };
}

type Shape = 'event' | 'gateway' | 'box' | 'stack';

function shapeOf({ kind, folded }: PictureNode): Shape {
  if (folded) return 'stack';
  if (kind === 'start' || kind === 'end') return 'event';
  return kind === 'fork' || kind === 'join' || kind === 'exclusive_gateway' ? 'gateway' : 'box';
}

/** @param grow how far outside the shape */
function outline({ width, height }: PictureNode, shape: Shape, name: string, grow: number): SVGElement {
  switch (shape) {
    case 'event':
      return svg('circle', { class: name, cx: width / 2, cy: height / 2, r: width / 2 + grow });
    case 'gateway': {
      const out = grow * Math.SQRT2;
      const [x, y] = [width / 2, height / 2];
      return svg('path', {
        class: name,
        d: `M${x} ${-out}L${width + out} ${y} ${x} ${height + out} ${-out} ${y}z`,
      });
    }
    case 'stack':
    case 'box':
      return svg('rect', {
        class: name,
        x: -grow,
        y: -grow,
        width: width + 2 * grow,
        height: height - (shape === 'stack' ? stackDepth : 0) + 2 * grow,
        rx: 6 + grow,
      });
  }
}

/** Everything but the shape; gives what a change of the state changes. */
function details(
  element: SVGGElement,
  node: PictureNode,
  shape: Shape,
  flow: FlowDirection,
): (state: GraphNodeState | undefined, store: GraphStore) => void {
  const { width, height } = node;
  const hint = svg('title');
  element.prepend(hint, outline(node, shape, 'ring', 4));
  const setTexts = textsOf(element, node, flow);
  const corner = cornerOf(shape);
  const badge = svg('g', { class: 'badge', transform: `translate(${width - corner.x} ${corner.y})` });
  element.append(badge);
  const middle = flow === 'down' ? { x: width / 2, y: height } : { x: width, y: height / 2 };
  if (node.kind !== 'end') element.append(svg('circle', { class: 'handle', cx: middle.x, cy: middle.y, r: 5 }));
  if (node.problem !== undefined) element.append(problemMark(node.problem, corner));
  if (shape === 'event' || shape === 'gateway') element.append(symbol(node.kind, width, height));
  if (node.folded ?? node.foldable) element.append(foldSign(node));
  let last = '';
  return (state, store) => {
    const words = element.getAttribute('aria-label');
    if (hint.textContent !== words) hint.textContent = words;
    setTexts(state, store);
    const status = state?.status ?? noStatus;
    if (status === last) return;
    last = status;
    badge.replaceChildren();
    if (status === noStatus || status === 'pending' || !isGlyph(status)) return;
    const sign = svg('g', { transform: `translate(${-badgeRadius} ${-badgeRadius}) scale(${badgeRadius / 8})` });
    sign.append(glyphPath(status));
    badge.append(svg('circle', { class: 'disc', r: badgeRadius }), sign);
  };
}

/** The middles of the marks at the upper corners, as far in from the shape's box. */
function cornerOf(shape: Shape): Point {
  if (shape === 'box' || shape === 'stack') return { x: 3, y: 3 };
  return shape === 'event' ? { x: 3, y: 4 } : { x: 7, y: 8 };
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
function symbol(kind: string, width: number, height: number): SVGGElement {
  const group = svg('g', { class: 'symbol', transform: `translate(${width / 2 - 8} ${height / 2 - 8})` });
  if (isGlyph(kind)) group.append(glyphPath(kind));
  return group;
}

/** Sets what an execution says: a short text and, when it failed, why; of a folded fork its counts. */
function textsOf(
  element: SVGGElement,
  node: PictureNode,
  flow: FlowDirection,
): (state: GraphNodeState | undefined, store: GraphStore) => void {
  const shape = shapeOf(node);
  if (shape === 'stack') {
    const setCounts = foldedTexts(element, node);
    return (_, store) => {
      setCounts(store.foldedStateOf(node.id));
    };
  }
  const setTexts = shape === 'box' ? boxTexts(element, node) : outerTexts(element, node, flow);
  return (state) => {
    setTexts(shown(state?.text ?? ''), shown(state?.error ?? ''));
  };
}

type SetTexts = (text: string, error: string) => void;

/** The label above, below it what the node does (or why it failed) on the left and the short text on the right. */
function boxTexts(element: SVGGElement, node: PictureNode): SetTexts {
  const { width, height, runner, kind } = node;
  const tile = svg('g', { class: 'tile', transform: `translate(${inset - 2} ${(height - iconTile) / 2})` });
  tile.append(svg('rect', { width: iconTile, height: iconTile, rx: 5 }));
  const glyph = isGlyph(runner) ? runner : isGlyph(kind) ? kind : 'agent_task';
  tile.append(svg('g', { transform: 'translate(6 6)' }, glyphPath(glyph)));
  const left = inset - 2 + iconTile + 10;
  const room = width - left - inset;
  const second = height / 2 + 14;
  const label = svg('text', { class: 'label', x: left });
  label.textContent = fit(shown(node.label), room, fonts.label);
  const detail = svg('text', { x: left, y: second });
  const state = svg('text', { y: second });
  element.append(tile, label, detail, state);
  return (text, error) => {
    const own = fit(text, room, fonts.detail);
    const rest = own === '' ? room : room - measure(own, fonts.detail) - 8;
    const words = rest < leastDetail ? '' : fit(error || shown(node.detail), rest, fonts.detail);
    state.textContent = own;
    setAttribute(state, 'class', words === '' ? 'state' : 'state end');
    setAttribute(state, 'x', String(words === '' ? left : width - inset));
    detail.textContent = words;
    setAttribute(detail, 'class', error === '' ? 'detail' : 'detail error');
    const isAlone = words === '' && own === '';
    setAttribute(label, 'y', String(isAlone ? height / 2 + 4.5 : height / 2 - 3));
  };
}

/** Beside the shape when the flow goes down, below it when it goes right. */
function outerTexts(element: SVGGElement, node: PictureNode, flow: FlowDirection): SetTexts {
  const { width, height } = node;
  const x = flow === 'down' ? width + outerGap : width / 2;
  const label = svg('text', { class: 'label outer', x });
  const detail = svg('text', { class: 'detail outer', x });
  for (const text of [label, detail]) text.classList.toggle('centred', flow === 'right');
  label.textContent = fit(shown(node.label), outerWidth, fonts.outer);
  element.append(label, detail);
  return (text) => {
    // The others take no time.
    const own = node.kind === 'join' ? text : '';
    const words = [shown(node.detail), own].filter((part) => part !== '').join(' · ');
    detail.textContent = fit(words, outerWidth, fonts.detail);
    const first = flow === 'right' ? height + 15 : height / 2 + (words === '' ? 4 : -2);
    setAttribute(label, 'y', String(first));
    setAttribute(detail, 'y', String(first + 14));
  };
}
