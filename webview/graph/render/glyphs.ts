/** Small pictures as paths in a field of 16 × 16, drawn as lines in the current colour. */
import { svg } from '../../shared/dom.ts';

const circle = 'M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2z';

const glyphs = {
  // Runners.
  sql: 'M3 4c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2zM3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2',
  http: `${circle}M2 8h12M8 2c1.9 1.7 2.6 3.8 2.6 6S9.9 12.3 8 14c-1.9-1.7-2.6-3.8-2.6-6S6.1 3.7 8 2z`,
  cache: 'M9 1.5L3.5 9H7.5L6.8 14.5L12.5 7H8.5z',
  transform:
    'M6 2.5c-1.8 0-2 1-2 2.5s0 2.5-1.5 3C4 8.5 4 9.5 4 11s.2 2.5 2 2.5M10 2.5c1.8 0 2 1 2 2.5s0 2.5 1.5 3C12 8.5 12 9.5 12 11s-.2 2.5-2 2.5',
  script: 'M5 4.5L1.5 8 5 11.5M11 4.5L14.5 8 11 11.5M9.2 3L6.8 13',
  command: 'M2.5 4l4 4-4 4M8 12.5h5.5',
  llm: 'M8 1.5l1.6 4.9L14.5 8 9.6 9.6 8 14.5 6.4 9.6 1.5 8l4.9-1.6z',
  mcp: 'M5.5 1.5v4M10.5 1.5v4M3.5 5.5h9V8a4.5 4.5 0 0 1-9 0zM8 12.5V15',
  ipa: 'M4.5 12.5a3 3 0 0 1-.4-6 4 4 0 0 1 7.7-.6 3.3 3.3 0 0 1 .2 6.6z',
  mock: 'M6 2h4M6.5 2v4L3 12.5A1 1 0 0 0 3.9 14h8.2a1 1 0 0 0 .9-1.5L9.5 6V2M4.7 10h6.6',
  // Kinds.
  agent_task: 'M4 3h8a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM6 8h4',
  approval:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13.5c0-2.5 2-4 4.5-4 1.2 0 2.2.3 3 .9M9.5 12l1.8 1.8 3.2-3.6',
  delay: `${circle}M8 4.5V8l2.5 1.5`,
  for_each: 'M3 6.5a5.2 5.2 0 0 1 9.2-1.7M12.5 2v3h-3M13 9.5a5.2 5.2 0 0 1-9.2 1.7M3.5 14v-3h3',
  subworkflow: 'M2.5 2.5h11v11h-11zM8 5.5v5M5.5 8h5',
  fork: 'M8 3v10M3 8h10',
  join: 'M8 3v10M3 8h10',
  exclusive_gateway: 'M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6',
  start: 'M5.5 3.5v9l7-4.5z',
  end: 'M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 1 0 0-7z',
  // Statuses, on a filled disc.
  running: 'M8 3.5a4.5 4.5 0 1 1-4.5 4.5',
  waiting: 'M4.5 8h.01M8 8h.01M11.5 8h.01',
  paused: 'M6 5v6M10 5v6',
  completed: 'M4.5 8.3l2.4 2.4 4.6-5',
  failed: 'M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4',
  timed_out: 'M8 4.3V8l2.6 1.8',
  skipped: 'M4.3 5l3 3-3 3M8.7 5l3 3-3 3',
  cancelled: 'M4.6 11.4l6.8-6.8',
  pending: 'M5 8h6',
  interrupted: 'M8 4.3v4.2M8 11.2h.01',
  unreadable: 'M8 4.3v4.2M8 11.2h.01',
  past: 'M8 4.3V8l2.6 1.8',
  // Problems and buttons.
  error: 'M8 4v5M8 11.5h.01',
  warningSign: 'M8 6.5v3M8 11.6h.01',
  warning: 'M8 2l6.5 11.5h-13zM8 6.5v3M8 11.6h.01',
  run: 'M4.5 2.8v10.4L13 8z',
  stop: 'M4 4h8v8H4z',
  toEnd: 'M4 3v10L11 8zM12.5 3v10',
  resume: 'M4 3v10M7.5 3.5v9L13 8z',
  retry: 'M13 8a5 5 0 1 1-1.6-3.7M12.5 1.5v3h-3',
  details: 'M2.5 2.5h11v11h-11zM9.5 2.5v11M11.2 5.5h.8M11.2 8h.8',
  timeline: 'M2.5 3.5h6M5.5 8h6M9 12.5h4.5',
  open: 'M6.5 3h-3.5v10h10v-3.5M9 2.5h4.5V7M13.5 2.5L7.5 8.5',
  save: 'M8 2v8M4.8 6.8L8 10l3.2-3.2M2.5 10.5v3h11v-3',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 1 0 0-9zM10.3 10.3l3.7 3.7',
  up: 'M3.5 10L8 5.5l4.5 4.5',
  down: 'M3.5 6L8 10.5 12.5 6',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  zoomIn: 'M8 3v10M3 8h10',
  zoomOut: 'M3 8h10',
  graph:
    'M8 1.5a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 1 0 0-3.6zM3.5 10.9a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 1 0 0-3.6zM12.5 10.9a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 1 0 0-3.6zM8 5.1V8M3.5 10.9V9.5A1.5 1.5 0 0 1 5 8h6a1.5 1.5 0 0 1 1.5 1.5v1.4',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
} as const;

export type Glyph = keyof typeof glyphs;

export function isGlyph(name: string): name is Glyph {
  return Object.hasOwn(glyphs, name);
}

/** @param x its left, @param y its top, @param scale of the field of 16 × 16 */
export function glyphPath(name: Glyph, x = 0, y = 0, scale = 1): SVGPathElement {
  const path = svg('path', { class: `glyph glyph-${name}`, d: glyphs[name] });
  if (x !== 0 || y !== 0)
    path.setAttribute('transform', `translate(${x} ${y})${scale === 1 ? '' : ` scale(${scale})`}`);
  return path;
}

/** A picture of its own, for a button or beside a text. */
export function glyphImage(name: Glyph): SVGSVGElement {
  const image = svg('svg', { class: 'image', viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' });
  image.append(glyphPath(name));
  return image;
}
