/** What the view keeps over a reload beside what it is of. */
import { isJsonObject } from '../../src/base/json.ts';
import { scales, type Place } from './geometry.ts';

export interface Saved extends Place {
  /** Whether the whole picture is kept in view, also when the window changes. */
  readonly fitted: boolean;
}

/** The view that a reload kept; undefined where it is not one. */
export function readSaved(kept: unknown): Saved | undefined {
  const view = isJsonObject(kept) ? kept['view'] : undefined;
  if (!isJsonObject(view)) return undefined;
  const { x, y, k, fitted } = view;
  if (!isFinite(x) || !isFinite(y) || !isFinite(k) || typeof fitted !== 'boolean') return undefined;
  return { x, y, k: Math.min(scales.largest, Math.max(scales.smallest, k)), fitted };
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}
