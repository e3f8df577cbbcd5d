import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import { realPath } from '../realPath.ts';

export interface LocalCache {
  /** Undefined: not there, or past its time. */
  get(key: string): Promise<JsonValue | undefined>;
  /** `ttlMs` absent: it stays. */
  set(key: string, value: JsonValue, ttlMs?: number): Promise<void>;
  /** Whether it was there. */
  delete(key: string): Promise<boolean>;
}

/**
 * A cache of files, one for each key, that several processes may use at once: an entry is written beside its place and moved
 * there. Each workflow folder has its own.
 *
 * @param now milliseconds since the epoch
 */
export function openLocalCache(root: string, workflowFolder: string, now: () => number): LocalCache {
  const folder = path.join(root, hash(realPath(workflowFolder)).slice(0, 32));
  const fileOf = (key: string): string => path.join(folder, `${hash(key)}.json`);
  const read = async (key: string): Promise<JsonValue | undefined> => {
    let entry: unknown;
    try {
      entry = JSON.parse(await readFile(fileOf(key), 'utf8'));
    } catch {
      // Absent, or a file that is not ours: both are a miss.
      return undefined;
    }
    if (!isJsonObject(entry) || entry['key'] !== key) return undefined;
    const expires = entry['expires_ms'];
    return typeof expires === 'number' && expires <= now() ? undefined : (entry['value'] ?? null);
  };
  return {
    get: read,
    async set(key, value, ttlMs) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const entry = { key, value, expires_ms: ttlMs === undefined ? null : now() + ttlMs };
      const temporary = path.join(folder, `${randomUUID()}.tmp`);
      await writeFile(temporary, JSON.stringify(entry), { mode: 0o600 });
      await rename(temporary, fileOf(key));
    },
    async delete(key) {
      const there = (await read(key)) !== undefined;
      await rm(fileOf(key), { force: true });
      return there;
    },
  };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
