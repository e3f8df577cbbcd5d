/**
 * The agents that were created by name, one file each.
 *
 * 1. A name belongs to one agent: the file is named by the name, and made only where there is none, whoever else writes.
 * 2. A new name is taken before the old one is given up; of two files with one id, which only a crash leaves, the later counts.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { JsonObject } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { RunnerName } from '../../model/definition.ts';
import { createDurable, namesIn, readIfThere, removeDurable, writeDurable } from './durableFiles.ts';

/** What an agent is created from. Without `uses` its capabilities name the runner (`docs/format.md`). */
export interface AgentSpec {
  readonly name: string;
  readonly description?: string;
  readonly capabilities?: readonly string[];
  readonly uses?: RunnerName;
  /** The runner's settings, as in a file's `with`. */
  readonly with?: JsonObject;
}

export interface Agent extends AgentSpec {
  /** A UUID. */
  readonly id: string;
  readonly capabilities: readonly string[];
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface CatalogFailure {
  readonly code: 'name-taken' | 'not-found';
  readonly message: string;
}

export class Agents {
  readonly #folder: string;
  readonly #newId: () => string;

  /** @param folder of the catalog */
  constructor(folder: string, newId: () => string) {
    this.#folder = path.join(folder, 'agents');
    this.#newId = newId;
  }

  /** @param id of one that was tried before and may be there already; that is then the answer */
  async create(spec: AgentSpec, id = this.#newId()): Promise<Result<Agent, CatalogFailure>> {
    const now = new Date().toISOString();
    const agent = agentOf(spec, { id, createdAt: now, updatedAt: now });
    if (await createDurable(this.#fileOf(spec.name), JSON.stringify(agent))) return ok(agent);
    const there = await this.#named(spec.name);
    return there?.id === id ? ok(there) : err(nameTaken(spec.name));
  }

  async get(id: string): Promise<Agent | undefined> {
    return (await this.list()).find((agent) => agent.id === id);
  }

  /** By id, else by name. */
  async find(idOrName: string): Promise<Agent | undefined> {
    return (await this.#named(idOrName)) ?? (await this.get(idOrName));
  }

  /** Oldest first. */
  async list(): Promise<readonly Agent[]> {
    const names = await namesIn(this.#folder, fileEnd);
    const agents = new Map<string, Agent>();
    for (const name of names) {
      const agent = await this.#read(path.join(this.#folder, name + fileEnd));
      const other = agent && agents.get(agent.id);
      if (agent && !(other && other.updatedAt >= agent.updatedAt)) agents.set(agent.id, agent);
    }
    return [...agents.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** Puts another one in its place, under the same id. */
  async update(id: string, spec: AgentSpec): Promise<Result<Agent, CatalogFailure>> {
    const old = await this.get(id);
    if (!old) return err(noAgent(id));
    const updatedAt = later(old.updatedAt, new Date());
    const agent = agentOf(spec, { id, createdAt: old.createdAt, updatedAt });
    const text = JSON.stringify(agent);
    const file = this.#fileOf(spec.name);
    if (old.name === spec.name) await writeDurable(file, text);
    else if (!(await createDurable(file, text))) return err(nameTaken(spec.name));
    else await removeDurable(this.#fileOf(old.name));
    return ok(agent);
  }

  async delete(id: string): Promise<Result<void, CatalogFailure>> {
    const agent = await this.get(id);
    return agent && (await removeDurable(this.#fileOf(agent.name))) ? ok(undefined) : err(noAgent(id));
  }

  async #named(name: string): Promise<Agent | undefined> {
    return await this.#read(this.#fileOf(name));
  }

  async #read(file: string): Promise<Agent | undefined> {
    const text = await readIfThere(file);
    return text === undefined ? undefined : (JSON.parse(text) as Agent);
  }

  #fileOf(name: string): string {
    return path.join(this.#folder, createHash('sha256').update(name).digest('hex') + fileEnd);
  }
}

const fileEnd = '.json';

function agentOf(spec: AgentSpec, own: Pick<Agent, 'id' | 'createdAt' | 'updatedAt'>): Agent {
  const { name, description, capabilities = [], uses, with: settings } = spec;
  const { id, ...times } = own;
  return {
    id,
    name,
    ...(description !== undefined && { description }),
    capabilities,
    ...(uses !== undefined && { uses }),
    ...(settings !== undefined && { with: settings }),
    ...times,
  };
}

/** A moment after another one, also where the clock went back. */
function later(than: string, now: Date): string {
  return new Date(Math.max(now.getTime(), Date.parse(than) + 1)).toISOString();
}

function nameTaken(name: string): CatalogFailure {
  return { code: 'name-taken', message: t('There is an agent "{0}" already.', name) };
}

export function noAgent(id: string): CatalogFailure {
  return { code: 'not-found', message: t('There is no agent "{0}".', id) };
}
