import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../engine/ports.ts';
import { loadPart } from '../assets.ts';
import { badSetting, failed, reasonOf } from '../failures.ts';
import { withoutPassword } from '../../network/origin.ts';
import type { RunnerOptions } from '../runners.ts';
import { textSetting } from '../settings.ts';
import { Turns } from '../turns.ts';
import { type LocalCache, openLocalCache } from './localCache.ts';
import { type CacheOperation, operationOf } from './operation.ts';
import type * as redis from './redis/chunk.ts';
import type { RedisCall, RedisOverrides } from './redis/run.ts';

export { useTranslations } from '../../base/l10n.ts';

type Options = Pick<RunnerOptions, 'cacheFolder' | 'connections' | 'password'> &
  Partial<Pick<RunnerOptions, 'allowedHosts'>>;

/** Connections at a time. */
const maxSessions = 64;

/** The runner `cache` over local files and Redis (`spec/format.md`). Output: `{ hit, value }`. */
export function createRunner(options: () => Options, overrides: RedisOverrides = {}): AgentRunner {
  const turns = new Turns(maxSessions);
  return {
    run: (request) => {
      const now = options();
      return run(request, now, async (call) => {
        const { runRedis } = loadPart('cache', 'redis') as unknown as typeof redis;
        return await runRedis(call, request, { ...now, turns, ...overrides });
      });
    },
  };
}

async function run(
  request: AgentRequest,
  { cacheFolder, connections }: Options,
  askRedis: (call: RedisCall) => Promise<AgentOutcome>,
): Promise<AgentOutcome> {
  const { settings, baseDirectory } = request;
  const written = textSetting(settings, 'connection') ?? 'local:';
  const named = Object.hasOwn(connections, written) ? connections[written] : undefined;
  const connection = named ?? written;
  const isRedis = /^rediss?:/i.test(connection);
  if (!isRedis && connection !== 'local:' && connection !== 'local')
    return badSetting(
      t(
        'There is no connection "{0}". Write local: or redis://…, or name one: in the setting ipaWorkflow.connections, on the command line with --connection.',
        withoutPassword(written),
      ),
    );
  const name = named === undefined ? undefined : written;
  if (textSetting(settings, 'operation') === 'ping') {
    // Not of the format: so a connection is tested.
    if (isRedis) return await askRedis({ url: connection, name, operation: { kind: 'ping' } });
    return { kind: 'succeeded', output: null };
  }
  const operation = operationOf(settings);
  if (!operation.ok) return badSetting(operation.error);
  if (isRedis) return await askRedis({ url: connection, name, operation: operation.value });
  if (operation.value.kind === 'set' && holdsSecret(request, [operation.value.key, operation.value.value]))
    return badSetting(
      t('The value holds a secret, and the local cache keeps what it is given as it is. Keep something without it.'),
    );
  try {
    return await perform(operation.value, openLocalCache(cacheFolder, baseDirectory ?? '.', Date.now));
  } catch (error) {
    return failed('cache', t('The local cache failed: {0}', reasonOf(error)), true);
  }
}

/** A secret is kept in no file of ours (threat T8). */
function holdsSecret(request: AgentRequest, kept: JsonValue): boolean {
  return request.holdsSecret(JSON.stringify(kept));
}

async function perform(operation: CacheOperation, cache: LocalCache): Promise<AgentOutcome> {
  switch (operation.kind) {
    case 'get': {
      const value = await cache.get(operation.key);
      return { kind: 'succeeded', output: { hit: value !== undefined, value: value ?? null } };
    }
    case 'set':
      await cache.set(operation.key, operation.value, operation.ttlMs);
      return { kind: 'succeeded', output: { hit: true, value: operation.value } };
    case 'delete':
      return { kind: 'succeeded', output: { hit: await cache.delete(operation.key), value: null } };
  }
}
