import * as vscode from 'vscode';
import { useTranslations } from './base/l10n.ts';
import { type Api, createApi } from './vscode/api.ts';
import { registerCommands } from './vscode/commands/register.ts';
import { registerConnections } from './vscode/connections/register.ts';
import { takeUpInterrupted } from './vscode/executions/executionNotices.ts';
import { registerExecutions } from './vscode/executions/register.ts';
import { registerGraph } from './vscode/graph/register.ts';
import { registerLanguageFeatures } from './vscode/languageFeatures/register.ts';
import { ServerStatusBar } from './vscode/remote/serverStatusBar.ts';
import { createServices } from './vscode/services.ts';
import { createWorkflows } from './vscode/workflows/workflows.ts';
import { registerWorkflows } from './vscode/workflows/register.ts';

export type { Api } from './vscode/api.ts';

export function activate(context: vscode.ExtensionContext): Api {
  useTranslations(vscode.l10n.bundle ?? {});
  const services = createServices(context);
  const { files, sample } = services;
  const workflows = createWorkflows(files);
  context.subscriptions.push(
    services,
    registerLanguageFeatures(services),
    registerExecutions(services),
    registerWorkflows(services, workflows),
    registerConnections(services),
    new ServerStatusBar(services.servers),
    registerGraph(services),
    registerCommands(services),
  );
  sample.watch();
  void takeUpInterrupted(services);
  const { version } = context.extension.packageJSON as { readonly version: string };
  return createApi(services, workflows, version);
}
