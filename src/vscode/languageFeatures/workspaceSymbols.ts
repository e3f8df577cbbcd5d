import * as vscode from 'vscode';
import { isFound, type WorkspaceSymbol, workspaceSymbols } from '../../language/workspaceSymbols.ts';
import { parse } from '../../model/syntax/parse.ts';
import { projectLimits } from '../settings.ts';
import { toRange } from './convert.ts';
import { openDocument, type WorkflowTexts } from './workflowTexts.ts';

/** How many files are looked at together. */
const together = 16;

interface Known {
  /** Of the text that the symbols are of. */
  readonly stamp: string;
  readonly symbols: readonly WorkspaceSymbol[];
}

/** Nodes and agents of all workflows of the workspace. A file is read again only when it has changed. */
export class WorkspaceSymbolProvider {
  readonly #texts: WorkflowTexts;
  #known: ReadonlyMap<string, Known> = new Map();

  constructor(texts: WorkflowTexts) {
    this.#texts = texts;
  }

  /** @param token a further letter has been typed */
  async provideWorkspaceSymbols(query: string, token: vscode.CancellationToken): Promise<vscode.SymbolInformation[]> {
    const uris = await this.#texts.uris();
    const known = new Map<string, Known>();
    const found: vscode.SymbolInformation[] = [];
    for (let at = 0; at < uris.length; at += together) {
      if (token.isCancellationRequested) return [];
      const some = uris.slice(at, at + together);
      const all = await Promise.all(some.map((uri) => this.#symbolsOf(uri)));
      some.forEach((uri, index) => {
        const one = all[index];
        if (!one) return;
        known.set(uri.toString(), one);
        for (const symbol of one.symbols) if (isFound(symbol.name, query)) found.push(toInformation(symbol, uri));
      });
    }
    this.#known = known;
    return found;
  }

  async #symbolsOf(uri: vscode.Uri): Promise<Known | undefined> {
    const stamp = await stampOf(uri);
    if (stamp === undefined) return undefined;
    const known = this.#known.get(uri.toString());
    if (known?.stamp === stamp) return known;
    const found = await this.#texts.read(uri);
    return found && { stamp, symbols: workspaceSymbols(parse(found.text, projectLimits())) };
  }
}

const documents = new WeakMap<vscode.TextDocument, number>();
let opened = 0;

/** Differs when the text does; undefined where there is none. */
async function stampOf(uri: vscode.Uri): Promise<string | undefined> {
  const document = openDocument(uri);
  if (document) {
    // Versions begin anew when a document is opened again.
    const number = documents.get(document) ?? ++opened;
    documents.set(document, number);
    return `document ${number} ${document.version}`;
  }
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    return `file ${mtime} ${size}`;
  } catch {
    return undefined;
  }
}

function toInformation({ name, kind, range }: WorkspaceSymbol, uri: vscode.Uri): vscode.SymbolInformation {
  const icon = kind === 'agent' ? vscode.SymbolKind.Class : vscode.SymbolKind.Function;
  return new vscode.SymbolInformation(name, icon, '', new vscode.Location(uri, toRange(range)));
}
