/** J5: how a join makes its output of its `done` branches, by the name of its `merge`. */
import type { JsonValue } from '../../base/json.ts';
import type { Result } from '../../base/result.ts';
import type { Aggregate, JoinMerge } from '../../model/definition.ts';
import { aggregate } from './merges/aggregate.ts';
import { byBranch } from './merges/byBranch.ts';
import { collectAll } from './merges/collectAll.ts';
import { firstResult } from './merges/firstResult.ts';
import { mergeDict } from './merges/mergeDict.ts';

/** A branch that is `done`: the id of the node that it arrives from, and that node's output. */
export interface Branch {
  readonly id: string;
  readonly output: JsonValue;
}

/** Branches in the file's order, never in that of completion. The error is a complete sentence. */
export type Merge = (branches: readonly Branch[], settings: MergeSettings) => Result<JsonValue, string>;

export interface MergeSettings {
  readonly aggregate?: Aggregate;
}

export const merges: Readonly<Record<JoinMerge, Merge>> = {
  by_branch: byBranch,
  collect_all: collectAll,
  merge_dict: mergeDict,
  first_result: firstResult,
  aggregate,
};
