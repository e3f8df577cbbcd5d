/** What crosses between the client of remote IPA servers and those who use it (`spec/rest-api.md`, section 2). */

/** Five kinds of server go by the same name. */
export type ServerDialect = 'T' | 'R1' | 'R2' | 'R3' | 'V2';

/** `run-there`: the server executes whole workflows. `orchestrate-here`: fork and join here, each agent there (runner `ipa`). */
export type ServerMode = 'run-there' | 'orchestrate-here';

/** An agent of a server, as far as it is of interest here. Whatever else the server tells (keys!) is never read. */
export interface RemoteAgent {
  /** Text; what it looks like is the server's business. */
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  /** The server's own word, in lower case; undefined where it has none. */
  readonly status: string | undefined;
}
