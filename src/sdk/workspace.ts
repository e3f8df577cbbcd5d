/**
 * A folder's agents, workflows and executions: what SDK, server and extension share. By default in the store that extension and
 * command line use for the folder too.
 */
import path from 'node:path';
import type { Disposable } from '../base/disposable.ts';
import type { Consent } from '../agents/consent.ts';
import type { ProjectOptions } from '../model/project.ts';
import type { Logger } from '../engine/ports.ts';
import { systemIds } from '../engine/systemPorts.ts';
import { Agents } from './catalog/agents.ts';
import { StoredWorkflows } from './catalog/workflows.ts';
import type { Executions } from './executions.ts';
import { lazyExecutions } from './lazyExecutions.ts';
import { defaultSettings, type LocalSettings } from './settings.ts';
import { defaultStore, isEmptyStore, type Store, storeIn } from './store.ts';

export interface Workspace extends Disposable {
  /** Relative paths of its workflows start here. */
  readonly folder: string;
  readonly store: Store;
  readonly agents: Agents;
  readonly workflows: StoredWorkflows;
  readonly executions: Executions;
  /** Asked when a text is analysed. */
  readonly limits: () => ProjectOptions['limits'];
}

export interface WorkspaceOptions {
  /** Where the workflows work; default: the current folder. */
  readonly folder?: string;
  /** A folder of your own for what is stored; default: one place for each user and folder. */
  readonly store?: string;
  /** Named connections, allowed environment variables, limits, … */
  readonly settings?: Partial<LocalSettings>;
  /** Asked before a workflow starts a program; without it none is started. */
  readonly consent?: Consent;
  /** Hears what is said of executions; default: nobody. */
  readonly logger?: Logger;
}

/** Opens a folder's workspace. Dispose it at the end. */
export function openWorkspace(options: WorkspaceOptions = {}): Workspace {
  const folder = path.resolve(options.folder ?? '.');
  const store = options.store === undefined ? defaultStore(folder) : storeIn(path.resolve(options.store));
  const settings = { ...defaultSettings, workspaceFolders: [folder], ...options.settings };
  const executions = lazyExecutions({
    isEmpty: () => isEmptyStore(store),
    make: async () => {
      const { createLocal } = await import('./local.ts');
      return createLocal({
        store,
        trusted: () => true,
        logger: options.logger ?? { log: () => undefined },
        settings: () => settings,
        ...(options.consent && { consent: options.consent }),
      });
    },
  });
  return workspaceOver({ folder, store, executions, limits: () => settings.limits });
}

/** One over executions that are there already; they are disposed with it. */
export function workspaceOver({
  folder,
  store,
  executions,
  limits,
}: Pick<Workspace, 'folder' | 'store' | 'executions' | 'limits'>): Workspace {
  const newId = (): string => systemIds().executionId();
  return {
    folder,
    store,
    agents: new Agents(store.catalog, newId),
    workflows: new StoredWorkflows(store.catalog, newId),
    executions,
    limits,
    dispose: () => {
      executions.dispose();
    },
  };
}

let shared: Workspace | undefined;

/** The current folder's, opened when it is first asked for: what services use that are given none. */
export function currentWorkspace(): Workspace {
  return (shared ??= openWorkspace());
}
