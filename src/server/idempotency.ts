/**
 * `Idempotency-Key`: a create that is asked for again, because its answer was lost, is answered as before and creates nothing (F13).
 *
 * 1. The id of what is to be created is written down, durably, before it is created; asked again, that id is created, or is there.
 * 2. A key belongs to one request: with another body it is refused.
 */
import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../base/l10n.ts';
import { createDurable, namesIn, readIfThere } from '../sdk/catalog/durableFiles.ts';
import { RequestFailure } from './answers.ts';

/** Keys are kept for a day. */
const keptMs = 24 * 60 * 60 * 1000;

interface Kept {
  readonly id: string;
  readonly request: string;
}

export class IdempotencyKeys {
  readonly #folder: string;
  readonly #newId: () => string;
  readonly #busy = new Map<string, Promise<unknown>>();

  /** @param folder of the catalog */
  constructor(folder: string, newId: () => string) {
    this.#folder = path.join(folder, 'keys');
    this.#newId = newId;
  }

  /**
   * Creates with an id, the same for each request with this key, one after the other.
   *
   * @param request all that must be the same when the key comes again
   */
  async once<T>(key: string | undefined, request: string, create: (id: string) => Promise<T>): Promise<T> {
    if (key === undefined) return await create(this.#newId());
    const name = digest(key);
    const before = this.#busy.get(name) ?? Promise.resolve();
    const done = before.then(async () => await create(await this.#idOf(name, digest(request))));
    const settled = done.catch(() => undefined);
    this.#busy.set(name, settled);
    try {
      return await done;
    } finally {
      if (this.#busy.get(name) === settled) this.#busy.delete(name);
    }
  }

  /** Forgets those that are older than a day. */
  async prune(nowMs: number): Promise<void> {
    for (const name of await namesIn(this.#folder, fileEnd)) {
      const file = path.join(this.#folder, name + fileEnd);
      const found = await stat(file).catch(() => undefined);
      if (found && nowMs - found.mtimeMs > keptMs) await rm(file, { force: true });
    }
  }

  async #idOf(name: string, request: string): Promise<string> {
    const file = path.join(this.#folder, name + fileEnd);
    const made: Kept = { id: this.#newId(), request };
    if (await createDurable(file, JSON.stringify(made))) return made.id;
    const kept = JSON.parse((await readIfThere(file)) ?? JSON.stringify(made)) as Kept;
    if (kept.request === request) return kept.id;
    throw new RequestFailure(422, t('This Idempotency-Key was used for another request.'));
  }
}

const fileEnd = '.json';

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
