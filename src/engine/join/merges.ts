/** J5: how a join makes its output of its `done` branches, by the name of its `merge`. */
import type { JsonValue } from '../../base/json.ts';
import type { Result } from '../../base/result.ts';
import type { Aggregate, JoinMerge } from '../../model/definition.ts';
import { aggregate } from './merges/aggregate.ts';
import { byBranch } from './merges/byBranch.ts';
import { collectAll } from './merges/collectAll.ts';
import { firstResult } from './merges/firstResult.ts';
import { mergeDict } from './merges/mergeDict.ts';

/** The branches that are `done`, in the file's order, never in that of completion. */
export interface Branches {
  /** Of the nodes that they arrive from. */
  readonly ids: readonly string[];
  /** Of these nodes, at the same places. */
  readonly outputs: readonly JsonValue[];
}

/** The error is a complete sentence. */
export type Merge = (branches: Branches, settings: MergeSettings) => Result<JsonValue, string>;

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
