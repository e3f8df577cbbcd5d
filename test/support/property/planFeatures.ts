/** What plans may hold. */
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
