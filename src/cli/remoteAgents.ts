/** Servers of the runner `ipa`: named connections whose address is http(s), the token as their password. */
import { systemClock } from '../engine/systemPorts.ts';
import type { CallRemoteAgent } from '../engine/remoteAgents.ts';
import type { Named } from './local.ts';

export function remoteAgents({ connections, password }: Named): CallRemoteAgent {
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
      const options = { address: address.value, clock: systemClock(), allowedHosts: () => [], token };
      return Promise.resolve(new Client(options));
    };
    return await agentCalls(clientOf, () => Object.keys(connections))(call);
  };
}
