import * as vscode from 'vscode';
import { type HierarchyNode, hierarchyNodeAt, hierarchySteps } from '../../language/callHierarchy.ts';
import { fromPosition, toRange } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';
import { openDocument } from './workflowTexts.ts';

/** What comes before a node calls it, what comes after it is called. */
export class HierarchyProvider implements vscode.CallHierarchyProvider {
  readonly #projects: ProjectStore;

  constructor(projects: ProjectStore) {
    this.#projects = projects;
  }

  prepareCallHierarchy(document: vscode.TextDocument, position: vscode.Position): vscode.CallHierarchyItem | undefined {
    const project = this.#projects.getOurs(document);
    const node = project && hierarchyNodeAt(project, fromPosition(position));
    return node && toItem(node, document.uri);
  }

  provideCallHierarchyIncomingCalls(item: vscode.CallHierarchyItem): vscode.CallHierarchyIncomingCall[] {
    return this.#steps(item, 'incoming').map(
      ({ node, places }) => new vscode.CallHierarchyIncomingCall(toItem(node, item.uri), places.map(toRange)),
    );
  }

  provideCallHierarchyOutgoingCalls(item: vscode.CallHierarchyItem): vscode.CallHierarchyOutgoingCall[] {
    return this.#steps(item, 'outgoing').map(
      ({ node, places }) => new vscode.CallHierarchyOutgoingCall(toItem(node, item.uri), places.map(toRange)),
    );
  }

  #steps({ uri, name }: vscode.CallHierarchyItem, side: 'incoming' | 'outgoing'): ReturnType<typeof hierarchySteps> {
    const document = openDocument(uri);
    const project = document && this.#projects.getOurs(document);
    return project ? hierarchySteps(project, name, side) : [];
  }
}

function toItem({ id, detail, range, idRange }: HierarchyNode, uri: vscode.Uri): vscode.CallHierarchyItem {
  const { Function: kind } = vscode.SymbolKind;
  return new vscode.CallHierarchyItem(kind, id, detail, uri, toRange(range), toRange(idRange));
}
