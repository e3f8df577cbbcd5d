import * as vscode from 'vscode';
import type { ProjectLimits } from '../model/project.ts';
import type { EngineLimits } from '../engine/limits.ts';
import { defaultSettings, type LocalSettings } from '../sdk/settings.ts';

/** The settings of executions. What a user wrote may be anything; what is not as it should be is left out. */
export function executionSettings(): LocalSettings {
  const settings = vscode.workspace.getConfiguration('ipaWorkflow');
  const keep = settings.get<unknown>('executions.keep');
  const days = settings.get<unknown>('executions.keepDays');
  return {
    keep: typeof keep === 'number' && keep >= 1 ? Math.floor(keep) : defaultSettings.keep,
    keepDays: typeof days === 'number' && days >= 0 ? days : defaultSettings.keepDays,
    allowedHosts: texts(settings.get('network.allow')),
    allowedEnv: texts(settings.get('allowedEnv')),
    connections: connections(settings.get('connections')),
    allowShell: settings.get<unknown>('commands.allowShell') === true,
    limits: { ...projectLimits(), ...engineLimits() },
    workspaceFolders: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
  };
}

/** What becomes of executions that an earlier window left behind. */
export function onStartup(): 'ask' | 'resume' | 'discard' {
  const chosen = vscode.workspace.getConfiguration('ipaWorkflow').get<unknown>('executions.onStartup');
  return chosen === 'resume' || chosen === 'discard' ? chosen : 'ask';
}

/** `ipaWorkflow.limits.*`: only whole numbers above 0 count. */
export function projectLimits(): Partial<ProjectLimits> {
  return limitsOf(['size', 'nesting', 'collections', 'aliases', 'nodes', 'edges', 'branches']);
}

function engineLimits(): Partial<EngineLimits> {
  return limitsOf(['output', 'outputInJournal', 'journalEvents', 'journalBytes', 'items', 'logLine']);
}

function limitsOf<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const settings = vscode.workspace.getConfiguration('ipaWorkflow.limits');
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = settings.get<unknown>(name);
      return Number.isSafeInteger(value) && Number(value) > 0 ? [[name, Number(value)]] : [];
    }),
  ) as Partial<Record<Name, number>>;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function connections(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, connection]: [string, unknown]) => {
      const url = typeof connection === 'object' && connection !== null && 'url' in connection ? connection.url : null;
      return typeof url === 'string' ? [[name, url]] : [];
    }),
  );
}
