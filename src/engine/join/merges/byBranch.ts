import { emptyObject } from '../../../base/json.ts';
import { ok } from '../../../base/result.ts';
import type { Merge } from '../merges.ts';

/** A map from branch to output. */
export const byBranch: Merge = (branches) => {
  const merged = emptyObject();
  for (const { id, output } of branches) merged[id] = output;
  return ok(merged);
};
