import * as vscode from 'vscode';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import { executionScheme } from '../contributions.ts';
import type { ExecutionList } from './executionList.ts';

/** What {@link ExecutionList} calls a text: the path of its file, else its address. */
export function sourceOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

/** Where the text of an execution is; undefined where nobody knows. */
export function sourceUri(list: ExecutionList, snapshot: ExecutionSnapshot): vscode.Uri | undefined {
  const source = list.sourceOf(snapshot);
  if (source === undefined) return undefined;
  return snapshot.file === null ? vscode.Uri.parse(source) : vscode.Uri.file(source);
}

/** What a document's address asks for. */
export type Asked =
  | { readonly kind: 'log'; readonly id: string }
  | { readonly kind: 'result' | 'inputs'; readonly id: string }
  | { readonly kind: 'input' | 'output'; readonly id: string; readonly nodeId: string }
  | { readonly kind: 'times'; readonly id: string; readonly other: string };

export function logUri(id: string): vscode.Uri {
  return at(`/${id}.log`);
}

export function resultUri(id: string): vscode.Uri {
  return at(`/${id}.json`);
}

export function inputsUri(id: string): vscode.Uri {
  return at(`/${id}/inputs.json`);
}

/** What a node received or returned. */
export function nodeUri(id: string, nodeId: string, kind: 'input' | 'output'): vscode.Uri {
  return at(`/${id}/${encodeURIComponent(nodeId)}.${kind}.json`);
}

/** The times of two executions side by side. */
export function timesUri(id: string, other: string): vscode.Uri {
  return at(`/${id}/${other}.times.log`);
}

/** Undefined for an address that is not ours. */
export function parseExecutionUri({ scheme, path }: vscode.Uri): Asked | undefined {
  if (scheme !== executionScheme) return undefined;
  const [, whole, ending] = /^\/([\w-]+)\.(log|json)$/.exec(path) ?? [];
  if (whole !== undefined) return { id: whole, kind: ending === 'log' ? 'log' : 'result' };
  const [, id = '', name = ''] = /^\/([\w-]+)\/([^/]+)$/.exec(path) ?? [];
  if (name === 'inputs.json') return { id, kind: 'inputs' };
  const [, other] = /^([\w-]+)\.times\.log$/.exec(name) ?? [];
  if (other !== undefined) return { id, kind: 'times', other };
  const [, node = '', kind] = /^(.+)\.(input|output)\.json$/.exec(name) ?? [];
  const nodeId = decoded(node);
  return kind === undefined || nodeId === undefined
    ? undefined
    : { id, nodeId, kind: kind === 'input' ? 'input' : 'output' };
}

function at(path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: executionScheme, path });
}

/** Undefined for what was not written here. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
