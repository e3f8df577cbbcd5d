/** What a workflow knows of the files that its subworkflows name. Reading them is for others: the model has no I/O. */

/** What a reader says of a file. */
export type FileAnswer =
  | { readonly kind: 'text'; readonly text: string }
  /** There is none. */
  | { readonly kind: 'missing' }
  /** It must not or cannot be read (threat T10); `reason` is a sentence for people. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Nobody can tell here: nothing is reported, and nothing is executed. */
  | { readonly kind: 'unknown' };

/**
 * Answers for a file at once.
 *
 * @param path normalised, with `/`, relative to the folder of the root workflow's file; it may begin with `../`
 */
export type ReadFile = (path: string) => FileAnswer;
