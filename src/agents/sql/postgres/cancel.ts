import { connect, type Socket } from 'node:net';

/** What the server told about a session, to whoever may cancel what it does. */
export interface SessionKey {
  readonly processId: number;
  readonly secret: number;
}

const cancelRequestCode = 80_877_102;
const waitMs = 2000;

/**
 * Asks the server to cancel what the session does (PostgreSQL, "Canceling Requests in Progress"): over a connection of its own to
 * the address that the session's has. Resolves when it is sent, or cannot be.
 */
export function cancelOnServer(session: Socket, { processId, secret }: SessionKey): Promise<void> {
  const { remoteAddress: host, remotePort: port } = session;
  if (host === undefined || port === undefined) return Promise.resolve();
  const message = Buffer.alloc(16);
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(cancelRequestCode, 4);
  message.writeInt32BE(processId, 8);
  message.writeInt32BE(secret, 12);
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.setTimeout(waitMs, () => socket.destroy());
    socket.on('error', () => undefined);
    // The server closes it when it has read the request.
    socket.on('close', () => {
      resolve();
    });
    socket.on('connect', () => socket.end(message)).resume();
  });
}
