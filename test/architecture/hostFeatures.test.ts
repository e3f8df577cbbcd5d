/** Each feature that the language registers is asked for in a real VS Code by some test. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support/architecture/imports.ts';

/** By what is registered: the commands by which VS Code asks it. */
const askedBy: Readonly<Record<string, readonly string[]>> = {
  CallHierarchyProvider: ['vscode.prepareCallHierarchy', 'vscode.provideIncomingCalls', 'vscode.provideOutgoingCalls'],
  CodeActionsProvider: ['vscode.executeCodeActionProvider'],
  CodeLensProvider: ['vscode.executeCodeLensProvider'],
  CompletionItemProvider: ['vscode.executeCompletionItemProvider'],
  DefinitionProvider: ['vscode.executeDefinitionProvider'],
  DocumentFormattingEditProvider: ['vscode.executeFormatDocumentProvider'],
  DocumentHighlightProvider: ['vscode.executeDocumentHighlights'],
  DocumentLinkProvider: ['vscode.executeLinkProvider'],
  DocumentRangeFormattingEditProvider: ['vscode.executeFormatRangeProvider'],
  DocumentRangeSemanticTokensProvider: ['vscode.provideDocumentRangeSemanticTokens'],
  DocumentSymbolProvider: ['vscode.executeDocumentSymbolProvider'],
  FoldingRangeProvider: ['vscode.executeFoldingRangeProvider'],
  HoverProvider: ['vscode.executeHoverProvider'],
  InlayHintsProvider: ['vscode.executeInlayHintProvider'],
  LinkedEditingRangeProvider: ['_executeLinkedEditingProvider'],
  OnTypeFormattingEditProvider: ['vscode.executeFormatOnTypeProvider'],
  ReferenceProvider: ['vscode.executeReferenceProvider'],
  RenameProvider: ['vscode.prepareRename', 'vscode.executeDocumentRenameProvider'],
  SelectionRangeProvider: ['vscode.executeSelectionRangeProvider'],
  WorkspaceSymbolProvider: ['vscode.executeWorkspaceSymbolProvider'],
};

function textsOf(pattern: string): string {
  return globSync(pattern, { cwd: root })
    .map((file) => readFileSync(path.join(root, file), 'utf8'))
    .join('\n');
}

describe('the features of the language in a real VS Code', () => {
  it('are all asked for by a test', () => {
    const sources = textsOf('src/vscode/languageFeatures/**/*.ts');
    const registered = [...sources.matchAll(/\blanguages\.register(\w+)\(/g)].map(([, name = '']) => name);
    assert.deepEqual([...new Set(registered)].sort(), Object.keys(askedBy).sort());
    const tests = textsOf('test/host/**/*.test.ts');
    const asks = (command: string): boolean => new RegExp(`['"\`]${command}['"\`]`).test(tests);
    assert.deepEqual(
      Object.values(askedBy)
        .flat()
        .filter((command) => !asks(command)),
      [],
    );
  });
});
