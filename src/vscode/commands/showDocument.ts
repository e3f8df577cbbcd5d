import * as vscode from 'vscode';
import { graphEditorType, graphViewType } from '../contributions.ts';

/** Shows a document of an execution: not over a graph that somebody looks at, where there is room beside it. */
export function showDocument(uri: vscode.Uri): Thenable<vscode.TextEditor> {
  return vscode.window.showTextDocument(uri, { preview: true, viewColumn: columnOf(uri) ?? columnBesideGraph() });
}

/** Where it is open already, the group that one works in before the others: a second tab of it would be one too many. */
function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const has = ({ tabs }: vscode.TabGroup): boolean =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());
  return [activeTabGroup, ...all].find(has)?.viewColumn;
}

function columnBesideGraph(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  if (!isGraph(activeTabGroup.activeTab?.input)) return vscode.ViewColumn.Active;
  return all.find((group) => group !== activeTabGroup)?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** VS Code puts something of its own before the type of a panel. */
function isGraph(input: unknown): boolean {
  return (
    (input instanceof vscode.TabInputWebview && input.viewType.endsWith(graphViewType)) ||
    (input instanceof vscode.TabInputCustom && input.viewType === graphEditorType)
  );
}
