import type { RemoteNames } from '../../language/completion/remoteAgents.ts';
import type { RemoteAgent } from '../../protocol/remote.ts';
import { allServers } from './serverSettings.ts';

/** What this window has heard of servers' agents, by address. */
const known = new Map<string, readonly RemoteAgent[]>();

export function hearAgents(url: string, agents: readonly RemoteAgent[]): void {
  known.set(url, agents);
}

/** Servers of the settings; agents of those that were asked. */
export const remoteNames: RemoteNames = {
  servers: () => allServers().map(({ name }) => name),
  agents: (server) => known.get(allServers().find(({ name }) => name === server)?.url ?? '') ?? [],
};
