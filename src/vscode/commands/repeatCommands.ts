/** R4: an execution again, as a new one. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Result } from '../../base/result.ts';
import { plainLabel } from '../../presentation/safeText.ts';
import { isTerminal } from '../../protocol/execution.ts';
import type { ExecutionFailure, ResumeOptions } from '../../sdk/executions.ts';
import { secretNames } from '../../sdk/secretNames.ts';
import { canRetry } from '../../presentation/possible.ts';
import type { Services } from '../services.ts';
import { targetOf } from './arguments.ts';
import { askSecrets } from './askInputs.ts';
import { chooseExecution } from './chooseExecution.ts';
import { sayUntrusted } from './messages.ts';
import { withAnswers } from './withAnswers.ts';

/** What failed, was cancelled or never started. @returns the new execution's id; undefined where none was started */
export async function retryExecution(services: Services, argument: unknown): Promise<string | undefined> {
  if (!isTrusted()) return undefined;
  const id = await chooseExecution(services.list, argument, canRetry, t('There is no execution to retry.'));
  if (id === undefined) return undefined;
  return await repeat(services, id, (options) => services.executions.retry(id, options));
}

/** A node and everything behind it. @param argument the row of a node, an execution's id or row, or nothing */
export async function rerunFromNode(services: Services, argument: unknown): Promise<string | undefined> {
  if (!isTrusted()) return undefined;
  const { list, executions } = services;
  const ended = ({ status }: { readonly status: Parameters<typeof isTerminal>[0] }): boolean => isTerminal(status);
  const id = await chooseExecution(list, argument, ended, t('No execution has ended yet.'));
  if (id === undefined) return undefined;
  const nodeId = targetOf(argument)?.nodeId ?? (await chooseNode(services, id));
  if (nodeId === undefined) return undefined;
  return await repeat(services, id, (options) => executions.rerun(id, nodeId, options));
}

function isTrusted(): boolean {
  if (!vscode.workspace.isTrusted) void sayUntrusted();
  return vscode.workspace.isTrusted;
}

async function chooseNode({ executions }: Services, id: string): Promise<string | undefined> {
  const nodes = Object.keys((await executions.get(id))?.nodes ?? {});
  const items = nodes.map((nodeId) => ({ label: plainLabel(nodeId, 300), nodeId }));
  return (await vscode.window.showQuickPick(items, { placeHolder: t('From which node?') }))?.nodeId;
}

async function repeat(
  services: Services,
  id: string,
  start: (options: ResumeOptions) => Promise<Result<string, ExecutionFailure>>,
): Promise<string | undefined> {
  const { executions, list, sample } = services;
  const snapshot = await executions.get(id);
  const workflow = await executions.workflow(id);
  // Without them its attempts would fail; a server has its own.
  const asks = workflow !== undefined && snapshot?.server === undefined && secretNames(workflow).length > 0;
  const answers = asks ? await askSecrets(services.vault, workflow) : {};
  if (!answers) return undefined;
  await sample.prepare(snapshot?.file ?? null);
  const started = await withAnswers(services, id, (options) => start({ ...answers, ...options }));
  const address = snapshot && list.sourceOf(snapshot);
  if (started !== undefined && snapshot?.file === null && address !== undefined) list.associate(started, address);
  return started;
}
