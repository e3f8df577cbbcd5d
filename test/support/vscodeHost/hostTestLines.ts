/** What passes between the starter of the host suites and the runner in the extension host. */

/** In the environment variable `HOST_TESTS`, as JSON. */
export interface HostTestJob {
  /** Bundled suites, absolute. */
  readonly files: readonly string[];
  /** Where the runner appends its lines. */
  readonly resultsFile: string;
  /** Only tests whose full title contains this. */
  readonly grep?: string;
}

/** One line of the results file, as JSON. Titles are paths: suites first, the test last. */
export type HostTestLine =
  | { readonly type: 'pass'; readonly title: readonly string[]; readonly durationMs: number }
  | { readonly type: 'fail'; readonly title: readonly string[]; readonly error: string }
  | { readonly type: 'skip'; readonly title: readonly string[] }
  | { readonly type: 'end' }
  | { readonly type: 'crash'; readonly error: string };
