import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { plainLabel } from '../../presentation/safeText.ts';
import { commands } from '../contributions.ts';
import { isWorkflowDocument } from '../languageFeatures/documents.ts';
import type { Services } from '../services.ts';

/** The file that a command without an argument means: the one in the editor, the only one, or the one that is picked. */
export async function chooseWorkflow({
  projects,
  files,
}: Pick<Services, 'projects' | 'files'>): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  if (active && isWorkflowDocument(active) && (await (await projects()).readOurs(active))) return active.uri;
  const found = await files.all();
  if (found.length === 0) return sayNone();
  if (found.length === 1) return found[0];
  const items = found.map((uri) => {
    const path = vscode.workspace.asRelativePath(uri).split('/');
    return { label: plainLabel(path.at(-1) ?? ''), description: plainLabel(path.slice(0, -1).join('/')), uri };
  });
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: t('Which workflow?'),
    matchOnDescription: true,
  });
  return picked?.uri;
}

async function sayNone(): Promise<undefined> {
  const create = t('New Workflow');
  const sample = t('Open Tutorial Sample');
  const answer = await vscode.window.showInformationMessage(t('There is no workflow in this window.'), create, sample);
  if (answer === create) await vscode.commands.executeCommand(commands.newWorkflow);
  if (answer === sample) await vscode.commands.executeCommand(commands.openSample);
  return undefined;
}
