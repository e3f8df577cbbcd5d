import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { lazy } from '../../base/lazy.ts';
import { afterModel } from '../loading.ts';
import { commands } from '../contributions.ts';
import type { Services } from '../services.ts';

const loaded = lazy(() => afterModel(() => import('./handlers.ts')));

export function registerCommands(services: Services): Disposable {
  const disposables = new DisposableStore();
  for (const id of Object.values(commands))
    disposables.add(
      vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
        const [first, all] = args;
        if (isLostRow(args)) {
          void vscode.window.showInformationMessage(t('The list changed while you clicked. Please click again.'));
          return undefined;
        }
        const { handlers } = await loaded();
        const selected = selectedRows(services, first, all);
        // A key names no row: what is selected is meant.
        const argument = isOfSelection(first) ? selected[0] : first;
        return isOfSelection(first) && selected.length === 0 ? undefined : handlers[id](services, argument, selected);
      }),
    );
  return disposables;
}

function selectedRows({ view }: Services, first: unknown, all: unknown): readonly unknown[] {
  if (isOfSelection(first)) return view.selection.filter(({ executionId }) => executionId !== undefined);
  return Array.isArray(all) && all.includes(first) ? all : [];
}

/**
 * VS Code hands over a row and what is selected; it has no row any more where the click came while the rows were asked for anew.
 * Nothing is guessed then: it could be done to another execution. The palette hands over nothing at all.
 */
function isLostRow(args: readonly unknown[]): boolean {
  const [row, all] = args;
  return args.length === 2 && row === undefined && (all === undefined || Array.isArray(all));
}

/** The `args` of our key bindings. */
function isOfSelection(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'selection' in argument;
}
