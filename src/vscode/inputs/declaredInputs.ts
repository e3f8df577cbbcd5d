import * as vscode from 'vscode';
import type { JsonValue } from '../../base/json.ts';
import type { WorkflowDefinition } from '../../model/definition.ts';
import { analyse } from '../../model/project.ts';
import { LastInputs } from '../commands/lastInputs.ts';
import { projectLimits } from '../settings.ts';

/** What a workflow declares now, and what was given last; undefined where its text cannot be read. */
export async function declaredInputs(
  workflow: vscode.Uri,
  memory: Pick<vscode.Memento, 'get' | 'update'>,
): Promise<{ readonly definition: WorkflowDefinition; readonly given: ReadonlyMap<string, JsonValue> } | undefined> {
  const text = await textOf(workflow);
  if (text === undefined) return undefined;
  const { definition } = analyse(text, { limits: projectLimits() });
  return { definition, given: await new LastInputs(memory).of(workflow.toString(), definition) };
}

/** A text without a file is looked for among the open ones only: asking VS Code for it would make one. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const opened = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (opened || uri.scheme === 'untitled') return opened?.getText();
  try {
    return (await vscode.workspace.openTextDocument(uri)).getText();
  } catch {
    return undefined;
  }
}
