import * as vscode from 'vscode';
import { definitionAt, referencesAt } from '../../language/navigation.ts';
import { besideFile, fromPosition, toRange } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';

export class NavigationProvider {
  readonly #projects: ProjectStore;

  constructor(projects: ProjectStore) {
    this.#projects = projects;
  }

  provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.LocationLink[] {
    const project = this.#projects.getOurs(document);
    const found = project && definitionAt(project, fromPosition(position));
    return (found?.targets ?? []).map((target) => ({
      ...(found && { originSelectionRange: toRange(found.origin) }),
      targetUri: found?.file === undefined ? document.uri : besideFile(document.uri, found.file),
      targetRange: toRange(target),
    }));
  }

  provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.ReferenceContext,
  ): vscode.Location[] {
    const project = this.#projects.getOurs(document);
    if (!project) return [];
    return referencesAt(project, fromPosition(position), context).map(
      (range) => new vscode.Location(document.uri, toRange(range)),
    );
  }
}
