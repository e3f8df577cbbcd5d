import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { FileKind } from '../../language/completion/paths.ts';
import type { WorkflowFiles } from '../workflows/workflowFiles.ts';

const scripts = '**/*.{js,mjs,cjs}';
const excluded = '**/{node_modules,.git,dist,out}/**';
/** Most scripts that are looked for. */
const most = 1000;

/** The files that a path in a workflow may lead to: those of its workspace folder, since nothing else is read. */
export class CompletionFiles {
  readonly #workflows: WorkflowFiles;

  constructor(workflows: WorkflowFiles) {
    this.#workflows = workflows;
  }

  /** Paths as seen from the document's folder, with `/`; not its own. */
  async list({ uri }: vscode.TextDocument, kind: FileKind): Promise<readonly string[]> {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (!folder) return [];
    const found =
      kind === 'workflow'
        ? await this.#workflows.all()
        : await vscode.workspace.findFiles(new vscode.RelativePattern(folder, scripts), excluded, most);
    return found
      .filter((file) => file.path !== uri.path && vscode.workspace.getWorkspaceFolder(file) === folder)
      .map((file) => posix.relative(posix.dirname(uri.path), file.path));
  }
}
