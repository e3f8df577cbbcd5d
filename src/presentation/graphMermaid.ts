/** A picture as the text of a Mermaid flowchart: it says what is connected, and leaves the layout to Mermaid. */
import type { GraphExecution, GraphNodeState, GraphPicture, PictureEdge, PictureNode } from '../protocol/graph.ts';
import { stateIn, wordsOf } from './graphText.ts';
import { safeLine } from './safeText.ts';

const classes = {
  good: 'stroke:#2e7d32,stroke-width:2px',
  bad: 'stroke:#c62828,stroke-width:2px',
  active: 'stroke:#1565c0,stroke-width:2px',
  attention: 'stroke:#a15c00,stroke-width:2px',
  skipped: 'stroke-dasharray:4 3',
} as const;

const classOf: Readonly<Record<GraphNodeState['status'], keyof typeof classes | undefined>> = {
  pending: undefined,
  skipped: 'skipped',
  running: 'active',
  waiting: 'attention',
  cancelled: 'attention',
  interrupted: 'attention',
  completed: 'good',
  failed: 'bad',
  timed_out: 'bad',
};

/** @param execution null: the workflow alone */
export function graphMermaid({ direction, nodes, edges }: GraphPicture, execution: GraphExecution | null): string {
  // Ids of ours may be words of Mermaid's.
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const used = new Set<keyof typeof classes>();
  const lines = nodes.map((node, index) => {
    const state = stateIn(execution, node);
    const own = state && classOf[state.status];
    if (own) used.add(own);
    return `  n${index}${shapeOf(node, state)}${own ? `:::${own}` : ''}`;
  });
  return [
    `flowchart ${direction === 'down' ? 'TB' : 'LR'}`,
    ...lines,
    ...edges.map((edge) => `  ${names.get(edge.source) ?? ''} ${linkOf(edge)} ${names.get(edge.target) ?? ''}`),
    ...[...used].map((name) => `  classDef ${name} ${classes[name]}`),
    '',
  ].join('\n');
}

function shapeOf(node: PictureNode, state: GraphNodeState | undefined): string {
  const words = wordsOf(node, state).filter((line) => line !== '');
  const text = `"${words.map(escapeMermaid).join('<br>')}"`;
  if (node.folded) return `[[${text}]]`;
  switch (node.kind) {
    case 'start':
    case 'end':
      return `((${text}))`;
    case 'fork':
    case 'join':
    case 'exclusive_gateway':
      return `{${text}}`;
    default:
      return `[${text}]`;
  }
}

function linkOf({ on, label }: PictureEdge): string {
  const arrow = on === 'failure' ? '-.->' : '-->';
  return label === '' ? arrow : `${arrow}|"${escapeMermaid(safeLine(label, 200))}"|`;
}

/** Anything but letters, digits and a few signs as an entity: no text can end the quotes, make an element or a link. */
function escapeMermaid(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:;_()'·…%/+=?!-]/gu, (character) => `#${character.codePointAt(0) ?? 0xfffd};`);
}
