/** One connection to Redis for one request, without a second try: retries are the engine's. */
import { createClient, ErrorReply } from '@redis/client';
import type { GuardedEndpoint } from '../../../network/endpoint.ts';
import { PasswordNeeded } from '../../named.ts';
import { limited, LimitedStream } from './limit.ts';
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
  let end: (error: Error) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => (end = reject));
  const most = mostBytes + otherBytes;
  const options = { ...endpoint, connectTimeout: connectMs, reconnectStrategy: false as const };
  const carrier = encrypted ? new LimitedStream(endpoint, most, end) : undefined;
  const client = createClient({
    socket: carrier
      ? { ...options, tls: true, rejectUnauthorized: true, socket: carrier }
      : { ...options, ...limited(most) },
    ...(password !== undefined && { username: user ?? 'default', password }),
    database,
    // No commands of the library's own, which some servers and roles refuse.
    RESP: 2,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
  // Told by what was waited for, too.
  client.on('error', () => undefined);
  const stop = (): void => {
    end(new Error('aborted'));
  };
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const deadline = setTimeout(() => {
    end(new TimedOut());
  }, connectMs + answerMs);
  try {
    return await Promise.race([
      client.connect().then(() => use(sessionOf((command) => client.sendCommand(command)))),
      ended,
    ]);
  } catch (error) {
    throw error instanceof ErrorReply && error.message.startsWith('NOAUTH') ? new PasswordNeeded() : error;
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', stop);
    client.destroy();
    carrier?.destroy();
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
