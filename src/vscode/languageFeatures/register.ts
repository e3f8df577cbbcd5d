import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { CodeLensProvider, type LastResults } from './codeLens.ts';
import { CompletionProvider, completionTriggers } from './completion.ts';
import { publishDiagnostics } from './diagnostics.ts';
import { selector } from './documents.ts';
import { HoverProvider } from './hover.ts';
import { NavigationProvider } from './navigation.ts';
import type { ProjectStore } from './projectStore.ts';
import { SymbolProvider } from './symbols.ts';

/** What the language features need of the rest of the extension. */
export interface LanguageServices {
  /** The extension's own folder: the rules' pages are in it. */
  readonly extensionUri: vscode.Uri;
  readonly projects: ProjectStore;
  readonly results: LastResults;
}

/** Registers everything that a workflow's text has in an editor. */
export function registerLanguageFeatures({ extensionUri, projects, results }: LanguageServices): Disposable {
  const { languages } = vscode;
  const disposables = new DisposableStore();
  const lenses = disposables.add(new CodeLensProvider(projects, results));
  const navigation = new NavigationProvider(projects);
  for (const registered of [
    publishDiagnostics(projects, extensionUri),
    languages.registerCompletionItemProvider(selector, new CompletionProvider(projects), ...completionTriggers),
    languages.registerHoverProvider(selector, new HoverProvider(projects)),
    languages.registerDocumentSymbolProvider(selector, new SymbolProvider(projects), { label: 'IPA Workflow' }),
    languages.registerCodeLensProvider(selector, lenses),
    languages.registerDefinitionProvider(selector, navigation),
    languages.registerReferenceProvider(selector, navigation),
  ])
    disposables.add(registered);
  return disposables;
}
