/** What is written in a node or beside it, and the picture of who does it. */
import type { FlowDirection, GraphNodeState, PictureNode } from '../../../src/protocol/graph.ts';
import { setAttribute, svg } from '../../shared/dom.ts';
import { shapeOf } from '../shapes.ts';
import type { GraphStore } from '../store.ts';
import { shown } from '../words.ts';
import { foldedTexts } from './foldedElement.ts';
import { isGlyph } from './glyphs.ts';
import { fit, fonts, measure } from './text.ts';
import { tile, tileRoom } from './tile.ts';

const inset = 12;
const outerGap = 8;
const outerWidth = 132;
/** What a node does is not worth writing with less room. */
const leastDetail = 32;

type SetTexts = (text: string, error: string) => void;

/** Sets what an execution says: a short text and, when it failed, why; of a folded fork its counts. */
export function nodeTexts(
  element: SVGElement,
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

/** The label above, below it what the node does (or why it failed) on the left and the short text on the right. */
function boxTexts(element: SVGElement, node: PictureNode): SetTexts {
  const { width, height, runner, kind } = node;
  const room = width - tileRoom - inset;
  const second = height / 2 + 14;
  const label = svg('text', { class: 'label', x: tileRoom });
  label.textContent = fit(shown(node.label), room, fonts.label);
  element.append(...tile(isGlyph(runner) ? runner : isGlyph(kind) ? kind : 'agent_task', height), label);
  const setDetail = sometimes(element);
  const setState = sometimes(element);
  return (text, error) => {
    const own = fit(text, room, fonts.detail);
    const rest = own === '' ? room : room - measure(own, fonts.detail) - 8;
    const words = rest < leastDetail ? '' : fit(error || shown(node.detail), rest, fonts.detail);
    setDetail(words, { class: error === '' ? 'detail' : 'detail error', x: tileRoom, y: second });
    setState(
      own,
      words === '' ? { class: 'state', x: tileRoom, y: second } : { class: 'state end', x: width - inset, y: second },
    );
    const isAlone = words === '' && own === '';
    setAttribute(label, 'y', String(isAlone ? height / 2 + 4.5 : height / 2 - 3));
  };
}

/** Beside the shape when the flow goes down, below it when it goes right. */
function outerTexts(element: SVGElement, node: PictureNode, flow: FlowDirection): SetTexts {
  const { width, height } = node;
  const x = flow === 'down' ? width + outerGap : width / 2;
  const centred = flow === 'right' ? ' centred' : '';
  const label = svg('text', { class: `label outer${centred}`, x });
  label.textContent = fit(shown(node.label), outerWidth, fonts.outer);
  element.append(label);
  const setDetail = sometimes(element);
  return (text) => {
    // The others take no time.
    const own = node.kind === 'join' ? text : '';
    const words = [shown(node.detail), own].filter((part) => part !== '').join(' · ');
    const first = flow === 'right' ? height + 15 : height / 2 + (words === '' ? 4 : -2);
    setDetail(fit(words, outerWidth, fonts.detail), { class: `detail outer${centred}`, x, y: first + 14 });
    setAttribute(label, 'y', String(first));
  };
}

/** A text that is there only while it says something. */
function sometimes(parent: SVGElement): (text: string, attributes: Readonly<Record<string, string | number>>) => void {
  let element: SVGTextElement | undefined;
  return (text, attributes) => {
    if (text === '') {
      element?.remove();
      return;
    }
    element ??= svg('text');
    for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, String(value));
    if (element.textContent !== text) element.textContent = text;
    if (!element.parentNode) parent.append(element);
  };
}
