/** What the parts of the extension share, made once at activation. */
import path from 'node:path';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Executions } from '../sdk/executions.ts';
import { createLocal } from '../sdk/local.ts';
import { defaultStore, type Store } from '../sdk/store.ts';
import { outputChannelName } from './contributions.ts';
import { ExecutionList } from './executions/executionList.ts';
import { write } from './executions/executionLog.ts';
import { ListedResults } from './executions/lastResults.ts';
import { ProjectStore } from './languageFeatures/projectStore.ts';
import { Sample } from './sample.ts';
import { executionSettings } from './settings.ts';
import { WorkflowFiles } from './workflows/workflowFiles.ts';

export interface Services extends Disposable {
  readonly extensionUri: vscode.Uri;
  readonly output: vscode.LogOutputChannel;
  readonly store: Store;
  /** Refuses where the workspace is not trusted (threat T4). */
  readonly executions: Executions;
  readonly list: ExecutionList;
  readonly projects: ProjectStore;
  readonly results: ListedResults;
  readonly files: WorkflowFiles;
  readonly sample: Sample;
}

export function createServices({ extensionUri }: vscode.ExtensionContext): Services {
  const disposables = new DisposableStore();
  const output = disposables.add(vscode.window.createOutputChannel(outputChannelName, { log: true }));
  const store = defaultStore(storeFolder());
  const executions = disposables.add(
    createLocal({
      store,
      trusted: () => vscode.workspace.isTrusted,
      logger: {
        log: (level, message) => {
          write(output, level, message);
        },
      },
      settings: executionSettings,
    }),
  );
  const list = disposables.add(new ExecutionList(executions));
  return {
    extensionUri,
    output,
    store,
    executions,
    list,
    projects: disposables.add(new ProjectStore()),
    results: disposables.add(new ListedResults(list)),
    files: disposables.add(new WorkflowFiles()),
    sample: disposables.add(
      new Sample({ template: path.join(extensionUri.fsPath, 'examples', 'tutorial'), store, output }),
    ),
    dispose: () => {
      disposables.dispose();
    },
  };
}

/** The folder whose executions the window shows, as the command line does there; without one the user's. */
function storeFolder(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
}
