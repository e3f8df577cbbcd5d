import * as vscode from 'vscode';
import { useTranslations } from './base/l10n.ts';
import type { Executions } from './sdk/executions.ts';
import { registerCommands } from './vscode/commands/register.ts';
import { registerConnections } from './vscode/connections/register.ts';
import { takeUpInterrupted } from './vscode/executions/executionNotices.ts';
import { registerExecutions } from './vscode/executions/register.ts';
import { registerGraph } from './vscode/graph/register.ts';
import { registerLanguageFeatures } from './vscode/languageFeatures/register.ts';
import { createServices } from './vscode/services.ts';
import { createWorkflows, type Workflows } from './vscode/workflows/workflows.ts';
import { WorkflowTree } from './vscode/workflows/workflowTree.ts';

/** What `activate` returns, for other extensions. */
export interface Api {
  /** The extension's version. */
  readonly version: string;
  readonly executions: Executions;
  readonly workflows: Workflows;
}

export function activate(context: vscode.ExtensionContext): Api {
  useTranslations(vscode.l10n.bundle ?? {});
  const services = createServices(context);
  const { executions, files, results, sample } = services;
  context.subscriptions.push(
    services,
    registerLanguageFeatures(services),
    registerExecutions(services),
    new WorkflowTree(files, results),
    registerConnections(services),
    registerGraph(services),
    registerCommands(services),
  );
  sample.watch();
  void takeUpInterrupted(services);
  const { version } = context.extension.packageJSON as { readonly version: string };
  return { version, executions, workflows: createWorkflows(files) };
}
