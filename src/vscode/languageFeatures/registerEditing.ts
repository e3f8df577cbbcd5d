import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { ownSelector, selector } from './documents.ts';
import type { LanguageFeatures } from './features.ts';
import { codeActionKinds, legend } from './kinds.ts';

/** Loads the language; with a document, that is understood as well. */
export type FeaturesOf = (document?: vscode.TextDocument) => Promise<LanguageFeatures>;

/** What helps to read a workflow's text and to move about in it. @param features loads the language @param changed what hints show may be another */
function registerReading(features: FeaturesOf, changed: vscode.Event<void>): Disposable {
  const { languages } = vscode;
  const disposables = new DisposableStore();
  for (const registered of [
    languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: async (document) => (await features(document)).structure.provideFoldingRanges(document),
    }),
    languages.registerSelectionRangeProvider(selector, {
      provideSelectionRanges: async (document, positions) =>
        (await features(document)).structure.provideSelectionRanges(document, positions),
    }),
    languages.registerDocumentHighlightProvider(selector, {
      provideDocumentHighlights: async (document, position) =>
        (await features(document)).structure.provideDocumentHighlights(document, position),
    }),
    languages.registerLinkedEditingRangeProvider(selector, {
      provideLinkedEditingRanges: async (document, position) =>
        (await features(document)).structure.provideLinkedEditingRanges(document, position),
    }),
    languages.registerDocumentLinkProvider(selector, {
      provideDocumentLinks: async (document) => (await features(document)).structure.provideDocumentLinks(document),
    }),
    languages.registerWorkspaceSymbolProvider({
      provideWorkspaceSymbols: async (query, token) =>
        (await features()).workspace.provideWorkspaceSymbols(query, token),
    }),
    languages.registerCallHierarchyProvider(selector, {
      prepareCallHierarchy: async (document, position) =>
        (await features(document)).hierarchy.prepareCallHierarchy(document, position),
      provideCallHierarchyIncomingCalls: async (item) =>
        (await features()).hierarchy.provideCallHierarchyIncomingCalls(item),
      provideCallHierarchyOutgoingCalls: async (item) =>
        (await features()).hierarchy.provideCallHierarchyOutgoingCalls(item),
    }),
    languages.registerDocumentRangeSemanticTokensProvider(
      selector,
      {
        provideDocumentRangeSemanticTokens: async (document, span) =>
          (await features(document)).tokens.provideDocumentRangeSemanticTokens(document, span),
      },
      legend(),
    ),
    languages.registerInlayHintsProvider(selector, {
      onDidChangeInlayHints: changed,
      provideInlayHints: async (document, span) => (await features(document)).hints.provideInlayHints(document, span),
    }),
  ])
    disposables.add(registered);
  return disposables;
}

/** What helps to change it. */
function registerChanging(features: FeaturesOf): Disposable {
  const { languages } = vscode;
  const disposables = new DisposableStore();
  for (const registered of [
    languages.registerRenameProvider(selector, {
      prepareRename: async (document, position) => (await features(document)).rename.prepareRename(document, position),
      provideRenameEdits: async (document, position, newName, token) =>
        (await features(document)).rename.provideRenameEdits(document, position, newName, token),
    }),
    languages.registerCodeActionsProvider(
      selector,
      {
        provideCodeActions: async (document, span, context) =>
          (await features(document)).actions.provideCodeActions(document, span, context),
        resolveCodeAction: async (action) => (await features()).actions.resolveCodeAction(action),
      },
      { providedCodeActionKinds: codeActionKinds.map((kind) => vscode.CodeActionKind.Empty.append(kind)) },
    ),
  ])
    disposables.add(registered);
  return disposables;
}

function registerFormatting(features: FeaturesOf): Disposable {
  const { languages } = vscode;
  const disposables = new DisposableStore();
  for (const registered of [
    languages.registerDocumentFormattingEditProvider(ownSelector, {
      provideDocumentFormattingEdits: async (document, options) =>
        (await features(document)).formatting.provideDocumentFormattingEdits(document, options),
    }),
    languages.registerDocumentRangeFormattingEditProvider(ownSelector, {
      provideDocumentRangeFormattingEdits: async (document, span, options) =>
        (await features(document)).formatting.provideDocumentRangeFormattingEdits(document, span, options),
    }),
    languages.registerOnTypeFormattingEditProvider(
      ownSelector,
      {
        provideOnTypeFormattingEdits: async (document, position, typed, options) =>
          (await features(document)).formatting.provideOnTypeFormattingEdits(document, position, typed, options),
      },
      '-',
      '\n',
    ),
  ])
    disposables.add(registered);
  return disposables;
}

/** @param features loads the language @param changed what hints show may be another */
export function registerEditing(features: FeaturesOf, changed: vscode.Event<void>): Disposable {
  const disposables = new DisposableStore();
  disposables.add(registerReading(features, changed));
  disposables.add(registerChanging(features));
  disposables.add(registerFormatting(features));
  return disposables;
}
