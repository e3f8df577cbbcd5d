/** What an open log can do beside being read: folds by branch, links to where nodes stand, and its end in view while it grows. */
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { Executions } from '../../sdk/executions.ts';
import { executionScheme } from '../contributions.ts';
import type { ExecutionList } from './executionList.ts';
import { parseExecutionUri, sourceUri } from './executionUris.ts';
import { fileOfNode } from './nodeFiles.ts';
import type { OpenLogs } from './openLogs.ts';

/** Lines further down have no links. */
const mostLinked = 5000;

const selector: vscode.DocumentSelector = { scheme: executionScheme, pattern: '/*/*.log' };

export function registerLogFeatures(executions: Executions, list: ExecutionList, logs: OpenLogs): Disposable {
  const disposables = new DisposableStore();
  for (const registered of [
    vscode.languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: ({ uri }) =>
        (logOf(logs, uri)?.folds ?? []).map(
          ({ start, end }) => new vscode.FoldingRange(start, end, vscode.FoldingRangeKind.Region),
        ),
    }),
    vscode.languages.registerDocumentLinkProvider(selector, {
      provideDocumentLinks: ({ uri }) => linksOf({ executions, list, logs }, uri),
    }),
    followEnds(),
  ])
    disposables.add(registered);
  return disposables;
}

function logOf(logs: OpenLogs, uri: vscode.Uri): ReturnType<OpenLogs['get']> {
  const asked = parseExecutionUri(uri);
  return asked?.kind === 'log' ? logs.get(asked.id) : undefined;
}

interface Stored {
  readonly executions: Executions;
  readonly list: ExecutionList;
  readonly logs: OpenLogs;
}

async function linksOf({ executions, list, logs }: Stored, uri: vscode.Uri): Promise<vscode.DocumentLink[]> {
  const id = parseExecutionUri(uri)?.id ?? '';
  const snapshot = await executions.get(id);
  const source = snapshot && sourceUri(list, snapshot);
  const log = logOf(logs, uri);
  if (!source || !log) return [];
  const links: vscode.DocumentLink[] = [];
  const link = (line: number, start: number, end: number, target: vscode.Uri, tooltip: string): void => {
    const made = new vscode.DocumentLink(new vscode.Range(line, start, line, end), target);
    made.tooltip = tooltip;
    links.push(made);
  };
  const { fileLine } = log;
  if (fileLine) link(fileLine.line, fileLine.start, fileLine.end, source, t('Open the workflow'));
  const workflow = await executions.workflow(id);
  const targets = new Map<string, vscode.Uri | undefined>();
  for (const { line, start, end, nodeId } of workflow ? log.mentions(mostLinked) : []) {
    if (workflow && !targets.has(nodeId)) {
      const place = fileOfNode(workflow, source, nodeId);
      const at = place && `L${place.range.start.line + 1},${place.range.start.character + 1}`;
      targets.set(nodeId, place?.uri.with({ fragment: at ?? '' }));
    }
    const target = targets.get(nodeId);
    if (target) link(line, start, end, target, t('Go to the node'));
  }
  return links;
}

/** A log whose end is in view stays at its end. */
function followEnds(): Disposable {
  const atEnd = new WeakMap<vscode.TextEditor, boolean>();
  const look = (editor: vscode.TextEditor): void => {
    if (parseExecutionUri(editor.document.uri)?.kind !== 'log') return;
    const last = editor.visibleRanges.at(-1)?.end.line ?? 0;
    atEnd.set(editor, last >= editor.document.lineCount - 2);
  };
  const disposables = new DisposableStore();
  for (const registered of [
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
      look(textEditor);
    }),
    vscode.window.onDidChangeVisibleTextEditors((editors) => {
      editors.forEach(look);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (parseExecutionUri(document.uri)?.kind !== 'log') return;
      for (const editor of vscode.window.visibleTextEditors)
        if (editor.document === document && atEnd.get(editor) === true) {
          const end = document.lineAt(document.lineCount - 1).range;
          editor.revealRange(end);
        }
    }),
  ])
    disposables.add(registered);
  return disposables;
}
