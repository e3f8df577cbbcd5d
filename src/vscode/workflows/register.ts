import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { views } from '../contributions.ts';
import type { Services } from '../services.ts';
import type { Workflows } from './workflows.ts';
import { WorkflowTree } from './workflowTree.ts';

/** Registers the view *Workflows*. */
export function registerWorkflows({ files, results }: Services, workflows: Workflows): Disposable {
  const disposables = new DisposableStore();
  const tree = disposables.add(new WorkflowTree(files, results, workflows));
  disposables.add(vscode.window.createTreeView(views.workflows, { treeDataProvider: tree, showCollapseAll: true }));
  return disposables;
}
