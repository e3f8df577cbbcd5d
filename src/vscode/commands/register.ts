import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { lazy } from '../../base/lazy.ts';
import { type CommandId, commands } from '../contributions.ts';
import type { Services } from '../services.ts';

/** What a command does is loaded when it is first used. */
export function registerCommands(services: Services): Disposable {
  const onExecutions = lazy(() => import('./executionCommands.ts'));
  const handlers: Readonly<Record<CommandId, (argument: unknown) => unknown>> = {
    [commands.run]: async (argument) => (await import('./run.ts')).run(services, argument),
    [commands.openGraph]: async (argument) => (await import('./openGraph.ts')).openGraph(services, argument),
    [commands.cancelExecution]: async (argument) => (await onExecutions()).cancelExecution(services, argument),
    [commands.resumeExecution]: async (argument) => (await onExecutions()).resumeExecution(services, argument),
    [commands.discardExecution]: async (argument) => (await onExecutions()).discardExecution(services, argument),
    [commands.showLog]: async (argument) => (await onExecutions()).showLog(services, argument),
    [commands.openSample]: async (argument) => (await import('./openSample.ts')).openSample(services, argument),
    [commands.newWorkflow]: async (argument) => (await import('./newWorkflow.ts')).newWorkflow(argument),
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
