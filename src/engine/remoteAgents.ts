/** How the runner `ipa` calls agents of remote servers. */
import type { JsonObject, JsonValue } from '../base/json.ts';
import type { FailureInfo } from '../protocol/execution.ts';

/** One call of an agent on a server. */
export interface RemoteAgentCall {
  /** The server's name in the settings. */
  readonly server: string;
  readonly agentId: string;
  readonly message: string;
  readonly context: JsonObject;
  readonly signal: AbortSignal;
}

/** `POST /agents/{id}/run`: its answer, or why there is none. */
export type RemoteAgentOutcome =
  | {
      readonly kind: 'answered';
      readonly answer: {
        readonly result: JsonValue;
        readonly stats: JsonObject;
        readonly tool_calls: JsonValue[];
      };
    }
  | { readonly kind: 'failed'; readonly error: FailureInfo };

/** Handed to the runner `ipa` by whoever has the servers' addresses and tokens. */
export type CallRemoteAgent = (call: RemoteAgentCall) => Promise<RemoteAgentOutcome>;
