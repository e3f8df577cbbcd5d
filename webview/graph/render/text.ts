/** Text that fits: SVG neither wraps nor cuts, so it is measured beforehand and ends in `…`. */

const widths = new Map<Font, Map<string, number>>();
const mostKept = 20_000;
let context: CanvasRenderingContext2D | null | undefined;
/** The context's font. */
let present = '';

export interface Font {
  /** In CSS pixels. */
  readonly size: number;
  readonly weight: number;
}

export const fonts = {
  label: { size: 13, weight: 600 },
  outer: { size: 12, weight: 600 },
  detail: { size: 11, weight: 400 },
} as const satisfies Record<string, Font>;

/** @param width in pixels of the picture */
export function fit(text: string, width: number, font: Font): string {
  if (apart(text, font) <= width || measure(text, font) <= width) return text;
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  let [fits, fails] = [0, characters.length];
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1;
    if (measure(`${characters.slice(0, middle).join('')}…`, font) <= width) fits = middle;
    else fails = middle;
  }
  return `${characters.slice(0, fits).join('').trimEnd()}…`;
}

/**
 * What the characters take one by one, which is hardly less than what they take together: most texts are known to fit by the few
 * characters that a large graph's texts are made of, without measuring each of thousands.
 */
function apart(text: string, font: Font): number {
  let width = 0;
  for (const character of text) width += measure(character, font);
  return width;
}

export function measure(text: string, font: Font): number {
  let ofFont = widths.get(font);
  if (!ofFont) widths.set(font, (ofFont = new Map<string, number>()));
  const known = ofFont.get(text);
  if (known !== undefined) return known;
  const width = measureAnew(text, font);
  if (ofFont.size > mostKept) ofFont.clear();
  ofFont.set(text, width);
  return width;
}

function measureAnew(text: string, { size, weight }: Font): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return text.length * size * 0.6;
  const font = `${weight} ${size}px ${family()}`;
  // To set it costs as much as to measure, also where it is the same.
  if (font !== present) context.font = present = font;
  return context.measureText(text).width;
}

/** What most texts are made of is measured before there are any: the first picture need not wait for a font. */
export function prepareFonts(): void {
  for (const font of Object.values(fonts)) apart('abcdefghijklmnopqrstuvwxyz0123456789_-… ', font);
}

let known: string | undefined;

function family(): string {
  known ??= getComputedStyle(document.body).fontFamily;
  return known;
}

/** The theme's font is another one now. */
export function forgetFont(): void {
  known = undefined;
  widths.clear();
}
