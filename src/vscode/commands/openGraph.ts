import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { GraphSource } from '../../protocol/graph.ts';
import { isExportFormat } from '../graph/exporting.ts';
import type { Services } from '../services.ts';
import { executionIdOf, targetOf, uriOf } from './arguments.ts';
import { chooseWorkflow } from './chooseWorkflow.ts';
import { sayError } from './messages.ts';

/** @param argument a file, an execution's id or row, the row of a node, which is selected then, or nothing */
export async function openGraph(services: Services, argument: unknown): Promise<void> {
  const executionId = executionIdOf(argument);
  const source =
    executionId === undefined ? await ofFile(services, argument) : await ofExecution(services, executionId);
  if (source) (await services.graphs()).open(source, targetOf(argument)?.nodeId);
}

/** @param argument the format; without one somebody is asked */
export async function exportGraph(services: Services, argument: unknown): Promise<void> {
  const panel = (await services.graphs()).current;
  if (panel) await panel.export(isExportFormat(argument) ? argument : undefined);
  else sayError(t('No graph is open. Open one, then export it.'));
}

async function ofFile(services: Services, argument: unknown): Promise<GraphSource | undefined> {
  const uri = uriOf(argument) ?? (await chooseWorkflow(services));
  return uri && { document: uri.toString(), execution: '' };
}

async function ofExecution({ executions }: Services, id: string): Promise<GraphSource | undefined> {
  const snapshot = await executions.get(id);
  if (!snapshot) {
    sayError(t('There is no such execution.'));
    return undefined;
  }
  const { file } = snapshot;
  return { document: file !== null && (await exists(file)) ? vscode.Uri.file(file).toString() : '', execution: id };
}

async function exists(file: string): Promise<boolean> {
  return vscode.workspace.fs.stat(vscode.Uri.file(file)).then(
    () => true,
    () => false,
  );
}
