import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type * as vscode from 'vscode';
import { CodeLensProvider, type LastResults } from './codeLens.ts';
import { CompletionProvider } from './completion.ts';
import { publishDiagnostics } from './diagnostics.ts';
import { maintainForeignFiles } from './foreignFiles.ts';
import { HoverProvider } from './hover.ts';
import { NavigationProvider } from './navigation.ts';
import type { ProjectStore } from './projectStore.ts';
import { SymbolProvider } from './symbols.ts';

/** Everything that a workflow's text has in an editor. Loaded when the first workflow is looked at: it brings the language along. */
export class LanguageFeatures implements Disposable {
  readonly completion: CompletionProvider;
  readonly hover: HoverProvider;
  readonly symbols: SymbolProvider;
  readonly lenses: CodeLensProvider;
  readonly navigation: NavigationProvider;
  readonly #disposables = new DisposableStore();

  constructor(projects: ProjectStore, results: LastResults, extensionUri: vscode.Uri) {
    this.completion = new CompletionProvider(projects);
    this.hover = new HoverProvider(projects);
    this.symbols = new SymbolProvider(projects);
    this.lenses = new CodeLensProvider(projects, results);
    this.navigation = new NavigationProvider(projects);
    this.#disposables.add(publishDiagnostics(projects, extensionUri));
    this.#disposables.add(maintainForeignFiles(projects));
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
