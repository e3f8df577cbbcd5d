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

export const core: Features = {
  approval: false,
  forEach: false,
  subworkflow: false,
  beyond: false,
  cancelNode: false,
  cancelBranch: false,
  pause: false,
};
