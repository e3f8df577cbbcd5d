import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { commands } from '../contributions.ts';
import type { Services } from '../services.ts';

export function registerCommands(services: Services): Disposable {
  const disposables = new DisposableStore();
  for (const id of Object.values(commands))
    disposables.add(
      vscode.commands.registerCommand(id, async (argument: unknown) => {
        const { handlers } = await import('./handlers.ts');
        return handlers[id](services, argument);
      }),
    );
  return disposables;
}
