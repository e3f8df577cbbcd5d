/** What a person asks of the rest of VS Code in a graph: each is one of the extension's own commands, or a change of the text. */
import * as vscode from 'vscode';
import type { GraphViewMessage, Steering } from '../../protocol/graph.ts';
import { type CommandId, commands } from '../contributions.ts';
import { toRange } from '../languageFeatures/convert.ts';
import type { ProjectStore } from '../languageFeatures/projectStore.ts';
import { editInGraph, stepInHistory } from './editing.ts';
import type { GraphSubject } from './graphSubject.ts';

export type Wish = Extract<
  GraphViewMessage,
  { type: Steering | 'run' | 'answer' | 'openValue' | 'revealNode' | 'edit' | 'history' | 'keyboard' }
>;

export interface WishOptions {
  readonly panel: vscode.WebviewPanel;
  readonly subject: GraphSubject;
  readonly projects: ProjectStore;
  readonly isEditor: boolean;
}

const commandOf: Readonly<Record<Steering, CommandId>> = {
  pause: commands.pauseExecution,
  resume: commands.resumeExecution,
  retry: commands.retryExecution,
  cancel: commands.cancelExecution,
};

export async function fulfil(wish: Wish, { panel, subject, projects, isEditor }: WishOptions): Promise<void> {
  const { uri } = subject;
  switch (wish.type) {
    case 'revealNode':
      await reveal(wish.nodeId, wish.focus, { panel, subject });
      break;
    case 'run':
      if (uri) await vscode.commands.executeCommand(commands.run, uri);
      break;
    case 'edit':
      if (uri) await editInGraph(uri, projects, wish.edit);
      break;
    case 'history':
      if (uri) await stepInHistory(uri, wish.step, { isEditor, panel });
      break;
    case 'keyboard':
      // Whoever works elsewhere by now keeps it.
      if (panel.active) panel.reveal(undefined, false);
      break;
    case 'openValue': {
      const { executionId, nodeId, part } = wish;
      const command = part === 'input' ? commands.openInput : commands.openOutput;
      await vscode.commands.executeCommand(command, { executionId, nodeId });
      break;
    }
    case 'answer': {
      const { executionId, nodeId, approved } = wish;
      const command = approved ? commands.approve : commands.reject;
      await vscode.commands.executeCommand(command, { executionId, nodeId });
      break;
    }
    default:
      await vscode.commands.executeCommand(commandOf[wish.type], wish.executionId);
  }
}

/** @param focus whether the text gets the keyboard */
async function reveal(
  nodeId: string,
  focus: boolean,
  { panel, subject }: Pick<WishOptions, 'panel' | 'subject'>,
): Promise<void> {
  const { uri } = subject;
  const read = await subject.read(undefined);
  if (!uri || read.kind === 'none') return;
  const node = read.project.definition.nodes.find(({ id }) => id === nodeId);
  if (!node) return;
  const shown = vscode.window.visibleTextEditors.find(({ document }) => subject.isOf(document));
  const first = panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(uri, {
    viewColumn: shown?.viewColumn ?? first,
    preserveFocus: !focus,
    selection: toRange(node.idRange),
  });
  editor.revealRange(
    beginning(toRange(node.range), toRange(node.idRange)),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
}

/** VS Code scrolls a single line to its end, and cuts its first letters: of such a node only what leads to its id. */
function beginning(node: vscode.Range, id: vscode.Range): vscode.Range {
  return node.isSingleLine ? new vscode.Range(node.start, id.end) : node;
}
