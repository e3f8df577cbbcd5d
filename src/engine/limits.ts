/** Threat T14: what one execution may use of this machine. Each is a setting (`ipaWorkflow.limits.*`). */
export interface EngineLimits {
  /** R6: bytes of one output; a larger one fails the node. */
  readonly output: number;
  /** R6: bytes from which an output is kept in a file beside the journal. */
  readonly outputInJournal: number;
  /** Events and bytes of one journal; an execution that needs more fails. At a fifth of it the log says so. */
  readonly journalEvents: number;
  readonly journalBytes: number;
  /** Items of one `for_each`. */
  readonly items: number;
  /** Characters of one line that an agent logs. */
  readonly logLine: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: EngineLimits = {
  output: 64 * mebibyte,
  outputInJournal: mebibyte,
  journalEvents: 250_000,
  journalBytes: 200 * mebibyte,
  items: 10_000,
  logLine: 8 * 1024,
};
