import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Row } from '../../presentation/row.ts';
import type { StatusIcon } from '../../presentation/status.ts';
import { commands } from '../contributions.ts';
import { type Named, resultUri } from './executionUris.ts';

/** @param execution that the row is about; undefined for what stands above executions */
export function toItem(row: Row, execution?: Named): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(row.label, !row.hasChildren ? None : row.expanded ? Expanded : Collapsed);
  item.id = itemId(row);
  item.description = row.description;
  item.iconPath = toIcon(row.icon);
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.spoken };
  const command = commandOf(row, execution);
  if (command) item.command = command;
  return item;
}

/** VS Code remembers by the id what is open: what is to be closed, or opened, is another one to it. */
function itemId({ kind, id, expanded }: Row): string {
  return kind === 'execution' && !expanded ? `${id} closed` : id;
}

export function toIcon({ name, color }: StatusIcon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** What a click on the row does. */
function commandOf({ kind, id, status }: Row, execution: Named | undefined): vscode.Command | undefined {
  if (kind === 'more') return { command: commands.showMoreExecutions, title: t('Show more'), arguments: [id] };
  if (kind !== 'execution' || !execution) return undefined;
  return status === 'completed'
    ? { command: 'vscode.open', title: t('Open the result'), arguments: [resultUri(execution)] }
    : { command: commands.showLog, title: t('Show Log'), arguments: [execution.id] };
}
