import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { contextKeys } from '../contributions.ts';
import type { ProjectStore } from './projectStore.ts';

/** Keeps the open files of other products with our suffix where `when` clauses find them: they get none of our buttons. */
export function maintainForeignFiles(projects: ProjectStore): Disposable {
  const disposables = new DisposableStore();
  const foreign = new Set<string>();
  // By path: in a remote window the address differs between the two sides.
  const set = ({ fsPath }: vscode.Uri, isForeign: boolean): void => {
    if (foreign.has(fsPath) === isForeign) return;
    if (isForeign) foreign.add(fsPath);
    else foreign.delete(fsPath);
    void vscode.commands.executeCommand('setContext', contextKeys.foreignFiles, [...foreign]);
  };
  disposables.add(
    projects.onDidChange((document) => {
      set(document.uri, projects.getOurs(document) === undefined);
    }),
  );
  disposables.add(
    projects.onDidClose(({ uri }) => {
      set(uri, false);
    }),
  );
  return disposables;
}
