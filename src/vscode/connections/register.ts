import type { Disposable } from '../../base/disposable.ts';
import type { Services } from '../services.ts';
import { ServerRows } from '../remote/serverRows.ts';
import { ConnectionTree } from './connectionTree.ts';
import { SecretRows } from './secretRows.ts';

/** The view *Connections*: its kinds of rows, in their order. */
export function registerConnections({ connections, servers, server, vault }: Services): Disposable {
  return new ConnectionTree([new ServerRows(servers), connections, new SecretRows(vault), server]);
}
