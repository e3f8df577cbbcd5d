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

/** A figure that a suite took, e.g. `activation`, 12.3, `ms CPU`. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** One line of the results file, as JSON. Titles are paths: suites first, the test last. */
export type HostTestLine =
  | { readonly type: 'pass'; readonly title: readonly string[]; readonly durationMs: number }
  | { readonly type: 'fail'; readonly title: readonly string[]; readonly error: string }
  | { readonly type: 'skip'; readonly title: readonly string[] }
  | ({ readonly type: 'measure' } & Measure)
  | { readonly type: 'end' }
  | { readonly type: 'crash'; readonly error: string };
