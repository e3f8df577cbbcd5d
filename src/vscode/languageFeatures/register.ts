import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/event.ts';
import { lazy } from '../../base/lazy.ts';
import { afterModel } from '../loading.ts';
import { isWorkflowDocument, selector } from './documents.ts';
import type { LanguageWorld } from './features.ts';
import { type FeaturesOf, registerEditing } from './registerEditing.ts';
import type { ProjectStore } from './projectStore.ts';

/** What the language features need of the rest of the extension. */
export interface LanguageServices extends LanguageWorld {
  readonly projects: () => Promise<ProjectStore>;
}

const completionTriggers = ['.', ':', ' ', '{', '[', '"', "'", '-'];

/** Registers everything that a workflow's text has in an editor; it is loaded when the first workflow is looked at. */
export function registerLanguageFeatures({ projects, ...world }: LanguageServices): Disposable {
  const { languages, workspace } = vscode;
  const disposables = new DisposableStore();
  const loaded = lazy(async () => {
    const { LanguageFeatures } = await afterModel(() => import('./features.ts'));
    return disposables.add(new LanguageFeatures(await projects(), world));
  });
  const features: FeaturesOf = async (document) => {
    const all = await loaded();
    if (document) await all.read(document);
    return all;
  };
  const { onDidChange, onDidProgress } = world.results;
  const lensesChanged = changes([onDidChange], 'ipaWorkflow.codeLens', disposables);
  const hintsChanged = changes([onDidChange, onDidProgress], 'ipaWorkflow.inlayHints', disposables);
  const wake = (document: vscode.TextDocument): void => {
    if (isWorkflowDocument(document)) void loaded();
  };
  for (const registered of [
    languages.registerCompletionItemProvider(
      selector,
      {
        provideCompletionItems: async (document, position) =>
          (await features(document)).completion.provideCompletionItems(document, position),
        resolveCompletionItem: async (item) => (await features()).completion.resolveCompletionItem(item),
      },
      ...completionTriggers,
    ),
    languages.registerHoverProvider(selector, {
      provideHover: async (document, position) => (await features(document)).hover.provideHover(document, position),
    }),
    languages.registerDocumentSymbolProvider(
      selector,
      {
        provideDocumentSymbols: async (document) => (await features(document)).symbols.provideDocumentSymbols(document),
      },
      { label: 'IPA Workflow' },
    ),
    languages.registerCodeLensProvider(selector, {
      provideCodeLenses: async (document) => (await features(document)).lenses.provideCodeLenses(document),
      onDidChangeCodeLenses: lensesChanged,
    }),
    languages.registerDefinitionProvider(selector, {
      provideDefinition: async (document, position) =>
        (await features(document)).navigation.provideDefinition(document, position),
    }),
    languages.registerReferenceProvider(selector, {
      provideReferences: async (document, position, context, token) =>
        (await features(document)).navigation.provideReferences(document, position, context, token),
    }),
    registerEditing(features, hintsChanged),
    workspace.onDidOpenTextDocument(wake),
  ])
    disposables.add(registered);
  workspace.textDocuments.forEach(wake);
  return disposables;
}

/** What is shown beside the text follows the executions, and may be switched off. */
function changes(
  sources: readonly Event<unknown>[],
  section: string,
  disposables: DisposableStore,
): vscode.Event<void> {
  const changed = disposables.add(new Emitter<void>());
  const tell = (): void => {
    changed.fire();
  };
  for (const source of sources) disposables.add(source(tell));
  disposables.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section)) tell();
    }),
  );
  return changed.event;
}
