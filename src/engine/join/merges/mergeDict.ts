import { emptyObject, isJsonObject } from '../../../base/json.ts';
import { t } from '../../../base/l10n.ts';
import { err, ok } from '../../../base/result.ts';
import type { Merge } from '../merges.ts';

/** One object of all outputs, not deeper than their keys; a later branch wins. */
export const mergeDict: Merge = ({ ids, outputs }) => {
  const merged = emptyObject();
  for (const [at, output] of outputs.entries()) {
    if (!isJsonObject(output)) return err(t('The output of {0} is not an object and cannot be merged', ids[at] ?? ''));
    for (const [key, value] of Object.entries(output)) merged[key] = value;
  }
  return ok(merged);
};
