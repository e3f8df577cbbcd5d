import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { emptyObject, isJsonObject, type JsonObject } from '../base/json.ts';
import type { RemoteMemory } from './memory.ts';

/** In a JSON file that only the user reads. One that is broken is as if nothing were remembered. */
export function fileMemory(file: string): RemoteMemory {
  const read = async (): Promise<JsonObject> => {
    try {
      const value: unknown = JSON.parse(await readFile(file, 'utf8'));
      return isJsonObject(value) ? Object.assign(emptyObject(), value) : emptyObject();
    } catch {
      return emptyObject();
    }
  };
  return {
    async get(origin, key) {
      const id = (await read())[`${origin} ${key}`];
      return typeof id === 'string' ? id : undefined;
    },
    async set(origin, key, id) {
      const known = await read();
      known[`${origin} ${key}`] = id;
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      const draft = `${file}.${randomUUID()}`;
      await writeFile(draft, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
      await rename(draft, file);
    },
  };
}
