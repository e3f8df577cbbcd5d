/** What stands in the box of a folded fork: its name, and a count for each status that its branches have. */
import type { FoldedState } from '../../../src/presentation/foldedState.ts';
import type { PictureNode } from '../../../src/protocol/graph.ts';
import { svg } from '../../shared/dom.ts';
import { shown } from '../words.ts';
import { glyphPath, isGlyph } from './glyphs.ts';
import { fit, fonts, measure } from './text.ts';
import { tile, tileRoom } from './tile.ts';

/** How far the cards behind the first one reach below it. */
export const stackDepth = 8;
const inset = 12;
const discRadius = 6;
/** What the sign that unfolds it takes. */
const signRoom = 16;

/** The cards behind, the lowest first; the one in front is the node's shape. */
export function cardsBehind({ width, height }: PictureNode): readonly SVGElement[] {
  return [stackDepth, stackDepth / 2].map((behind) =>
    svg('rect', {
      class: 'behind',
      x: behind,
      y: height - 2 * stackDepth,
      width: width - 2 * behind,
      height: stackDepth + behind,
      rx: 6,
    }),
  );
}

/** Adds the texts to the element; gives what sets them anew. */
export function foldedTexts(element: SVGElement, node: PictureNode): (state: FoldedState | undefined) => void {
  const height = node.height - stackDepth;
  const room = node.width - tileRoom - inset;
  const label = svg('text', { class: 'label', x: tileRoom, y: height / 2 - 3 });
  label.textContent = fit(shown(node.label), room, fonts.label);
  const detail = svg('text', { class: 'detail', x: tileRoom, y: height / 2 + 14 });
  const counters = svg('g', { class: 'counters', transform: `translate(${tileRoom} ${height / 2 + 10})` });
  element.append(...tile('fork', height), label, detail, counters);
  return (state) => {
    detail.textContent = state ? '' : fit(shown(node.detail), room, fonts.detail);
    counters.replaceChildren();
    let at = 0;
    for (const [status, branches] of state?.counts ?? []) {
      const text = String(branches);
      const width = 2 * discRadius + 4 + measure(text, fonts.detail) + 8;
      if (at + width > room - signRoom) break;
      counters.append(counter(status, text, at));
      at += width;
    }
  };
}

function counter(status: string, text: string, x: number): SVGGElement {
  const signs = isGlyph(status) ? [glyphPath(status, 0, -discRadius, discRadius / 8)] : [];
  const words = svg('text', { x: 2 * discRadius + 4, y: 4 });
  words.textContent = text;
  const disc = svg('circle', { class: 'disc', cx: discRadius, r: discRadius });
  return svg('g', { class: 'counter', 'data-status': status, transform: `translate(${x} 0)` }, disc, ...signs, words);
}

/** The sign at a fork's corner that folds and unfolds it. */
export function foldSign(node: PictureNode): SVGGElement {
  const place = node.folded ? { x: node.width - 16, y: node.height - stackDepth - 14 } : { x: 6, y: node.height - 6 };
  return svg(
    'g',
    { class: 'fold', 'data-fold': node.folded ? 'false' : 'true', transform: `translate(${place.x} ${place.y})` },
    svg('circle', { class: 'fold-disc', r: 8 }),
    glyphPath(node.folded ? 'zoomIn' : 'zoomOut', -7, -7, 0.875),
  );
}
