import { emptyObject, type JsonObject } from '../../../base/json.ts';
import { ok } from '../../../base/result.ts';
import type { Branches, Merge } from '../merges.ts';

/** A map from branch to output. */
export const byBranch: Merge = (branches) => ok(mapOf(branches));

export function mapOf({ ids, outputs }: Branches): JsonObject {
  const map = emptyObject();
  for (let at = 0; at < ids.length; at++) map[ids[at] as string] = outputs[at] ?? null;
  return map;
}
