/** The square at a box's left with a picture of who does it. */
import { copyOf, svg } from '../../shared/dom.ts';
import { type Glyph, glyphPath } from './glyphs.ts';

const left = 10;
const size = 28;
/** Where the texts beside it begin. */
export const tileRoom = left + size + 10;

/** @param height of the box */
export function tile(glyph: Glyph, height: number): readonly SVGElement[] {
  const top = (height - size) / 2;
  return [
    copyOf(`tile ${height}`, () => svg('rect', { class: 'tile', x: left, y: top, width: size, height: size, rx: 5 })),
    copyOf(`tile ${height} ${glyph}`, () => {
      const sign = glyphPath(glyph, left + 6, top + 6);
      sign.classList.add('tile-sign');
      return sign;
    }),
  ];
}
