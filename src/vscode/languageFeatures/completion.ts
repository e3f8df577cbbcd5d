import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { complete } from '../../language/completion.ts';
import { narrow } from '../../language/completion/narrow.ts';
import type { FileKind, ListFiles } from '../../language/completion/paths.ts';
import type { CompletionItem, CompletionKind } from '../../language/types.ts';
import { mcpTools } from '../mcpTools.ts';
import { remoteNames } from '../remote/remoteNames.ts';
import type { CompletionFiles } from './completionFiles.ts';
import { fromPosition, toRange } from './convert.ts';
import { hasOtherSchemaSupport } from './documents.ts';
import type { ProjectStore } from './projectStore.ts';

export class CompletionProvider {
  readonly #projects: ProjectStore;
  readonly #files: CompletionFiles;

  constructor(projects: ProjectStore, files: CompletionFiles) {
    this.#projects = projects;
    this.#files = files;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionList | undefined> {
    const { version } = document;
    const wanted = new Set<FileKind>();
    const items = this.#complete(document, position, (kind) => {
      wanted.add(kind);
      return [];
    });
    const [kind] = wanted;
    if (kind === undefined) return toList(items, document, position);
    const paths = await this.#files.list(document, kind);
    // What was typed meanwhile is asked about by itself.
    if (document.version !== version) return undefined;
    return toList(
      this.#complete(document, position, () => paths),
      document,
      position,
    );
  }

  #complete(document: vscode.TextDocument, position: vscode.Position, files: ListFiles): readonly CompletionItem[] {
    const project = this.#projects.getOurs(document);
    if (!project) return [];
    const items = complete(project, fromPosition(position), files, (server) => mcpTools.of(server), remoteNames);
    // The YAML extension offers what the schema knows; only the rest is missing.
    return hasOtherSchemaSupport(document) ? items.filter(({ kind }) => !schemaKinds.has(kind)) : items;
  }

  /** What is said of an item, once somebody looks at it. */
  resolveCompletionItem(offered: vscode.CompletionItem): vscode.CompletionItem {
    const text = offered instanceof OfferedItem ? offered.item.documentation?.() : undefined;
    if (text !== undefined && text !== '') offered.documentation = new vscode.MarkdownString(text);
    return offered;
  }
}

function toList(
  items: readonly CompletionItem[],
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.CompletionList {
  const [first] = items;
  const typed = first ? document.getText(new vscode.Range(toRange(first.range).start, position)) : '';
  const { items: narrowed, isIncomplete } = narrow(items, typed);
  return new vscode.CompletionList(
    narrowed.map((item) => new OfferedItem(item)),
    isIncomplete,
  );
}

const schemaKinds: ReadonlySet<CompletionKind> = new Set(['key', 'value']);

class OfferedItem extends vscode.CompletionItem {
  readonly item: CompletionItem;

  constructor(item: CompletionItem) {
    super(item.label, kindOf(item.kind));
    this.item = item;
    this.insertText = item.snippet ? new vscode.SnippetString(item.insertText) : item.insertText;
    this.range = toRange(item.range);
    this.sortText = item.sortText;
    if (item.detail !== undefined && item.detail !== '') this.detail = item.detail;
    if (item.retrigger === true) this.command = { command: 'editor.action.triggerSuggest', title: t('Suggest values') };
  }
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
    case 'file':
      return vscode.CompletionItemKind.File;
    case 'snippet':
      return vscode.CompletionItemKind.Snippet;
  }
}
