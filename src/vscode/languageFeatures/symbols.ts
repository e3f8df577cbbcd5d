import * as vscode from 'vscode';
import { symbols } from '../../language/symbols.ts';
import type { OutlineKind, OutlineSymbol } from '../../language/types.ts';
import { toRange } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';

export class SymbolProvider {
  readonly #projects: ProjectStore;

  constructor(projects: ProjectStore) {
    this.#projects = projects;
  }

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const project = this.#projects.getOurs(document);
    return project ? symbols(project).map(toSymbol) : [];
  }
}

/** By symbol of an item: what it was the last time. It is so still, unless it has moved to another line. */
const known = new WeakMap<OutlineSymbol, vscode.DocumentSymbol>();

function toSymbol(symbol: OutlineSymbol): vscode.DocumentSymbol {
  const before = symbol.children.length === 0 ? known.get(symbol) : undefined;
  if (before?.range.start.line === symbol.range.start.line) return before;
  const converted = new vscode.DocumentSymbol(
    symbol.name,
    symbol.detail,
    kindOf(symbol.kind),
    toRange(symbol.range),
    toRange(symbol.selectionRange),
  );
  converted.children = symbol.children.map(toSymbol);
  known.set(symbol, converted);
  return converted;
}

/** Kinds whose icons tell the parts of a workflow apart. */
function kindOf(kind: OutlineKind): vscode.SymbolKind {
  switch (kind) {
    case 'section':
      return vscode.SymbolKind.Namespace;
    case 'input':
      return vscode.SymbolKind.Variable;
    case 'agent':
      return vscode.SymbolKind.Class;
    case 'start':
    case 'end':
      return vscode.SymbolKind.Event;
    case 'agent_task':
      return vscode.SymbolKind.Function;
    case 'fork':
    case 'join':
    case 'exclusive_gateway':
      return vscode.SymbolKind.Operator;
    case 'for_each':
      return vscode.SymbolKind.Array;
    case 'subworkflow':
      return vscode.SymbolKind.Module;
    case 'approval':
    case 'delay':
    case 'node':
      return vscode.SymbolKind.Object;
    case 'edge':
      return vscode.SymbolKind.Field;
  }
}
