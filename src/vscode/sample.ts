import path from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { t } from '../base/l10n.ts';
import { err, type Result } from '../base/result.ts';
import { lazy } from '../base/lazy.ts';
import type { SampleApi } from '../sdk/sample.ts';
import { sampleFile } from '../sdk/sampleFile.ts';
import type { Store } from '../sdk/store.ts';

const sdk = lazy(() => import('../sdk/sample.ts'));

async function isSample(folder: string): Promise<boolean> {
  return (await sdk()).isSample(folder);
}

export interface SampleOptions {
  /** Folder that holds the sample's files as they ship. */
  readonly template: string;
  readonly store: Store;
  readonly output: vscode.LogOutputChannel;
}

/** The tutorial's sample: made on demand, its API served on loopback while it is open in this window and the window is trusted. */
export class Sample implements Disposable {
  readonly #options: SampleOptions;
  readonly #disposables = new DisposableStore();
  #serving: Promise<SampleApi | undefined> | undefined;
  #disposed = false;

  constructor(options: SampleOptions) {
    this.#options = options;
  }

  /** Where the sample's files ship. */
  get template(): string {
    return this.#options.template;
  }

  /** Makes what is missing of it in a folder. @returns its workflow's path; the error is a sentence for people */
  async make(folder: string): Promise<Result<string, string>> {
    try {
      const { makeSample } = await sdk();
      return await makeSample(folder, this.#options.template, this.#options.store);
    } catch (error) {
      // The folder is not one, or nothing may be written there.
      return err(t('The sample cannot be made there: {0}', error instanceof Error ? error.message : String(error)));
    }
  }

  /** Serves the API where a folder of the window holds the sample; later too, when the window becomes trusted or gets folders. */
  watch(): void {
    const look = (): void => {
      void this.#look();
    };
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(look));
    this.#disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(look));
    look();
  }

  /** Before a file is executed: when it is the sample's, its data are there and its API answers. */
  async prepare(file: string | null): Promise<void> {
    if (file === null || path.basename(file) !== sampleFile || !vscode.workspace.isTrusted) return;
    const folder = path.dirname(file);
    if (!(await isSample(folder))) return;
    const made = await this.make(folder);
    if (!made.ok) this.#options.output.warn(made.error);
    await this.serve();
  }

  /** Resolves when the API answers, or cannot be served (said in the output). */
  async serve(): Promise<void> {
    if (this.#disposed || !vscode.workspace.isTrusted) return;
    this.#serving ??= this.#start();
    // Another window's server may go away with it: look again next time.
    if ((await this.#serving)?.own !== true) this.#serving = undefined;
  }

  dispose(): void {
    this.#disposed = true;
    this.#disposables.dispose();
    this.#stop();
  }

  #stop(): void {
    void this.#serving?.then((api) => {
      api?.dispose();
    });
    this.#serving = undefined;
  }

  async #look(): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    const found = await vscode.workspace.findFiles(`**/${sampleFile}`, '**/node_modules/**', 10);
    for (const { fsPath } of found) {
      if (!(await isSample(path.dirname(fsPath)))) continue;
      await this.serve();
      return;
    }
    this.#stop();
  }

  async #start(): Promise<SampleApi | undefined> {
    const { startSampleApi } = await sdk();
    const started = await startSampleApi();
    if (!started.ok) {
      this.#options.output.warn(started.error);
      void vscode.window.showWarningMessage(started.error);
      return undefined;
    }
    const { port, own } = started.value;
    if (own) this.#options.output.info(t('The sample’s API answers at {0}', `http://127.0.0.1:${port}/users`));
    return started.value;
  }
}
