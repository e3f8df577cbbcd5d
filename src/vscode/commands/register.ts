import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { type CommandId, commands } from '../contributions.ts';
import type { Services } from '../services.ts';
import { cancelExecution, discardExecution, resumeExecution, showLog } from './executionCommands.ts';
import { newWorkflow } from './newWorkflow.ts';
import { openGraph } from './openGraph.ts';
import { openSample } from './openSample.ts';
import { run } from './run.ts';

export function registerCommands(services: Services): Disposable {
  const handlers: Readonly<Record<CommandId, (argument: unknown) => unknown>> = {
    [commands.run]: (argument) => run(services, argument),
    [commands.openGraph]: (argument) => openGraph(services, argument),
    [commands.cancelExecution]: (argument) => cancelExecution(services, argument),
    [commands.resumeExecution]: (argument) => resumeExecution(services, argument),
    [commands.discardExecution]: (argument) => discardExecution(services, argument),
    [commands.showLog]: (argument) => showLog(services, argument),
    [commands.openSample]: (argument) => openSample(services, argument),
    [commands.newWorkflow]: newWorkflow,
    [commands.refresh]: () => {
      services.files.refresh();
      return services.list.reload();
    },
  };
  const disposables = new DisposableStore();
  for (const [id, handler] of Object.entries(handlers))
    disposables.add(vscode.commands.registerCommand(id, (argument: unknown) => handler(argument)));
  return disposables;
}
