import type * as vscode from 'vscode';
import type { Project } from '../../model/project.ts';
import type { WorkflowFiles } from './workflowFiles.ts';

/** The workflows of the window, for other extensions. */
export interface Workflows {
  /** The files of the open folders. */
  list(): Promise<readonly vscode.Uri[]>;
  /** What a text means: its nodes and edges, and what is wrong with it. */
  analyse(text: string): Promise<Project>;
}

export function createWorkflows(files: WorkflowFiles): Workflows {
  return { list: () => files.all(), analyse: async (text) => (await import('../../model/project.ts')).analyse(text) };
}
