import * as vscode from 'vscode';
import { definitionAt, referencesAt } from '../../language/navigation.ts';
import { besideFile, fromPosition, toRange } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';
import type { WorkflowTexts } from './workflowTexts.ts';
import { worldOf } from './world.ts';

export class NavigationProvider {
  readonly #projects: ProjectStore;
  readonly #texts: WorkflowTexts;

  constructor(projects: ProjectStore, texts: WorkflowTexts) {
    this.#projects = projects;
    this.#texts = texts;
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

  async provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.ReferenceContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.Location[]> {
    const project = this.#projects.getOurs(document);
    const world = project && (await worldOf(document, project, this.#texts, token));
    // Another file may have been read for so long that this one is another by now.
    const current = this.#projects.getOurs(document);
    if (!world || !current || token.isCancellationRequested) return [];
    return referencesAt(current, fromPosition(position), context, world).map(
      ({ path, range }) => new vscode.Location(document.uri.with({ path }), toRange(range)),
    );
  }
}
