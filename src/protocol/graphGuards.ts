/**
 * Guards for what crosses between the graph's webview and the host (threat T2). A message is taken apart and built again from
 * what is known, so that nothing unknown passes; one that does not fit is undefined. They never throw.
 */
import { isJsonObject } from '../base/json.ts';
import { type GraphHostMessage, type GraphSource, type GraphViewMessage, type Steering, steerings } from './graph.ts';

/** No id is longer (docs: at most 100 characters); with it every message to the host is far below 1 MiB. */
const longestId = 1_000;
const longestUri = 10_000;

/** A command of the view. Messages with other keys, longer texts or wrong types are none. */
export function readViewMessage(value: unknown): GraphViewMessage | undefined {
  if (!isPlain(value)) return undefined;
  switch (value['type']) {
    case 'ready': {
      const { version } = value;
      return hasOnly(value, ['type', 'version']) && isWhole(version) ? { type: 'ready', version } : undefined;
    }
    case 'revealNode': {
      const { nodeId, focus } = value;
      if (!hasOnly(value, ['type', 'nodeId', 'focus']) || typeof focus !== 'boolean') return undefined;
      return isText(nodeId, longestId) ? { type: 'revealNode', nodeId, focus } : undefined;
    }
    case 'run':
      return hasOnly(value, ['type']) ? { type: 'run' } : undefined;
    case 'answer': {
      const { executionId, nodeId, approved } = value;
      if (!hasOnly(value, ['type', 'executionId', 'nodeId', 'approved']) || !isBoolean(approved)) return undefined;
      if (!isText(executionId, longestId) || !isText(nodeId, longestId)) return undefined;
      return { type: 'answer', executionId, nodeId, approved };
    }
    default: {
      const { type, executionId } = value;
      if (!isSteering(type) || !hasOnly(value, ['type', 'executionId'])) return undefined;
      return isText(executionId, longestId) ? { type, executionId } : undefined;
    }
  }
}

function isSteering(value: unknown): value is Steering {
  return (steerings as readonly unknown[]).includes(value);
}

/**
 * A notification of the host. The host is ours and its pictures are large, so only their frame is looked at; what it was made
 * from is checked where it came in.
 */
export function readHostMessage(value: unknown): GraphHostMessage | undefined {
  if (!isPlain(value)) return undefined;
  const fits = hostMessages[String(value['type'])]?.(value) ?? false;
  return fits ? (value as unknown as GraphHostMessage) : undefined;
}

const hostMessages: Readonly<Record<string, ((message: Fields) => boolean) | undefined>> = Object.assign(
  Object.create(null) as Record<string, (message: Fields) => boolean>,
  {
    picture: ({ title, picture, provisional, canRun, notice }: Fields) =>
      isText(title) && isPicture(picture) && isBoolean(provisional) && isBoolean(canRun) && isText(notice),
    message: ({ text }: Fields) => isText(text),
    execution: ({ execution }: Fields) => execution === null || isExecution(execution),
    select: ({ nodeId }: Fields) => nodeId === null || isText(nodeId),
    texts: ({ bundle }: Fields) => isPlain(bundle) && Object.values(bundle).every((text) => isText(text)),
    restore: ({ source }: Fields) => readGraphSource(source) !== undefined,
  },
);

/** What a view kept over a reload: it comes back through VS Code, as text that anybody may have changed. */
export function readGraphSource(value: unknown): GraphSource | undefined {
  if (!isPlain(value)) return undefined;
  const { document, execution } = value;
  if (!isText(document, longestUri) || !isText(execution, longestId)) return undefined;
  return document === '' && execution === '' ? undefined : { document, execution };
}

type Fields = Readonly<Record<string, unknown>>;

function isPicture(value: unknown): boolean {
  if (!isPlain(value)) return false;
  const { width, height, direction, nodes, edges } = value;
  return (
    isNumber(width) &&
    isNumber(height) &&
    (direction === 'down' || direction === 'right') &&
    Array.isArray(nodes) &&
    Array.isArray(edges) &&
    nodes.every(isNode) &&
    edges.every(isEdge)
  );
}

function isNode(value: unknown): boolean {
  if (!isPlain(value)) return false;
  const { id, kind, runner, label, detail, x, y, width, height } = value;
  return [id, kind, runner, label, detail].every((text) => isText(text)) && [x, y, width, height].every(isNumber);
}

function isEdge(value: unknown): boolean {
  if (!isPlain(value)) return false;
  const { source, target, on, label, labelAt, points } = value;
  return (
    [source, target, on, label].every((text) => isText(text)) &&
    (labelAt === undefined || isPoint(labelAt)) &&
    Array.isArray(points) &&
    points.length >= 2 &&
    points.every(isPoint)
  );
}

function isPoint(value: unknown): boolean {
  return isPlain(value) && isNumber(value['x']) && isNumber(value['y']);
}

function isExecution(value: unknown): boolean {
  if (!isPlain(value)) return false;
  const { id, status, progress, text, nodes, can, asks } = value;
  return (
    [id, status, text].every((part) => isText(part)) &&
    isNumber(progress) &&
    isPlain(nodes) &&
    states(nodes) &&
    Array.isArray(can) &&
    can.every(isSteering) &&
    Array.isArray(asks) &&
    asks.every((one) => isPlain(one) && isText(one['nodeId']) && isText(one['text']))
  );
}

function states(nodes: Fields): boolean {
  return Object.values(nodes).every(
    (node) => isPlain(node) && [node['status'], node['text'], node['error']].every((text) => isText(text)),
  );
}

function isPlain(value: unknown): value is Fields {
  return isJsonObject(value);
}

/** Exactly these keys, each its own. */
function hasOnly(value: Fields, keys: readonly string[]): boolean {
  return Object.keys(value).length === keys.length && keys.every((key) => Object.hasOwn(value, key));
}

function isText(value: unknown, longest = Infinity): value is string {
  return typeof value === 'string' && value.length <= longest;
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
