import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { ProjectOptions } from '../../model/project.ts';
import { subworkflowFiles } from '../../sdk/subworkflowFiles.ts';

/** Files that may be subworkflows; others are looked at again with the next key that is typed. */
const pattern = '**/*.{yaml,yml}';

/** Reads the files that open workflows contain, unsaved ones as they are in the editor, and tells when one has changed. */
export class SubworkflowDocuments implements Disposable {
  readonly #options = new WeakMap<vscode.TextDocument, Pick<ProjectOptions, 'file' | 'readFile'>>();
  /** Absolute paths of the files that were looked for. */
  readonly #asked = new Set<string>();
  readonly #changed = new Emitter<void>();
  readonly #disposables = new DisposableStore();
  #watching = false;

  /** A file that was looked for is there, is gone, or has another text. */
  readonly onDidChange = this.#changed.event;

  /** What `analyse` needs for a document; the same each time, since it remembers what was read. */
  optionsFor(document: vscode.TextDocument): Pick<ProjectOptions, 'file' | 'readFile'> {
    const { uri } = document;
    if (uri.scheme !== 'file') return {};
    const known = this.#options.get(document);
    if (known) return known;
    const { readFile, file } = subworkflowFiles(uri.fsPath, {
      get workspaceFolders() {
        return (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
      },
      edited: (path) => {
        this.#watch();
        this.#asked.add(path);
        return dirtyDocument(path)?.getText();
      },
    });
    const options = { ...(readFile && { readFile }), ...(file !== undefined && { file }) };
    this.#options.set(document, options);
    return options;
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#changed.dispose();
  }

  /** From the first subworkflow on: most workflows have none. */
  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    const { workspace } = vscode;
    const tell = (uri: vscode.Uri): void => {
      if (uri.scheme === 'file' && this.#asked.has(uri.fsPath)) this.#changed.fire();
    };
    const watcher = this.#disposables.add(workspace.createFileSystemWatcher(pattern));
    for (const registered of [
      watcher.onDidChange(tell),
      watcher.onDidCreate(tell),
      watcher.onDidDelete(tell),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) tell(document.uri);
      }),
      // Changes may have been thrown away.
      workspace.onDidCloseTextDocument(({ uri }) => {
        tell(uri);
      }),
      workspace.onDidChangeWorkspaceFolders(() => {
        this.#changed.fire();
      }),
    ])
      this.#disposables.add(registered);
  }
}

/** The open document of a file that has changes which are not saved. */
export function dirtyDocument(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && uri.fsPath === file,
  );
}
