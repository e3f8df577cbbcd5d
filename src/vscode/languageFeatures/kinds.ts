/** What is told to VS Code when features are registered, before the language is loaded. */
import * as vscode from 'vscode';
import { tokenModifiers, tokenTypes } from '../../language/tokenTypes.ts';

/** `editor.codeActionsOnSave` names it. */
export const fixAllKind = 'source.fixAll.ipaWorkflow';

export const codeActionKinds: readonly string[] = [
  'quickfix',
  fixAllKind,
  'refactor.rewrite',
  'refactor.extract',
  'refactor.inline',
];

export function legend(): vscode.SemanticTokensLegend {
  return new vscode.SemanticTokensLegend([...tokenTypes], [...tokenModifiers]);
}
