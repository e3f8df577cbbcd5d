/** What the argument of a command means: menus, views, lenses and other extensions each hand over something else. */
import * as vscode from 'vscode';
import type { CancelTarget } from '../../sdk/executions.ts';

/** The file; undefined where none is named. */
export function uriOf(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  if (!isObject(argument)) return undefined;
  if (argument['uri'] instanceof vscode.Uri) return argument['uri'];
  const { scheme, path } = argument;
  // A URI that came through JSON, from a link.
  return typeof scheme === 'string' && typeof path === 'string' ? vscode.Uri.from({ scheme, path }) : undefined;
}

/** The execution; undefined where none is named. */
export function executionIdOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  const id = isObject(argument) ? argument['executionId'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

/** The node, or the branch by its fork and first node; undefined where none is named. */
export function targetOf(argument: unknown): CancelTarget | undefined {
  if (!isObject(argument) || typeof argument['nodeId'] !== 'string') return undefined;
  const { nodeId, forkId } = argument;
  return typeof forkId === 'string' ? { nodeId, forkId } : { nodeId };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
