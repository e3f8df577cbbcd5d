import * as vscode from 'vscode';
import { analyse, type Project } from '../../model/project.ts';
import type { WorkflowFiles } from '../workflows/workflowFiles.ts';
import { besideFile } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';
import { projectLimits } from '../settings.ts';

/** One workflow of the workspace, as it is in the editor where it is open. */
export interface WorkflowText {
  readonly uri: vscode.Uri;
  readonly text: string;
  /** Without its subworkflows where the file is not open. */
  readonly project: () => Project;
}

/** How many files are read at the same time. */
const together = 16;

/** The texts of the workspace's workflows, for what looks into all of them. */
export class WorkflowTexts {
  readonly #files: WorkflowFiles;
  readonly #projects: ProjectStore;

  constructor(files: WorkflowFiles, projects: ProjectStore) {
    this.#files = files;
    this.#projects = projects;
  }

  /** Those in the workspace's folders, and those that are open. */
  async uris(): Promise<readonly vscode.Uri[]> {
    return distinct([...(await this.#files.all()), ...this.#projects.documents.map(({ uri }) => uri)]);
  }

  /** Every workflow but one, and the files which that one contains; ends early when nobody waits any more. */
  async besides(
    document: vscode.TextDocument,
    project: Project,
    token: vscode.CancellationToken,
  ): Promise<readonly WorkflowText[]> {
    const contained = [...project.subworkflows.values()].map(({ path }) => besideFile(document.uri, path));
    const all = distinct([...(await this.uris()), ...contained]);
    const others = all.filter(
      ({ scheme, authority, path }) =>
        scheme === document.uri.scheme && authority === document.uri.authority && path !== document.uri.path,
    );
    const found: WorkflowText[] = [];
    for (let at = 0; at < others.length && !token.isCancellationRequested; at += together) {
      const read = await Promise.all(others.slice(at, at + together).map((uri) => this.read(uri)));
      found.push(...read.filter((one) => one !== undefined));
    }
    return found;
  }

  /** Undefined for what cannot be read, and for another product's file. */
  async read(uri: vscode.Uri): Promise<WorkflowText | undefined> {
    const document = openDocument(uri);
    if (document) {
      const project = await this.#projects.readOurs(document);
      return project && { uri, text: document.getText(), project: () => project };
    }
    const text = await textOf(uri);
    return text === undefined ? undefined : { uri, text, project: () => analyse(text, { limits: projectLimits() }) };
  }
}

/** A file's text, as it is in the editor where it is open; undefined where there is none. */
export async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const document = openDocument(uri);
  if (document) return document.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const wanted = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === wanted);
}

function distinct(uris: readonly vscode.Uri[]): readonly vscode.Uri[] {
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}
