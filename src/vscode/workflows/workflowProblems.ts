import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { Workflows } from './workflows.ts';

/** Of more files nothing is said before they are opened. */
const mostRead = 300;

/** How many errors workflow files have: of an open one what its squiggles say, of the others as they are on the disk. */
export class WorkflowProblems implements Disposable {
  readonly #workflows: Workflows;
  readonly #counts = new Map<string, number>();
  readonly #counted = new Set<string>();
  readonly #waiting = new Map<string, vscode.Uri>();
  readonly #changed = new Emitter<readonly string[]>();
  readonly #disposables = new DisposableStore();
  #reading = false;
  #disposed = false;

  /** Other counts, or shown in another place, by the files' addresses. */
  readonly onDidChange = this.#changed.event;

  constructor(workflows: Workflows) {
    this.#workflows = workflows;
    this.#disposables.add(
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        for (const uri of uris) {
          this.#markCounted(uri);
          if (isOpen(uri)) this.#set(uri, errorsOf(uri));
        }
      }),
    );
  }

  /** 0 as long as nobody has looked. */
  count(uri: vscode.Uri): number {
    return this.#counts.get(uri.toString()) ?? 0;
  }

  /** Whether VS Code puts a number beside the file by itself: of problems that it lists. */
  isCounted(uri: vscode.Uri): boolean {
    return this.#counted.has(uri.toString());
  }

  /** Looks at files, one after the other. */
  look(uris: readonly vscode.Uri[]): void {
    for (const uri of uris.slice(0, mostRead)) this.#waiting.set(uri.toString(), uri);
    if (!this.#reading) void this.#read();
  }

  dispose(): void {
    this.#disposed = true;
    this.#disposables.dispose();
    this.#changed.dispose();
  }

  async #read(): Promise<void> {
    this.#reading = true;
    for (const [key, uri] of this.#waiting) {
      this.#waiting.delete(key);
      if (this.#disposed) break;
      this.#markCounted(uri);
      this.#set(uri, isOpen(uri) ? errorsOf(uri) : await this.#errorsOnDisk(uri));
      // Others have their turn.
      await new Promise(setImmediate);
    }
    this.#reading = false;
  }

  async #errorsOnDisk(uri: vscode.Uri): Promise<number> {
    try {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      return (await this.#workflows.analyse(text, uri)).blockers.length;
    } catch {
      // It went while we looked.
      return 0;
    }
  }

  #markCounted(uri: vscode.Uri): void {
    const key = uri.toString();
    const isCounted = isDecorated(uri);
    if (isCounted === this.#counted.has(key)) return;
    if (isCounted) this.#counted.add(key);
    else this.#counted.delete(key);
    this.#changed.fire([key]);
  }

  #set(uri: vscode.Uri, count: number): void {
    if (this.count(uri) === count) return;
    this.#counts.set(uri.toString(), count);
    this.#changed.fire([uri.toString()]);
  }
}

function isOpen(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}

function isDecorated(uri: vscode.Uri): boolean {
  const { Error, Warning } = vscode.DiagnosticSeverity;
  return (
    vscode.workspace.getConfiguration('problems').get<boolean>('decorations.enabled', true) &&
    vscode.languages.getDiagnostics(uri).some(({ severity }) => severity === Error || severity === Warning)
  );
}

function errorsOf(uri: vscode.Uri): number {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ severity, source }) => severity === vscode.DiagnosticSeverity.Error && source === 'IPA Workflow').length;
}
