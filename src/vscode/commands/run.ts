import path from 'node:path';
import * as vscode from 'vscode';
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../model/project.ts';
import { isOurs } from '../../model/syntax/ours.ts';
import { analyseBesides } from '../../sdk/analyseBesides.ts';
import type { StartFailure } from '../../sdk/executions.ts';
import { subworkflowFiles } from '../../sdk/subworkflowFiles.ts';
import { sourceOf } from '../executions/executionUris.ts';
import { workflowOfInputs } from '../inputs/inputsDocuments.ts';
import { readInputs } from '../inputs/inputsText.ts';
import { toRange } from '../languageFeatures/convert.ts';
import { dirtyDocument } from '../languageFeatures/subworkflowDocuments.ts';
import type { SecretVault } from '../secrets/secretVault.ts';
import type { Services } from '../services.ts';
import { executionSettings, projectLimits } from '../settings.ts';
import { uriOf } from './arguments.ts';
import { type Answers, type AsJson, askInputs, givenAnswers, lastAnswers } from './askInputs.ts';
import { chooseWorkflow } from './chooseWorkflow.ts';
import { LastInputs } from './lastInputs.ts';
import { sayError, sayUntrusted } from './messages.ts';

/**
 * Executes a workflow's file as it is in the editor, saving it first. What keeps it from starting is said.
 *
 * @param argument the file, or nothing
 * @returns the execution's id; undefined where none was started
 */
export function run(services: Services, argument: unknown): Promise<string | undefined> {
  return runAnswered(services, argument, askInputs);
}

/** The same with the inputs of the last time; only what is not known is asked for. */
export function runWithLastInputs(services: Services, argument: unknown): Promise<string | undefined> {
  return runAnswered(services, argument, lastAnswers);
}

/** Opens the inputs as a JSON document, with what was given last; *Run* there begins. */
export async function editInputs(services: Services, argument: unknown): Promise<void> {
  await runAnswered(services, argument, (_vault, _project, last) => Promise.resolve({ asJson: last }));
}

/** @param argument the document of inputs; absent: the one in the editor */
export async function runWithEditedInputs(services: Services, argument: unknown): Promise<string | undefined> {
  const uri = uriOf(argument) ?? vscode.window.activeTextEditor?.document.uri;
  const workflow = uri && workflowOfInputs(uri);
  if (!workflow) return undefined;
  const text = (await open(uri))?.getText();
  if (text === undefined) return undefined;
  return runAnswered(services, workflow, async (vault, project) => {
    const read = await readInputs(project.definition, text);
    if (read.ok) return givenAnswers(vault, project, read.value);
    sayError(read.error);
    return undefined;
  });
}

type Ask = (
  vault: SecretVault,
  project: Project,
  last: ReadonlyMap<string, JsonValue>,
) => Promise<Answers | AsJson | undefined>;

async function runAnswered(services: Services, argument: unknown, ask: Ask): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) {
    void sayUntrusted();
    return undefined;
  }
  const uri = uriOf(argument) ?? (await chooseWorkflow(services));
  const document = uri && (await open(uri));
  if (!document || !(await saved(document))) return undefined;
  const text = document.getText();
  const file = document.uri.scheme === 'file' ? document.uri.fsPath : null;
  const files = subworkflowFiles(file, {
    workspaceFolders: executionSettings().workspaceFolders,
    edited: (name) => dirtyDocument(name)?.getText(),
  });
  const project = await analyseBesides(text, { limits: projectLimits(), ...files });
  if (!isOurs(project.syntax)) {
    sayError(t('{0} is not a workflow of this extension: it has no nodes.', nameOf(document.uri)));
    return undefined;
  }
  if (!project.executable) {
    await sayProblems(document, project);
    return undefined;
  }
  const workflow = document.uri.toString();
  const lastInputs = new LastInputs(services.memory);
  const answers = await ask(services.vault, project, await lastInputs.of(workflow, project.definition));
  if (answers && 'asJson' in answers) {
    await services.inputs.open(document.uri, project.definition, answers.asJson);
    return undefined;
  }
  if (!answers || !(await savedSubworkflows(file, project))) return undefined;
  await services.sample.prepare(file);
  const started = await services.executions.start({ text, file, ...answers });
  if (started.ok) {
    await lastInputs.keep(workflow, project.definition, answers.inputs);
    if (file === null) services.list.associate(started.value, sourceOf(document.uri));
    return started.value;
  }
  sayFailure(started.error);
  return undefined;
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    sayError(t('{0} cannot be read.', nameOf(uri)));
    return undefined;
  }
}

/** A text that has no file yet runs as it is; where saving fails VS Code has said why. */
async function saved(document: vscode.TextDocument): Promise<boolean> {
  return !document.isDirty || document.isUntitled || (await document.save());
}

/** An execution reads them from disk. */
async function savedSubworkflows(file: string | null, { files }: Project): Promise<boolean> {
  if (file === null) return true;
  for (const name of files.keys()) {
    const document = dirtyDocument(path.resolve(path.dirname(file), name));
    if (document && !(await document.save())) return false;
  }
  return true;
}

async function sayProblems(document: vscode.TextDocument, { blockers: errors }: Project): Promise<void> {
  const [first] = errors;
  // Shown, so that the problems are listed: those of closed files are not.
  await vscode.window.showTextDocument(document, {
    preserveFocus: true,
    ...(first && { selection: toRange(first.range) }),
  });
  const name = nameOf(document.uri);
  const text =
    errors.length === 0
      ? t('{0} has no nodes yet.', name)
      : errors.length === 1
        ? t('Fix 1 problem in {0} first.', name)
        : t('Fix {0} problems in {1} first.', errors.length, name);
  const show = t('Show Problems');
  void vscode.window.showErrorMessage(text, ...(first ? [show] : [])).then((answer) => {
    if (answer === show) void vscode.commands.executeCommand('workbench.actions.view.problems');
  });
}

function sayFailure(failure: StartFailure): void {
  if (failure.code === 'untrusted') void sayUntrusted();
  else sayError(failure.message);
}

function nameOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}
