import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type * as vscode from 'vscode';
import { CodeLensProvider, type LastResults } from './codeLens.ts';
import { CompletionProvider } from './completion.ts';
import { CompletionFiles } from './completionFiles.ts';
import { publishDiagnostics } from './diagnostics.ts';
import { maintainForeignFiles } from './foreignFiles.ts';
import { FormattingProvider } from './format.ts';
import { HoverProvider } from './hover.ts';
import { NavigationProvider } from './navigation.ts';
import type { ProjectStore } from './projectStore.ts';
import { HierarchyProvider } from './callHierarchy.ts';
import { CodeActionProvider } from './codeActions.ts';
import { InlayHintsProvider } from './inlayHints.ts';
import { RenameProvider } from './rename.ts';
import { SemanticTokensProvider } from './semanticTokens.ts';
import { showStatus } from './statusItem.ts';
import { StructureProvider } from './structure.ts';
import { WorkflowTexts } from './workflowTexts.ts';
import { WorkspaceSymbolProvider } from './workspaceSymbols.ts';
import type { WorkflowFiles } from '../workflows/workflowFiles.ts';
import { SymbolProvider } from './symbols.ts';

/** What the language asks the rest of the extension. */
export interface LanguageWorld {
  readonly results: LastResults;
  readonly files: WorkflowFiles;
  /** The extension's own folder: the rules' pages are in it. */
  readonly extensionUri: vscode.Uri;
}

/** Everything that a workflow's text has in an editor. Loaded when the first workflow is looked at: it brings the language along. */
export class LanguageFeatures implements Disposable {
  readonly completion: CompletionProvider;
  readonly hover: HoverProvider;
  readonly symbols: SymbolProvider;
  readonly lenses: CodeLensProvider;
  readonly navigation: NavigationProvider;
  readonly structure: StructureProvider;
  readonly hierarchy: HierarchyProvider;
  readonly tokens: SemanticTokensProvider;
  readonly hints: InlayHintsProvider;
  readonly actions: CodeActionProvider;
  readonly rename: RenameProvider;
  readonly formatting: FormattingProvider;
  readonly workspace: WorkspaceSymbolProvider;
  readonly #projects: ProjectStore;
  readonly #disposables = new DisposableStore();

  constructor(projects: ProjectStore, { results, files, extensionUri }: LanguageWorld) {
    this.#projects = projects;
    const texts = new WorkflowTexts(files, projects);
    this.completion = new CompletionProvider(projects, new CompletionFiles(files));
    this.hover = new HoverProvider(projects, results);
    this.symbols = new SymbolProvider(projects);
    this.lenses = new CodeLensProvider(projects, results);
    this.navigation = new NavigationProvider(projects, texts);
    this.structure = new StructureProvider(projects);
    this.hierarchy = new HierarchyProvider(projects);
    this.tokens = new SemanticTokensProvider(projects);
    this.hints = new InlayHintsProvider(projects, results);
    this.actions = new CodeActionProvider(projects);
    this.formatting = new FormattingProvider(projects);
    this.rename = new RenameProvider(projects, texts);
    this.workspace = new WorkspaceSymbolProvider(texts);
    this.#disposables.add(publishDiagnostics(projects, extensionUri));
    this.#disposables.add(showStatus(projects));
    this.#disposables.add(maintainForeignFiles(projects));
  }

  /** What any of them says of a document is known at once afterwards. */
  async read(document: vscode.TextDocument): Promise<void> {
    await this.#projects.readOurs(document);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
