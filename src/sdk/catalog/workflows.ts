/** The workflows that were created, one file each: the text as it was given, and its version. */
import path from 'node:path';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { CatalogFailure } from './agents.ts';
import { createDurable, namesIn, readIfThere, removeDurable, writeDurable } from './durableFiles.ts';

export interface StoredWorkflow {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
  /** 1, and one more with each change. */
  readonly version: number;
  /** The YAML text. */
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

export class StoredWorkflows {
  readonly #folder: string;
  readonly #newId: () => string;
  /** Changes come one after the other, so that each gets a version of its own. */
  #changing: Promise<unknown> = Promise.resolve();

  /** @param folder of the catalog */
  constructor(folder: string, newId: () => string) {
    this.#folder = path.join(folder, 'workflows');
    this.#newId = newId;
  }

  /** @param id of one that was tried before and may be there already; that is then the answer */
  async create(name: string, text: string, id = this.#newId()): Promise<StoredWorkflow> {
    const now = new Date().toISOString();
    const workflow = { id, name, version: 1, text, createdAt: now, updatedAt: now };
    const isNew = await createDurable(this.#fileOf(id), JSON.stringify(workflow));
    return isNew ? workflow : ((await this.get(id)) ?? workflow);
  }

  async get(id: string): Promise<StoredWorkflow | undefined> {
    if (!isUuid(id)) return undefined;
    const text = await readIfThere(this.#fileOf(id));
    return text === undefined ? undefined : (JSON.parse(text) as StoredWorkflow);
  }

  /** Newest first. */
  async list(from = 0, count = Infinity): Promise<Page<StoredWorkflow>> {
    const ids = (await namesIn(this.#folder, fileEnd)).toReversed();
    const read = await Promise.all(ids.slice(from, from + count).map((id) => this.get(id)));
    return { items: read.filter((workflow) => workflow !== undefined), total: ids.length };
  }

  update(id: string, name: string, text: string): Promise<Result<StoredWorkflow, CatalogFailure>> {
    return this.#inTurn(async () => {
      const old = await this.get(id);
      if (!old) return err(noWorkflow(id));
      const workflow = { ...old, name, text, version: old.version + 1, updatedAt: new Date().toISOString() };
      await writeDurable(this.#fileOf(id), JSON.stringify(workflow));
      return ok(workflow);
    });
  }

  delete(id: string): Promise<Result<void, CatalogFailure>> {
    return this.#inTurn(async () =>
      isUuid(id) && (await removeDurable(this.#fileOf(id))) ? ok(undefined) : err(noWorkflow(id)),
    );
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(change, change);
    this.#changing = done.catch(() => undefined);
    return done;
  }

  #fileOf(id: string): string {
    return path.join(this.#folder, id + fileEnd);
  }
}

const fileEnd = '.json';

/** What is none reaches no path (threat T10). */
export function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

export function noWorkflow(id: string): CatalogFailure {
  return { code: 'not-found', message: t('There is no workflow "{0}".', id) };
}
