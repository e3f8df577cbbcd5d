import type { Saved } from './camera.ts';

/** The view that a reload kept; undefined where it is not one. */
export function readSaved(kept: unknown): Saved | undefined {
  if (typeof kept !== 'object' || kept === null || !('view' in kept)) return undefined;
  const { view } = kept;
  if (typeof view !== 'object' || view === null) return undefined;
  const { x, y, k, fitted } = view as Partial<Record<keyof Saved, unknown>>;
  if (typeof x !== 'number' || typeof y !== 'number' || typeof k !== 'number' || typeof fitted !== 'boolean')
    return undefined;
  return [x, y, k].every(Number.isFinite) ? { x, y, k, fitted } : undefined;
}
