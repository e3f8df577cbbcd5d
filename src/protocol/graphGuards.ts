/** Guards for what the host sends to the graph's webview, and for what that keeps. They never throw. */
import { isJsonObject } from '../base/json.ts';
import { type GraphHostMessage, type GraphSource, type Steering, steerings } from './graph.ts';

/** No id is longer (docs: at most 100 characters). */
const longestId = 1_000;
const longestUri = 10_000;

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
    execution: ({ execution, isChange }: Fields) =>
      (execution === null || isExecution(execution)) && (isChange === undefined || isBoolean(isChange)),
    inspection: ({ inspection }: Fields) => inspection === null || isInspection(inspection),
    timeline: ({ timeline }: Fields) => timeline === null || isTimeline(timeline),
    paint: ({ svg }: Fields) => isText(svg),
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
  const { id, kind, runner, label, detail, x, y, width, height, folded } = value;
  // One by one: this runs for thousands of nodes before any of them is drawn.
  return (
    isText(id) &&
    isText(kind) &&
    isText(runner) &&
    isText(label) &&
    isText(detail) &&
    isNumber(x) &&
    isNumber(y) &&
    isNumber(width) &&
    isNumber(height) &&
    (folded === undefined || isFolded(folded))
  );
}

function isFolded(value: unknown): boolean {
  if (!isPlain(value)) return false;
  const { branches, joins } = value;
  return areTexts(joins) && Array.isArray(branches) && branches.every(areTexts);
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => isText(text));
}

function isEdge(value: unknown): boolean {
  if (!isPlain(value)) return false;
  const { source, target, on, label, labelAt, points } = value;
  return (
    isText(source) &&
    isText(target) &&
    isText(on) &&
    isText(label) &&
    (labelAt === undefined || isPoint(labelAt)) &&
    Array.isArray(points) &&
    points.length >= 2 &&
    points.every(isPoint)
  );
}

function isInspection(value: unknown): boolean {
  if (!isPlain(value)) return false;
  const { nodeId, title, kind, settings, executionId, state, attempts, values } = value;
  return (
    [nodeId, title, kind, executionId].every((text) => isText(text)) &&
    areTexts(state) &&
    areTexts(attempts) &&
    Array.isArray(settings) &&
    settings.every((one) => isPlain(one) && isText(one['label']) && isText(one['value'])) &&
    Array.isArray(values) &&
    values.every((one) => isPlain(one) && isText(one['part']) && isText(one['text']))
  );
}

function isTimeline(value: unknown): boolean {
  if (!isPlain(value)) return false;
  const { executionId, lengthMs, lanes, more, events } = value;
  return (
    isText(executionId) &&
    [lengthMs, more, events].every(isNumber) &&
    Array.isArray(lanes) &&
    lanes.every((lane) => isPlain(lane) && isText(lane['label']) && isNumber(lane['depth']) && areBars(lane['bars']))
  );
}

function areBars(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (bar) =>
        isPlain(bar) &&
        [bar['kind'], bar['nodeId'], bar['status'], bar['text']].every((text) => isText(text)) &&
        [bar['fromMs'], bar['toMs']].every(isNumber),
    )
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
    (node) => isPlain(node) && isText(node['status']) && isText(node['text']) && isText(node['error']),
  );
}

function isPlain(value: unknown): value is Fields {
  return isJsonObject(value);
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
