import { ok } from '../../../base/result.ts';
import type { Merge } from '../merges.ts';

/** The output of the first branch in the file; null of none. */
export const firstResult: Merge = ({ outputs }) => ok(outputs[0] ?? null);
