import { ok } from '../../../base/result.ts';
import type { Merge } from '../merges.ts';

/** The list of the outputs. */
export const collectAll: Merge = ({ outputs }) => ok([...outputs]);
