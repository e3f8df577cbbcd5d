import * as vscode from 'vscode';
import { documentFolder, type DocumentKind, documentName, pairName } from '../../presentation/documentNames.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import { executionScheme } from '../contributions.ts';
import { clockTime } from '../formatTime.ts';
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

/** What of an execution its documents are called by; it never changes, so the same thing has the same address. */
export type Named = Pick<ExecutionSnapshot, 'id' | 'workflow' | 'started_at'>;

export function logUri(execution: Named): vscode.Uri {
  return uriOf('log', execution);
}

export function resultUri(execution: Named): vscode.Uri {
  return uriOf('result', execution);
}

export function inputsUri(execution: Named): vscode.Uri {
  return uriOf('inputs', execution);
}

/** What a node received or returned. */
export function nodeUri(execution: Named, nodeId: string, kind: 'input' | 'output'): vscode.Uri {
  return uriOf(kind, execution, { nodeId });
}

/** The times of two executions side by side. */
export function timesUri(execution: Named, other: Named): vscode.Uri {
  return uriOf('times', execution, { other });
}

/** Undefined for an address that is not ours. What a person reads of it counts for nothing. */
export function parseExecutionUri({ scheme, query }: vscode.Uri): Asked | undefined {
  const [, id, kind, rest] = /^([\w-]+)\/(\w+)(?:\/(.+))?$/su.exec(query) ?? [];
  if (scheme !== executionScheme || id === undefined) return undefined;
  if (rest === undefined) return kind === 'log' || kind === 'result' || kind === 'inputs' ? { kind, id } : undefined;
  if (kind === 'times') return { kind, id, other: rest };
  return kind === 'input' || kind === 'output' ? { kind, id, nodeId: rest } : undefined;
}

/**
 * `ipa-execution:/orders 14:03:12/fetch-users output.json?ID/output/fetch-users`: the name is on the tab, the folder stands beside it
 * where two would be called the same, and the query says to us what it is.
 */
function uriOf(kind: DocumentKind, execution: Named, of: { nodeId?: string; other?: Named } = {}): vscode.Uri {
  const { id } = execution;
  const workflow = pairName(execution.workflow, (of.other ?? execution).workflow);
  const times = [execution, of.other].flatMap((one) => (one ? clockTime(Date.parse(one.started_at)) : []));
  const path = `/${documentFolder(workflow, ...times)}/${documentName(kind, workflow, of.nodeId)}`;
  const what = of.nodeId ?? of.other?.id;
  const query = [id, kind, ...(what === undefined ? [] : [what])].join('/');
  return vscode.Uri.from({ scheme: executionScheme, path, query });
}
