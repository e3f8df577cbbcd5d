import type { SyntaxLimits } from '../model/project.ts';

/** What a user may set for executions on this machine. */
export interface LocalSettings {
  /** Ended executions to keep. */
  readonly keep: number;
  readonly allowedHosts: readonly string[];
  readonly connections: Readonly<Record<string, string>>;
  /** Names that `env.NAME` may read. */
  readonly allowedEnv: readonly string[];
  readonly workspaceFolders: readonly string[];
  /** What a text may be before it is parsed; those that are not named are the usual ones. */
  readonly limits: Partial<SyntaxLimits>;
}

export const defaultSettings: LocalSettings = {
  keep: 200,
  allowedHosts: [],
  connections: {},
  allowedEnv: [],
  workspaceFolders: [],
  limits: {},
};
