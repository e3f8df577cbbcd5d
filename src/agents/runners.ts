/** The runners of this version by name. Each loads its own bundle on first use. */
import { currentTranslations, type useTranslations } from '../base/l10n.ts';
import type { RunnerName } from '../model/definition.ts';
import type { CallRemoteAgent } from '../engine/remoteAgents.ts';
import type { AgentRunner, RunnerLookup } from '../engine/ports.ts';
import { loadChunk } from './assets.ts';
import type { Consent } from './consent.ts';
import type { LanguageModels } from './llm/models.ts';
import type { McpTools } from './mcp/tools.ts';
import { mockRunner } from './mock/mock.ts';
import type { PasswordLookup } from './named.ts';

export interface RunnerOptions {
  /** Folder of the local caches; each workflow folder has its own in it. */
  readonly cacheFolder: string;
  /** Files named by a workflow lie inside one of these, or inside the workflow's own folder (threat T10). */
  readonly workspaceFolders: readonly string[];
  /** Hosts that `http` may reach, `host` or `host:port`; empty: all but link-local and metadata addresses (threat T6). */
  readonly allowedHosts: readonly string[];
  /** Named connections: name to URL. */
  readonly connections: Readonly<Record<string, string>>;
  /** Passwords of named connections whose address has none. */
  readonly password?: PasswordLookup;
  /** Whether `command` may take a `shell` text. */
  readonly allowShell: boolean;
  /** Asked before anything that a workflow names is started (threat T5). */
  readonly consent: Consent;
  /** The Python interpreter that was chosen for a folder, where something knows of one. */
  readonly interpreter?: (folder: string) => Promise<string | undefined>;
  /** The models of the program around us, where it has some. */
  readonly languageModels?: LanguageModels;
  /** Hears which tools MCP servers have. */
  readonly mcpTools?: McpTools;
  /** Calls an agent of a server that is named in the settings. */
  readonly callRemoteAgent?: CallRemoteAgent;
}

/** What every `chunk.ts` exports. `options` is asked at each attempt, so that a changed setting counts at once. */
export interface RunnerChunk {
  createRunner(options: () => RunnerOptions): AgentRunner;
  readonly useTranslations: typeof useTranslations;
}

const chunks: Partial<Record<RunnerName, string>> = {
  http: 'http',
  sql: 'sql',
  cache: 'cache',
  transform: 'transform',
  llm: 'llm',
  mcp: 'mcp',
  command: 'command',
  script: 'script',
  ipa: 'ipa',
};

export function createRunners(options: () => RunnerOptions): RunnerLookup {
  const loaded = new Map<RunnerName, AgentRunner>();
  return (name) => {
    const known = name === 'mock' ? mockRunner : loaded.get(name);
    if (known) return Promise.resolve(known);
    const chunk = chunks[name];
    if (chunk === undefined) return Promise.resolve(undefined);
    const part = loadChunk(chunk) as RunnerChunk;
    part.useTranslations(currentTranslations());
    const runner = part.createRunner(options);
    loaded.set(name, runner);
    return Promise.resolve(runner);
  };
}
