import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../engine/ports.ts';
import { badSetting, failed, missingSetting, reasonOf } from '../failures.ts';
import type { RunnerOptions } from '../runners.ts';
import { textSetting } from '../settings.ts';
import { openLocalCache } from './localCache.ts';

export { useTranslations } from '../../base/l10n.ts';

/** The runner `cache` over local files (`spec/format.md`). Output: `{ hit, value }`. */
export function createRunner(options: () => Pick<RunnerOptions, 'cacheFolder' | 'connections'>): AgentRunner {
  return { run: (request) => run(request, options()) };
}

async function run(
  { settings, baseDirectory }: AgentRequest,
  { cacheFolder, connections }: Pick<RunnerOptions, 'cacheFolder' | 'connections'>,
): Promise<AgentOutcome> {
  const written = textSetting(settings, 'connection') ?? 'local:';
  const connection = Object.hasOwn(connections, written) ? connections[written] : written;
  if (connection === undefined || /^rediss?:/i.test(connection))
    return badSetting(t('Connections to {0} are not available in this version.', 'Redis'));
  if (connection !== 'local:' && connection !== 'local')
    return badSetting(t('There is no connection "{0}". Write local:, or leave it out.', written));
  const key = textSetting(settings, 'key');
  if (key === undefined || key === '') return missingSetting('key');
  const cache = openLocalCache(cacheFolder, baseDirectory ?? '.', Date.now);
  try {
    switch (textSetting(settings, 'operation') ?? 'get') {
      case 'get': {
        const value = await cache.get(key);
        return { kind: 'succeeded', output: { hit: value !== undefined, value: value ?? null } };
      }
      case 'set': {
        const ttl = settings['ttl_seconds'] ?? undefined;
        // Kept for ever by mistake would be worse than not kept.
        if (ttl !== undefined && (typeof ttl !== 'number' || ttl <= 0))
          return badSetting(t('"ttl_seconds" must be a number above 0.'));
        const value = settings['value'] ?? null;
        await cache.set(key, value, ttl === undefined ? undefined : ttl * 1000);
        return { kind: 'succeeded', output: { hit: true, value } };
      }
      case 'delete':
        return { kind: 'succeeded', output: { hit: await cache.delete(key), value: null } };
      default:
        return badSetting(t('The operation is get, set or delete.'));
    }
  } catch (error) {
    return failed('cache', t('The local cache failed: {0}', reasonOf(error)), true);
  }
}
