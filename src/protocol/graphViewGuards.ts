/**
 * The guard for what the graph's webview sends to the host (threat T2). A message is taken apart and built again from what is
 * known, so that nothing unknown passes; one that does not fit, with other keys, longer texts or wrong types, is undefined. It
 * never throws.
 */
import { isJsonObject } from '../base/json.ts';
import { type GraphViewMessage, mostFolds, valueParts } from './graph.ts';
import { addableTypes, type GraphEdit, graphNodeTypes } from './graphEdits.ts';

/** No id is longer (docs: at most 100 characters); with it every message to the host is far below 1 MiB. */
const longestId = 1_000;
const mostIds = 500;
const longestSetting = 10_000;
/** Of a painted picture: as base64, and how many there may be. */
const longestPiece = 600_000;
const mostPieces = 400;

export function readViewMessage(value: unknown): GraphViewMessage | undefined {
  if (!isJsonObject(value)) return undefined;
  const { type } = value;
  const fields = typeof type === 'string' && Object.hasOwn(messages, type) ? messages[type as Type] : undefined;
  return fields && (read(value, { type: isText, ...fields }) as GraphViewMessage | undefined);
}

type Type = GraphViewMessage['type'];
type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

/** The keys of each message beside its type. */
const messages: Readonly<Record<Type, Fields>> = {
  ready: { version: Number.isSafeInteger },
  revealNode: { nodeId: isId, focus: isBoolean },
  run: {},
  pause: { executionId: isId },
  resume: { executionId: isId },
  retry: { executionId: isId },
  cancel: { executionId: isId },
  answer: { executionId: isId, nodeId: isId, approved: isBoolean },
  fold: { nodeId: isId, folded: isBoolean },
  folds: { folds: areFolds },
  inspect: { nodeId: (value) => value === null || isId(value) },
  edit: { edit: isEdit },
  history: { step: isOneOf(['undo', 'redo']) },
  keyboard: {},
  export: {},
  painted: { piece: isCount, of: isCount, data: isPiece },
  timeline: { shown: isBoolean },
  scrub: { executionId: isId, event: (value) => value === null || Number.isSafeInteger(value) },
  openValue: { executionId: isId, nodeId: isId, part: isOneOf(valueParts) },
};

/** A new object with exactly these keys, each its own; undefined where one does not fit or there are others. */
function read(value: Readonly<Record<string, unknown>>, fields: Fields): object | undefined {
  const names = Object.keys(fields);
  if (Object.keys(value).length !== names.length) return undefined;
  if (!names.every((name) => Object.hasOwn(value, name) && fields[name]?.(value[name]))) return undefined;
  return Object.fromEntries(names.map((name) => [name, value[name]]));
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && value.length <= longestId;
}

function isOneOf(words: readonly string[]): Check {
  return (value) => (words as readonly unknown[]).includes(value);
}

/** The keys of each edit beside its kind. */
const edits: Readonly<Record<GraphEdit['kind'], Fields>> = {
  addAfter: { nodeId: isId, nodeType: isOneOf(addableTypes) },
  addOnEdge: { source: isId, target: isId, nodeType: isOneOf(addableTypes) },
  connect: { source: isId, target: isId },
  deleteNode: { nodeId: isId },
  deleteEdge: { source: isId, target: isId },
  rename: { nodeId: isId, newId: isId },
  setType: { nodeId: isId, nodeType: isOneOf(graphNodeTypes) },
  set: { nodeId: isId, field: isId, value: isSetting },
  wrap: { nodeIds: areIds },
};

function isEdit(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const { kind } = value;
  const fields = typeof kind === 'string' && Object.hasOwn(edits, kind) ? edits[kind as GraphEdit['kind']] : undefined;
  return fields !== undefined && read(value, { kind: isText, ...fields }) !== undefined;
}

function areIds(value: unknown): boolean {
  return Array.isArray(value) && value.length <= mostIds && value.every(isId);
}

function areFolds(value: unknown): boolean {
  const fields = { nodeId: isId, folded: isBoolean };
  return (
    Array.isArray(value) &&
    value.length <= mostFolds &&
    value.every((one) => isJsonObject(one) && read(one, fields) !== undefined)
  );
}

function isSetting(value: unknown): boolean {
  return typeof value === 'string' && value.length <= longestSetting;
}

/** Of a picture's pieces. */
function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= mostPieces;
}

function isPiece(value: unknown): boolean {
  return typeof value === 'string' && value.length <= longestPiece && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}
