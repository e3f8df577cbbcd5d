/** What the view keeps over a reload beside what it is of. */
import { isJsonObject } from '../../src/base/json.ts';
import { type FoldChoice, mostFolds } from '../../src/protocol/graph.ts';
import { scales, type Place } from './geometry.ts';

export interface SavedPlace extends Place {
  /** Whether the whole picture is kept in view, also when the window changes. */
  readonly fitted: boolean;
  /** Whether somebody asked for that, however small its texts get. */
  readonly whole: boolean;
}

export interface Saved extends SavedPlace {
  /** The node whose details are open; null: they are not. */
  readonly details: string | null;
  /** Whether it is open. */
  readonly timeline: boolean;
  /** The last that were chosen. */
  readonly folds: readonly FoldChoice[];
}

/** No id is longer (docs: at most 100 characters). */
const longestId = 1_000;

/** The view that a reload kept; undefined where it is not one. Of what is open and folded, what cannot be read is left out. */
export function readSaved(kept: unknown): Saved | undefined {
  const view = isJsonObject(kept) ? kept['view'] : undefined;
  if (!isJsonObject(view)) return undefined;
  const { x, y, k, fitted, whole, details, timeline, folds } = view;
  if (!isFinite(x) || !isFinite(y) || !isFinite(k) || typeof fitted !== 'boolean') return undefined;
  return {
    ...{ x, y, k: Math.min(scales.largest, Math.max(scales.smallest, k)), fitted, whole: whole === true },
    ...{ details: isId(details) ? details : null, timeline: timeline === true },
    folds: Array.isArray(folds) ? folds.flatMap(readFold).slice(-mostFolds) : [],
  };
}

function readFold(value: unknown): readonly FoldChoice[] {
  if (!isJsonObject(value)) return [];
  const { nodeId, folded } = value;
  return isId(nodeId) && typeof folded === 'boolean' ? [{ nodeId, folded }] : [];
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestId;
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}
