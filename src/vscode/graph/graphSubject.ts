/** What a graph is of: the present text of a document, or, where the file is gone, the text that an execution kept. */
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { t } from '../../base/l10n.ts';
import { rangeContains } from '../../base/text.ts';
import type { Project } from '../../model/project.ts';
import { analyseBesides } from '../../sdk/analyseBesides.ts';
import type { Executions } from '../../sdk/executions.ts';
import { fromPosition } from '../languageFeatures/convert.ts';
import type { ProjectStore } from '../languageFeatures/projectStore.ts';

export type SubjectText =
  | { readonly kind: 'project'; readonly name: string; readonly project: Project }
  /** Why there is nothing to draw, and what to do. */
  | { readonly kind: 'none'; readonly name: string; readonly reason: string };

export interface GraphSubjectOptions {
  readonly projects: ProjectStore;
  readonly executions: Executions;
  /** Undefined: the execution's own text. */
  readonly uri: vscode.Uri | undefined;
}

export class GraphSubject implements Disposable {
  readonly uri: vscode.Uri | undefined;
  readonly #projects: ProjectStore;
  readonly #executions: Executions;
  readonly #changed = new Emitter<void>();
  readonly #disposables = new DisposableStore();

  /** Its text is another one now. */
  readonly onDidChange = this.#changed.event;

  constructor({ projects, executions, uri }: GraphSubjectOptions) {
    this.uri = uri;
    this.#projects = projects;
    this.#executions = executions;
    this.#disposables.add(this.#changed);
    if (uri) this.#watch(uri);
  }

  /** @param executionId whose text is taken where there is no document */
  async read(executionId: string | undefined): Promise<SubjectText> {
    const name = this.uri ? (vscode.workspace.asRelativePath(this.uri).split('/').at(-1) ?? '') : '';
    const document = await this.#document();
    if (document) {
      const project = await this.#projects.readOurs(document);
      if (!project)
        return { kind: 'none', name, reason: t('{0} is not a workflow of this extension: it has no nodes.', name) };
      return drawable(name, project);
    }
    const text = executionId === undefined ? undefined : await this.#executions.source(executionId);
    if (text === undefined) return { kind: 'none', name, reason: t('{0} cannot be read.', name) };
    return drawable(name, await analyseBesides(text));
  }

  /** The node whose lines hold a place in the text. */
  nodeAt(document: vscode.TextDocument, position: vscode.Position): string | undefined {
    const at = fromPosition(position);
    const nodes = this.#projects.getOurs(document)?.definition.nodes ?? [];
    return nodes.find(({ range }) => rangeContains(range, at))?.id;
  }

  isOf(document: vscode.TextDocument): boolean {
    return this.uri !== undefined && document.uri.toString() === this.uri.toString();
  }

  /** Whether there is a document to be changed. */
  async isWritable(): Promise<boolean> {
    return (await this.#document()) !== undefined;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #document(): Promise<vscode.TextDocument | undefined> {
    if (!this.uri) return undefined;
    const open = vscode.workspace.textDocuments.find((document) => this.isOf(document));
    if (open) return open;
    try {
      return await vscode.workspace.openTextDocument(this.uri);
    } catch {
      // It is gone, or is no text.
      return undefined;
    }
  }

  /** VS Code closes documents that nobody edits; their file is watched then. */
  #watch(uri: vscode.Uri): void {
    const tell = (): void => {
      this.#changed.fire();
    };
    const tellOf = (document: vscode.TextDocument): void => {
      if (this.isOf(document)) tell();
    };
    this.#disposables.add(this.#projects.onDidChange(tellOf));
    const folder = vscode.Uri.joinPath(uri, '..');
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, escapeGlob(name)));
    for (const registered of [
      watcher,
      watcher.onDidChange(tell),
      watcher.onDidCreate(tell),
      watcher.onDidDelete(tell),
      vscode.workspace.onDidGrantWorkspaceTrust(tell),
    ])
      this.#disposables.add(registered);
  }
}

function drawable(name: string, project: Project): SubjectText {
  // What cannot be read may have nodes.
  if (project.definition.nodes.length > 0 || project.syntax.problems.length > 0)
    return { kind: 'project', name, project };
  return { kind: 'none', name, reason: t('There are no nodes yet. What you add under nodes: appears here.') };
}

function escapeGlob(name: string): string {
  return name.replace(/[[\]{}*?]/g, '[$&]');
}
