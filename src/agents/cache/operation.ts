import type { JsonObject, JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { textSetting } from '../settings.ts';

/** What is to be done with a cache, whichever it is. */
export type CacheOperation =
  | { readonly kind: 'get' | 'delete'; readonly key: string }
  /** `ttlMs` undefined: it stays. */
  | { readonly kind: 'set'; readonly key: string; readonly value: JsonValue; readonly ttlMs: number | undefined };

/** What the settings ask for; the error is a sentence. */
export function operationOf(settings: JsonObject): Result<CacheOperation, string> {
  const key = textSetting(settings, 'key');
  if (key === undefined || key === '') return err(t('The setting "{0}" is missing.', 'key'));
  const kind = textSetting(settings, 'operation') ?? 'get';
  if (kind === 'get' || kind === 'delete') return ok({ kind, key });
  if (kind !== 'set') return err(t('The operation is get, set or delete.'));
  const ttl = settings['ttl_seconds'] ?? undefined;
  // Kept for ever by mistake would be worse than not kept.
  if (ttl !== undefined && (typeof ttl !== 'number' || ttl <= 0))
    return err(t('"ttl_seconds" must be a number above 0.'));
  const ttlMs = ttl === undefined ? undefined : Math.max(1, Math.round(ttl * 1000));
  return ok({ kind, key, value: settings['value'] ?? null, ttlMs });
}
