/** Text that fits: SVG neither wraps nor cuts, so it is measured beforehand and ends in `…`. */

const widths = new Map<string, number>();
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
  if (measure(text, font) <= width) return text;
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  let [fits, fails] = [0, characters.length];
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1;
    if (measure(`${characters.slice(0, middle).join('')}…`, font) <= width) fits = middle;
    else fails = middle;
  }
  return `${characters.slice(0, fits).join('').trimEnd()}…`;
}

export function measure(text: string, { size, weight }: Font): number {
  const key = `${size} ${weight} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return text.length * size * 0.6;
  const font = `${weight} ${size}px ${family()}`;
  // To set it costs as much as to measure, also where it is the same.
  if (font !== present) context.font = present = font;
  const { width } = context.measureText(text);
  if (widths.size > mostKept) widths.clear();
  widths.set(key, width);
  return width;
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
