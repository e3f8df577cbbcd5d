/** How the view *Executions* shows what there is. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { type Grouping, groupings, noFilter } from '../../presentation/executionForest.ts';
import { statusIcon, statusWord } from '../../presentation/status.ts';
import type { ShownExecutionStatus } from '../../protocol/execution.ts';
import type { Services } from '../services.ts';

export async function groupExecutions({ view }: Services): Promise<void> {
  const items = groupings.map((grouping) => ({
    label: groupingWord(grouping),
    ...(grouping === view.grouping && { description: t('now') }),
    grouping,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: t('How are executions grouped?') });
  if (picked) view.group(picked.grouping);
}

function groupingWord(grouping: Grouping): string {
  switch (grouping) {
    case 'day':
      return t('By day');
    case 'workflow':
      return t('By workflow');
    case 'none':
      return t('Not grouped');
  }
}

const filterable: readonly ShownExecutionStatus[] = [
  ...(['running', 'paused', 'completed', 'failed', 'timed_out'] as const),
  ...(['cancelled', 'interrupted', 'unreadable'] as const),
];

/** States to tick, and a text to type, in one box; the view follows at once. Escape brings the filter before back. */
export async function filterExecutions({ view, list }: Services): Promise<void> {
  await list.load();
  const before = view.filter;
  const items = filterable.map((status) => ({
    label: `$(${statusIcon(status).name.replace('~spin', '')}) ${statusWord(status)}`,
    description: String(list.all.filter((one) => one.status === status).length),
    // Typed text looks for executions, not for states.
    alwaysShow: true,
    status,
  }));
  const box = vscode.window.createQuickPick<(typeof items)[number]>();
  box.title = t('Filter executions');
  box.placeholder = t('Type a text of the name, the file or the reason; tick states');
  box.canSelectMany = true;
  box.items = items;
  box.selectedItems = items.filter(({ status }) => before.statuses.includes(status));
  box.value = before.text;
  let accepted = false;
  const show = (): void => {
    view.filterBy({ statuses: box.selectedItems.map(({ status }) => status), text: box.value });
  };
  box.onDidChangeValue(show);
  box.onDidChangeSelection(show);
  box.onDidAccept(() => {
    accepted = true;
    box.hide();
  });
  await new Promise<void>((resolve) => {
    box.onDidHide(() => {
      if (!accepted) view.filterBy(before);
      box.dispose();
      resolve();
    });
    box.show();
  });
}

export function clearFilter({ view }: Services): void {
  view.filterBy(noFilter);
}
