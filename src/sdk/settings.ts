import type { EngineLimits } from '../engine/limits.ts';
import type { ProjectOptions } from '../model/project.ts';

/** What a user may set for executions on this machine. */
export interface LocalSettings {
  /** Ended executions to keep. */
  readonly keep: number;
  /** Days that ended executions are kept; 0: no limit. */
  readonly keepDays: number;
  readonly allowedHosts: readonly string[];
  readonly connections: Readonly<Record<string, string>>;
  /** Names that `env.NAME` may read. */
  readonly allowedEnv: readonly string[];
  readonly workspaceFolders: readonly string[];
  /** Whether the runner `command` may take a `shell` text. */
  readonly allowShell: boolean;
  /** What a text may be before it is parsed, and what an execution may use; those that are not named are the usual ones. */
  readonly limits: NonNullable<ProjectOptions['limits']> & Partial<EngineLimits>;
}

export const defaultSettings: LocalSettings = {
  keep: 200,
  keepDays: 30,
  allowedHosts: [],
  connections: {},
  allowedEnv: [],
  workspaceFolders: [],
  allowShell: false,
  limits: {},
};
