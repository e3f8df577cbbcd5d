/** One connection to Redis for one request, without a second try: retries are the engine's. */
import { createClient, ErrorReply } from '@redis/client';
import type { GuardedEndpoint } from '../../../network/endpoint.ts';
import { PasswordNeeded } from '../../named.ts';
import { limited } from './limit.ts';
import type { RedisTarget } from './target.ts';

export interface RedisTimeouts {
  readonly connectMs: number;
  /** Everything behind the connecting. */
  readonly answerMs: number;
}

/** About what an output may have (R6): a longer value is not even fetched. */
export const mostBytes = 64 * 1024 * 1024;
/** Of all else that a session hears. */
const otherBytes = 1024 * 1024;

export interface RedisSession {
  get(key: string): Promise<string | null>;
  /** Bytes of the stored text. */
  length(key: string): Promise<number>;
  set(key: string, text: string, ttlMs: number | undefined): Promise<void>;
  delete(key: string): Promise<boolean>;
  ping(): Promise<void>;
}

/** The server kept to no deadline. */
export class TimedOut extends Error {}

/** Rejects with an `ErrorReply`, with `PasswordNeeded`, or with why there is no connection; at once when it is aborted. */
export async function withRedis<T>(
  target: RedisTarget,
  endpoint: GuardedEndpoint,
  { connectMs, answerMs }: RedisTimeouts,
  signal: AbortSignal,
  use: (session: RedisSession) => Promise<T>,
): Promise<T> {
  const { encrypted, user, password, database } = target;
  const socket = {
    ...endpoint,
    ...limited(mostBytes + otherBytes),
    connectTimeout: connectMs,
    reconnectStrategy: false as const,
  };
  const client = createClient({
    socket: encrypted ? { ...socket, tls: true, rejectUnauthorized: true } : socket,
    ...(password !== undefined && { username: user ?? 'default', password }),
    database,
    // No commands of the library's own, which some servers and roles refuse.
    RESP: 2,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
  // Told by what was waited for, too.
  client.on('error', () => undefined);
  let stop: (() => void) | undefined;
  let deadline: NodeJS.Timeout | undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => {
      reject(new Error('aborted'));
    };
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    deadline = setTimeout(() => {
      reject(new TimedOut());
    }, connectMs + answerMs);
  });
  try {
    return await Promise.race([
      client.connect().then(() => use(sessionOf((command) => client.sendCommand(command)))),
      stopped,
    ]);
  } catch (error) {
    throw error instanceof ErrorReply && error.message.startsWith('NOAUTH') ? new PasswordNeeded() : error;
  } finally {
    clearTimeout(deadline);
    if (stop) signal.removeEventListener('abort', stop);
    client.destroy();
  }
}

/** In the older protocol a reply is a text, a number, or null. */
type Send = (command: readonly string[]) => Promise<unknown>;

function sessionOf(send: Send): RedisSession {
  return {
    get: async (key) => (await send(['GET', key])) as string | null,
    length: async (key) => Number(await send(['STRLEN', key])),
    async set(key, text, ttlMs) {
      await send(['SET', key, text, ...(ttlMs === undefined ? [] : ['PX', String(ttlMs)])]);
    },
    delete: async (key) => Number(await send(['DEL', key])) > 0,
    async ping() {
      await send(['PING']);
    },
  };
}
