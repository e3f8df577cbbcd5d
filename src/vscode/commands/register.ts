import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { lazy } from '../../base/lazy.ts';
import { afterModel } from '../afterModel.ts';
import { commands } from '../contributions.ts';
import type { Services } from '../services.ts';

const loaded = lazy(() => afterModel(() => import('./handlers.ts')));

export function registerCommands(services: Services): Disposable {
  const disposables = new DisposableStore();
  for (const id of Object.values(commands))
    disposables.add(
      vscode.commands.registerCommand(id, async (first: unknown, all: unknown) => {
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

/** The `args` of our key bindings. */
function isOfSelection(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'selection' in argument;
}
