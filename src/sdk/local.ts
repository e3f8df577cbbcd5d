/** Puts the local engine together: clock, journal, runners. The one place where extension and command line get theirs. */
import { type Consent, nobodyToAsk } from '../agents/consent.ts';
import { createRunners, type RunnerOptions } from '../agents/runners.ts';
import type { EnginePorts } from '../engine/engine.ts';
import { fileJournal } from '../engine/journal/fileJournal.ts';
import { fileOtherProcesses } from '../engine/journal/otherProcesses.ts';
import { tellingStalls } from '../engine/journal/tellingStalls.ts';
import type { Logger } from '../engine/ports.ts';
import { systemClock, systemIds } from '../engine/systemPorts.ts';
import type { Executions } from './executions.ts';
import { createLocalExecutions } from './localExecutions.ts';
import { guardSecrets, type SecretGuard } from './secretUse.ts';
import type { LocalSettings } from './settings.ts';
import type { Store } from './store.ts';

export interface LocalOptions {
  readonly store: Store;
  readonly trusted: () => boolean;
  readonly logger: Logger;
  /** The user's settings; asked when they are needed. */
  readonly settings: () => LocalSettings;
  /** Without it nothing that a workflow names is started (threat T5). */
  readonly consent?: Consent;
  readonly interpreter?: RunnerOptions['interpreter'];
  readonly password?: RunnerOptions['password'];
  /** Asked before a secret goes anywhere (threat T8); without it each may, as whoever gives secrets by hand wants it. */
  readonly secretGuard?: SecretGuard;
  readonly languageModels?: RunnerOptions['languageModels'];
  readonly mcpTools?: RunnerOptions['mcpTools'];
  readonly callRemoteAgent?: RunnerOptions['callRemoteAgent'];
}

export function createLocal(options: LocalOptions): Executions {
  return createLocalExecutions({
    ports: localPorts(options),
    others: fileOtherProcesses(options.store.executions),
    trusted: options.trusted,
    keep: () => options.settings(),
    limits: () => options.settings().limits,
    workspaceFolders: () => options.settings().workspaceFolders,
  });
}

export function localPorts({
  store,
  logger,
  settings,
  consent = nobodyToAsk,
  interpreter,
  password,
  secretGuard,
  languageModels,
  mcpTools,
  callRemoteAgent,
}: Omit<LocalOptions, 'trusted'>): EnginePorts {
  const runners = createRunners(() => ({
    ...settings(),
    cacheFolder: store.cache,
    consent,
    ...(interpreter && { interpreter }),
    ...(password && { password }),
    ...(languageModels && { languageModels }),
    ...(mcpTools && { mcpTools }),
    ...(callRemoteAgent && { callRemoteAgent }),
  }));
  return {
    clock: systemClock(),
    ids: systemIds(),
    journal: tellingStalls(
      fileJournal(store.executions, { outputInJournal: () => settings().limits.outputInJournal }),
      store.executions,
    ),
    runners: secretGuard ? guardSecrets(runners, secretGuard, () => settings().connections) : runners,
    logger,
    limits: () => settings().limits,
    env: (name) => (settings().allowedEnv.includes(name) ? process.env[name] : undefined),
  };
}
