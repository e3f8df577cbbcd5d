import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';

const pattern = '**/*.workflow.{yaml,yml}';
const excluded = '**/{node_modules,.git,dist,out}/**';
/** Most files that are looked for. */
const most = 2000;
/** Larger ones are taken for ours unread. */
const longestRead = 1024 * 1024;

/** The workflow files of the window's folders; other products' files with our suffix are left out. Found when somebody asks. */
export class WorkflowFiles implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly #disposables = new DisposableStore();
  #found: Promise<readonly vscode.Uri[]> | undefined;
  #watching = false;

  /** Some came, went, or became another's. */
  readonly onDidChange = this.#changed.event;

  /** In the order of their paths. */
  all(): Promise<readonly vscode.Uri[]> {
    this.#watch();
    this.#found ??= find();
    return this.#found;
  }

  /** Looks again. */
  refresh(): void {
    this.#found = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#changed.dispose();
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    const refresh = (): void => {
      this.refresh();
    };
    const watcher = this.#disposables.add(vscode.workspace.createFileSystemWatcher(pattern));
    for (const registered of [
      watcher.onDidCreate(refresh),
      watcher.onDidDelete(refresh),
      watcher.onDidChange(refresh),
      vscode.workspace.onDidChangeWorkspaceFolders(refresh),
    ])
      this.#disposables.add(registered);
  }
}

async function find(): Promise<readonly vscode.Uri[]> {
  const uris = await vscode.workspace.findFiles(pattern, excluded, most);
  const ours = await Promise.all(uris.map(async (uri) => ((await isOurFile(uri)) ? [uri] : [])));
  return ours.flat().sort((a, b) => a.path.localeCompare(b.path));
}

async function isOurFile(uri: vscode.Uri): Promise<boolean> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > longestRead) return true;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const [{ isOurs }, { parse }] = await Promise.all([
      import('../../model/syntax/ours.ts'),
      import('../../model/syntax/parse.ts'),
    ]);
    return isOurs(parse(text));
  } catch {
    // It went while we looked.
    return false;
  }
}
