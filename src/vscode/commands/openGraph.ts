import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Services } from '../services.ts';
import { executionIdOf, uriOf } from './arguments.ts';
import { chooseWorkflow } from './chooseWorkflow.ts';
import { sayError } from './messages.ts';

/** @param argument a file, an execution's id or row, or nothing */
export async function openGraph(services: Services, argument: unknown): Promise<void> {
  const executionId = executionIdOf(argument);
  const uri =
    executionId === undefined
      ? (uriOf(argument) ?? (await chooseWorkflow(services)))
      : await fileOf(services, executionId);
  if (uri) sayError(t('The graph is not available yet.'));
}

async function fileOf({ executions }: Services, id: string): Promise<vscode.Uri | undefined> {
  const file = (await executions.get(id))?.file;
  return typeof file === 'string' ? vscode.Uri.file(file) : undefined;
}
