import * as vscode from 'vscode';
import type { ProjectLimits } from '../model/project.ts';
import { defaultSettings, type LocalSettings } from '../sdk/settings.ts';

/** The settings of executions. What a user wrote may be anything; what is not as it should be is left out. */
export function executionSettings(): LocalSettings {
  const settings = vscode.workspace.getConfiguration('ipaWorkflow');
  const keep = settings.get<unknown>('executions.keep');
  return {
    keep: typeof keep === 'number' && keep >= 1 ? Math.floor(keep) : defaultSettings.keep,
    allowedHosts: texts(settings.get('network.allow')),
    allowedEnv: texts(settings.get('allowedEnv')),
    connections: connections(settings.get('connections')),
    limits: projectLimits(),
    workspaceFolders: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
  };
}

/** `ipaWorkflow.limits.*`: only whole numbers above 0 count. */
export function projectLimits(): Partial<ProjectLimits> {
  const settings = vscode.workspace.getConfiguration('ipaWorkflow.limits');
  const names = ['size', 'nesting', 'collections', 'aliases', 'nodes', 'edges', 'branches'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = settings.get<unknown>(name);
      return Number.isSafeInteger(value) && Number(value) > 0 ? [[name, Number(value)]] : [];
    }),
  );
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
