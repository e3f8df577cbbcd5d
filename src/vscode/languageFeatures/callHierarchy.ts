import * as vscode from 'vscode';
import { type HierarchyNode, hierarchyNodeAt, hierarchySteps } from '../../language/callHierarchy.ts';
import { fromPosition, toRange } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';

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

  async provideCallHierarchyIncomingCalls(item: vscode.CallHierarchyItem): Promise<vscode.CallHierarchyIncomingCall[]> {
    return (await this.#steps(item, 'incoming')).map(
      ({ node, places }) => new vscode.CallHierarchyIncomingCall(toItem(node, item.uri), places.map(toRange)),
    );
  }

  async provideCallHierarchyOutgoingCalls(item: vscode.CallHierarchyItem): Promise<vscode.CallHierarchyOutgoingCall[]> {
    return (await this.#steps(item, 'outgoing')).map(
      ({ node, places }) => new vscode.CallHierarchyOutgoingCall(toItem(node, item.uri), places.map(toRange)),
    );
  }

  /** The tree of calls may outlive the editor. */
  async #steps(
    { uri, name }: vscode.CallHierarchyItem,
    side: 'incoming' | 'outgoing',
  ): Promise<ReturnType<typeof hierarchySteps>> {
    const project = await this.#projects.readOurs(await vscode.workspace.openTextDocument(uri));
    return project ? hierarchySteps(project, name, side) : [];
  }
}

function toItem({ id, detail, range, idRange }: HierarchyNode, uri: vscode.Uri): vscode.CallHierarchyItem {
  const { Function: kind } = vscode.SymbolKind;
  return new vscode.CallHierarchyItem(kind, id, detail, uri, toRange(range), toRange(idRange));
}
