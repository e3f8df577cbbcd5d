/** What an open log can do beside being read: folds by branch, links to where nodes stand, and its end in view while it grows. */
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Steps } from '../../base/steps.ts';
import { t } from '../../base/l10n.ts';
import type { ExecutableWorkflow } from '../../engine/executable.ts';
import type { NodeMention } from '../../presentation/logDocument.ts';
import { finishBesides } from '../../sdk/besides.ts';
import type { Executions } from '../../sdk/executions.ts';
import { executionScheme } from '../contributions.ts';
import type { ExecutionList } from './executionList.ts';
import { parseExecutionUri, sourceUri } from './executionUris.ts';
import { fileOfNode } from './nodeFiles.ts';
import type { OpenLogs } from './openLogs.ts';

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
  const { fileLine } = log;
  const links = fileLine ? [linkOf(fileLine, source, t('Open the workflow'))] : [];
  const workflow = await executions.workflow(id);
  if (!workflow) return links;
  return [...links, ...(await finishBesides(nodeLinks(workflow, source, log.mentions())))];
}

/** In steps: there may be tens of thousands. */
function* nodeLinks(
  workflow: ExecutableWorkflow,
  source: vscode.Uri,
  mentions: readonly NodeMention[],
): Steps<vscode.DocumentLink[]> {
  const links: vscode.DocumentLink[] = [];
  const tooltip = t('Go to the node');
  const targets = new Map<string, vscode.Uri | undefined>();
  for (const mention of mentions) {
    const { nodeId } = mention;
    if (!targets.has(nodeId)) {
      const place = fileOfNode(workflow, source, nodeId);
      const at = place && `L${place.range.start.line + 1},${place.range.start.character + 1}`;
      targets.set(nodeId, place?.uri.with({ fragment: at ?? '' }));
    }
    const target = targets.get(nodeId);
    if (target) links.push(linkOf(mention, target, tooltip));
    yield;
  }
  return links;
}

function linkOf(
  { line, start, end }: { readonly line: number; readonly start: number; readonly end: number },
  target: vscode.Uri,
  tooltip: string,
): vscode.DocumentLink {
  const link = new vscode.DocumentLink(new vscode.Range(line, start, line, end), target);
  link.tooltip = tooltip;
  return link;
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
