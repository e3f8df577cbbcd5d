import * as vscode from 'vscode';
import type { Project } from '../../model/project.ts';
import type { WorkflowFiles } from './workflowFiles.ts';

/** The workflows of the window, for other extensions. */
export interface Workflows {
  /** The files of the open folders. */
  list(): Promise<readonly vscode.Uri[]>;
  /**
   * What a text means: its nodes and edges, and what is wrong with it.
   *
   * @param file where it belongs; without it nothing is known of its subworkflows
   */
  analyse(text: string, file?: vscode.Uri): Promise<Project>;
}

export function createWorkflows(files: WorkflowFiles): Workflows {
  return {
    list: () => files.all(),
    analyse: async (text, file) => {
      const [{ analyseBesides }, { subworkflowFiles }] = await Promise.all([
        import('../../sdk/analyseBesides.ts'),
        import('../../sdk/subworkflowFiles.ts'),
      ]);
      const workspaceFolders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
      return analyseBesides(text, subworkflowFiles(file?.scheme === 'file' ? file.fsPath : null, { workspaceFolders }));
    },
  };
}
