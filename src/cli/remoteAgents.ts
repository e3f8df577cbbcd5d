/** Servers of the runner `ipa`: named connections whose address is http(s), the token as their password. */
import { systemClock } from '../engine/systemPorts.ts';
import type { CallRemoteAgent } from '../engine/remoteAgents.ts';
import type { Reach } from './connections.ts';

export function remoteAgents({ connections, password, allowedHosts }: Reach): CallRemoteAgent {
  return async (call) => {
    const [{ serverAddress }, { Client }, { agentCalls }] = await Promise.all([
      import('../remote/address.ts'),
      import('../remote/client.ts'),
      import('../remote/agentCalls.ts'),
    ]);
    const clientOf = (name: string): Promise<InstanceType<typeof Client> | string | undefined> => {
      const url = Object.hasOwn(connections, name) ? connections[name] : undefined;
      const address = url === undefined ? undefined : serverAddress(url);
      if (address === undefined) return Promise.resolve(undefined);
      if (!address.ok) return Promise.resolve(address.error);
      const { origin } = address.value;
      const token = (): Promise<string | undefined> => password({ name, origin, needed: false }, call.signal);
      // What `--network-allow` names, and only that is reached then, the user has agreed to (threat T7).
      const allowed = { allowedHosts: () => allowedHosts, allowPlainHttp: allowedHosts.length > 0 };
      return Promise.resolve(new Client({ address: address.value, clock: systemClock(), token, ...allowed }));
    };
    return await agentCalls(clientOf, () => Object.keys(connections))(call);
  };
}
