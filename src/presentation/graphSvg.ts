/**
 * A picture as an SVG file that stands by itself: no script, no style sheet, no font, nothing from elsewhere. On white, since
 * documents are.
 */
import type {
  GraphExecution,
  GraphNodeState,
  GraphPicture,
  PictureEdge,
  PictureNode,
  Point,
} from '../protocol/graph.ts';
import { stateIn, wordsOf } from './graphText.ts';
import { safeLine } from './safeText.ts';

const colours = {
  ground: '#ffffff',
  card: '#f8f8f8',
  line: '#8a8a8a',
  text: '#1f1f1f',
  muted: '#5f5f5f',
  good: '#2e7d32',
  bad: '#c62828',
  active: '#1565c0',
  attention: '#a15c00',
} as const;

const tones: Readonly<Record<GraphNodeState['status'], string>> = {
  pending: colours.line,
  skipped: colours.line,
  running: colours.active,
  waiting: colours.attention,
  cancelled: colours.attention,
  interrupted: colours.attention,
  completed: colours.good,
  failed: colours.bad,
  timed_out: colours.bad,
};

const inset = 12;

/** @param execution null: the workflow alone */
export function graphSvg(picture: GraphPicture, execution: GraphExecution | null): string {
  const { width, height, nodes, edges } = picture;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">`;
  return [
    head,
    `<rect width="100%" height="100%" fill="${colours.ground}"/>`,
    ...edges.map(edgeSvg),
    ...nodes.map((node) => nodeSvg(node, stateIn(execution, node), picture)),
    '</svg>',
    '',
  ].join('\n');
}

function edgeSvg({ points, on, label, labelAt }: PictureEdge): string {
  const dash = on === 'failure' ? ' stroke-dasharray="2 3"' : '';
  const line = points.map(({ x, y }) => `${x},${y}`).join(' ');
  const parts = [`<polyline points="${line}" fill="none" stroke="${colours.line}" stroke-width="1.4"${dash}/>`];
  const [before, end] = [points.at(-2), points.at(-1)];
  if (before && end) parts.push(arrowHead(before, end));
  if (label !== '' && labelAt) {
    const text = cut(safeLine(label, 200), 104, 11);
    const width = widthOf(text, 11) + 14;
    parts.push(
      `<rect x="${labelAt.x - width / 2}" y="${labelAt.y - 9}" width="${width}" height="18" rx="9" fill="${colours.ground}" stroke="${colours.line}"/>`,
      textSvg(text, labelAt.x, labelAt.y + 4, { size: 11, colour: colours.muted, anchor: 'middle' }),
    );
  }
  return parts.join('');
}

function arrowHead(before: Point, end: Point): string {
  const angle = Math.round((Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI);
  return `<path d="M0 0L-8 -4L-8 4z" fill="${colours.line}" transform="translate(${end.x} ${end.y}) rotate(${angle})"/>`;
}

function nodeSvg(node: PictureNode, state: GraphNodeState | undefined, { direction }: GraphPicture): string {
  const { x, y, width, height, kind, folded } = node;
  const tone = state ? tones[state.status] : colours.line;
  const dash = state?.status === 'skipped' ? ' stroke-dasharray="4 3"' : '';
  const paint = `fill="${colours.card}" stroke="${tone}" stroke-width="${state && tone !== colours.line ? 2 : 1}"${dash}`;
  const [first, second] = wordsOf(node, state);
  if (isBox(node)) {
    const behind = folded ? `<rect x="8" y="8" width="${width - 16}" height="${height - 8}" rx="6" ${paint}/>` : '';
    const own = folded ? height - 8 : height;
    const room = width - 2 * inset;
    const texts = [
      textSvg(cut(first, room, 13), inset, second === '' ? own / 2 + 4.5 : own / 2 - 3, { size: 13, bold: true }),
      textSvg(cut(second, room, 11), inset, own / 2 + 14, {
        size: 11,
        colour: second === node.detail ? colours.muted : tone,
      }),
    ];
    return `<g transform="translate(${x} ${y})">${behind}<rect width="${width}" height="${own}" rx="6" ${paint}/>${texts.join('')}</g>`;
  }
  const [middleX, middleY] = [width / 2, height / 2];
  const shape =
    kind === 'start' || kind === 'end'
      ? `<circle cx="${middleX}" cy="${middleY}" r="${middleX}" ${paint}/>`
      : `<path d="M${middleX} 0L${width} ${middleY} ${middleX} ${height} 0 ${middleY}z" ${paint}/>`;
  const sign = textSvg(signs[kind] ?? '', middleX, middleY + 6, { size: 16, anchor: 'middle' });
  const place = direction === 'down' ? { x: width + 8, y: middleY - 2 } : { x: middleX, y: height + 15 };
  const anchor = direction === 'down' ? 'start' : 'middle';
  const beside = node.detail === '' ? '' : safeLine(node.detail, 200);
  const texts = [
    textSvg(cut(first, 132, 12), place.x, beside === '' ? place.y + 6 : place.y, { size: 12, bold: true, anchor }),
    textSvg(cut(beside, 132, 11), place.x, place.y + 14, { size: 11, colour: colours.muted, anchor }),
  ];
  return `<g transform="translate(${x} ${y})">${shape}${sign}${texts.join('')}</g>`;
}

function isBox({ kind, folded }: PictureNode): boolean {
  return folded !== undefined || !Object.hasOwn(signs, kind);
}

const signs: Readonly<Record<string, string | undefined>> = {
  start: '▸',
  end: '○',
  fork: '+',
  join: '+',
  exclusive_gateway: '×',
};

interface TextStyle {
  readonly size: number;
  readonly colour?: string;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'middle';
}

function textSvg(text: string, x: number, y: number, { size, colour = colours.text, bold, anchor }: TextStyle): string {
  if (text === '') return '';
  const weight = bold === true ? ' font-weight="600"' : '';
  const at = anchor === 'middle' ? ' text-anchor="middle"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${colour}"${weight}${at}>${escapeXml(text)}</text>`;
}

/** About: no font is at hand. @param size of the font, in pixels */
function widthOf(text: string, size: number): number {
  let width = 0;
  for (const character of text) width += (character.codePointAt(0) ?? 0) >= 0x1100 ? size : size * 0.58;
  return width;
}

function cut(text: string, room: number, size: number): string {
  if (widthOf(text, size) <= room) return text;
  let fits = '';
  for (const character of text) {
    if (widthOf(`${fits}${character}…`, size) > room) break;
    fits += character;
  }
  return `${fits}…`;
}

/** XML has no way to write some characters at all. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
