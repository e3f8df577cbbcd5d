import { emptyObject, isJsonObject } from '../../../base/json.ts';
import { t } from '../../../base/l10n.ts';
import { err, ok } from '../../../base/result.ts';
import type { Merge } from '../merges.ts';

/** One object of all outputs, not deeper than their keys; a later branch wins. */
export const mergeDict: Merge = (branches) => {
  const merged = emptyObject();
  for (const { id, output } of branches) {
    if (!isJsonObject(output)) return err(t('The output of {0} is not an object and cannot be merged', id));
    for (const [key, value] of Object.entries(output)) merged[key] = value;
  }
  return ok(merged);
};
