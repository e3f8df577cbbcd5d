import * as vscode from 'vscode';
import { executionScheme } from '../contributions.ts';

/** What {@link ExecutionList} calls a text: the path of its file, else its address. */
export function sourceOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

export function logUri(id: string): vscode.Uri {
  return vscode.Uri.from({ scheme: executionScheme, path: `/${id}.log` });
}

export function resultUri(id: string): vscode.Uri {
  return vscode.Uri.from({ scheme: executionScheme, path: `/${id}.json` });
}

/** What a document's address asks for; undefined for one that is not ours. */
export function parseExecutionUri(
  uri: vscode.Uri,
): { readonly id: string; readonly kind: 'log' | 'result' } | undefined {
  const [, id, ending] = /^\/([\w-]+)\.(log|json)$/.exec(uri.path) ?? [];
  if (uri.scheme !== executionScheme || id === undefined) return undefined;
  return { id, kind: ending === 'log' ? 'log' : 'result' };
}
