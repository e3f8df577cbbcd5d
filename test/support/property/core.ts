/** What the core executes by now: plans hold only that, unless a test of the generators or of the model asks for more. */
export interface Features {
  readonly approval: boolean;
  readonly forEach: boolean;
  readonly subworkflow: boolean;
  /** A quorum larger than what can arrive. */
  readonly beyond: boolean;
  /** The user cancels a node, or a branch; pauses and resumes. */
  readonly cancelNode: boolean;
  readonly cancelBranch: boolean;
  readonly pause: boolean;
}

export const everything: Features = {
  approval: true,
  forEach: true,
  subworkflow: true,
  beyond: true,
  cancelNode: true,
  cancelBranch: true,
  pause: true,
};

export const core: Features = everything;

/**
 * Where the core does other than the rules say, and was told so: plans that show it are not made, or not compared. Each of them
 * is to become false, and to go, when the core does what the rule says.
 */
export const disputed = {
  /** `spec/cli.md`: `started_ms` is the first attempt's start, also of a `for_each` that waited for a slot. */
  startOfForEach: false,
  /** F5: the time of all attempts runs from the first one's start, also of a `for_each`. */
  totalTimeOfForEach: false,
  /** J4: with `on_failure: continue` a `for_each` whose list is too short fails only once nothing is pending. */
  listTooShort: false,
  /** F4, J3: a `for_each` that has fired, waits for its items and drains comes to its end. */
  waitingItemsDrain: false,
  /** R5: a retry of an item becomes ready in the file's order, by its node. */
  orderOfItemRetries: false,
  /** R4, F5: an execution is `cancelled`, `timed_out`, also when only ignored items run. */
  cancelOfIgnoredItems: false,
  /** D1, J5: inside a subworkflow outputs are keyed by the ids that its file has. */
  keysInside: false,
  /** T6: a subworkflow that has come to its end is settled with all else before joins and regions are judged. */
  endOfSubworkflow: false,
  /** F4, F5: a subworkflow that drains ends as what it holds does. */
  drainedSubworkflow: false,
  /** E4: what a subworkflow holds ends also when the journal was cut right behind the end of its node. */
  cutBehindSubworkflow: false,
  /** `nodes.ID.output` of a join that fired and was cancelled is null, as the snapshot's. */
  outputOfCancelledJoin: false,
};
