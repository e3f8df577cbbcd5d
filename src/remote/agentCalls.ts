/** Calls agents of the servers that are named in the settings: what the runner `ipa` is given. */
import { nearest } from '../base/nearest.ts';
import { t } from '../base/l10n.ts';
import { withoutPassword } from '../network/origin.ts';
import type { FailureInfo } from '../protocol/execution.ts';
import type { CallRemoteAgent, RemoteAgentOutcome } from '../engine/remoteAgents.ts';
import { runAgent } from './agents.ts';
import type { Client } from './client.ts';
import { connectionTo } from './connection.ts';
import { isPassing, type RemoteFailure } from './failure.ts';

/** @param clientOf undefined for a name that the settings do not have; the text says why a server cannot be used */
export function agentCalls(
  clientOf: (server: string) => Promise<Client | string | undefined>,
  names: () => readonly string[],
): CallRemoteAgent {
  return async ({ server, agentId, message, context, signal }) => {
    const client = await clientOf(server);
    if (typeof client === 'string') return failed({ kind: 'settings', message: client, retryable: false });
    if (client === undefined) return failed(unknownServer(server, names()));
    // The path is the same in all dialects that have agents.
    const connection = connectionTo(client, { dialect: 'T', takesAgents: true, takesYaml: false, takesKeys: false });
    const answer = await runAgent(connection, agentId, { message, context }, signal);
    return answer.ok ? { kind: 'answered', answer: answer.value } : failed(infoOf(answer.error));
  };
}

function failed(error: FailureInfo): RemoteAgentOutcome {
  return { kind: 'failed', error };
}

function unknownServer(server: string, names: readonly string[]): FailureInfo {
  const near = nearest(server, names);
  const message =
    near === undefined
      ? t(
          'There is no server "{0}". Name it in the setting ipaWorkflow.servers, or by --connection.',
          withoutPassword(server),
        )
      : t('There is no server "{0}". Did you mean "{1}"?', withoutPassword(server), near);
  return { kind: 'settings', message, retryable: false };
}

/** As the engine tells failures: what may be different the next time is retryable (F1). */
function infoOf(failure: RemoteFailure): FailureInfo {
  const { message, status, retryAfterMs } = failure;
  return {
    kind: status === undefined ? 'network' : 'http',
    message,
    retryable: isPassing(failure) || status === 408 || status === 425,
    ...(retryAfterMs !== undefined && { retry_after_ms: retryAfterMs }),
  };
}
