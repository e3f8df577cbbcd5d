import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { complete } from '../../language/completion.ts';
import type { CompletionItem, CompletionKind } from '../../language/types.ts';
import { fromPosition, toRange } from './convert.ts';
import { hasOtherSchemaSupport } from './documents.ts';
import type { ProjectStore } from './projectStore.ts';

export class CompletionProvider {
  readonly #projects: ProjectStore;

  constructor(projects: ProjectStore) {
    this.#projects = projects;
  }

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const project = this.#projects.getOurs(document);
    if (!project) return [];
    const items = complete(project, fromPosition(position));
    // The YAML extension offers what the schema knows; only the rest is missing.
    const wanted = hasOtherSchemaSupport(document) ? items.filter(({ kind }) => !schemaKinds.has(kind)) : items;
    return wanted.map(toItem);
  }
}

const schemaKinds: ReadonlySet<CompletionKind> = new Set(['key', 'value']);

function toItem(item: CompletionItem): vscode.CompletionItem {
  const converted = new vscode.CompletionItem(item.label, kindOf(item.kind));
  converted.insertText = item.snippet ? new vscode.SnippetString(item.insertText) : item.insertText;
  converted.range = toRange(item.range);
  converted.sortText = item.sortText;
  if (item.detail !== undefined && item.detail !== '') converted.detail = item.detail;
  if (item.documentation !== undefined) converted.documentation = new vscode.MarkdownString(item.documentation);
  if (item.discouraged === true) converted.tags = [vscode.CompletionItemTag.Deprecated];
  if (item.retrigger === true)
    converted.command = { command: 'editor.action.triggerSuggest', title: t('Suggest values') };
  return converted;
}

function kindOf(kind: CompletionKind): vscode.CompletionItemKind {
  switch (kind) {
    case 'key':
      return vscode.CompletionItemKind.Property;
    case 'value':
      return vscode.CompletionItemKind.EnumMember;
    case 'node':
      return vscode.CompletionItemKind.Reference;
    case 'agent':
      return vscode.CompletionItemKind.Class;
    case 'input':
      return vscode.CompletionItemKind.Variable;
    case 'context':
      return vscode.CompletionItemKind.Module;
    case 'property':
      return vscode.CompletionItemKind.Field;
    case 'function':
      return vscode.CompletionItemKind.Function;
    case 'snippet':
      return vscode.CompletionItemKind.Snippet;
  }
}
