import * as vscode from 'vscode';
import { emptyObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { ExecutableWorkflow } from '../../engine/executable.ts';
import type { InputDefinition, WorkflowDefinition } from '../../model/definition.ts';
import { safeLine } from '../../presentation/safeText.ts';
import { secretNames } from '../../sdk/secretNames.ts';
import { choicesOf, missingInputs, promptOf, readInput } from './inputText.ts';

export interface Answers {
  readonly inputs: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Asks for what an execution cannot begin without; undefined when the person turned away. Nothing is remembered. */
export function askInputs(workflow: ExecutableWorkflow): Promise<Answers | undefined> {
  return ask(workflow, missingInputs(workflow.definition));
}

/** Asks again for what a journal does not hold (E3). */
export function askSecrets(workflow: ExecutableWorkflow): Promise<Answers | undefined> {
  return ask(
    workflow,
    [...(workflow.definition.inputs?.values() ?? [])].filter(({ secret }) => secret),
  );
}

async function ask(workflow: ExecutableWorkflow, wanted: readonly InputDefinition[]): Promise<Answers | undefined> {
  const names = secretNames(workflow);
  const inputs = emptyObject();
  const secrets = Object.create(null) as Record<string, string>;
  const count = wanted.length + names.length;
  const title = (name: string, index: number): string =>
    count === 1 ? safeLine(name) : t('{0} ({1} of {2})', safeLine(name), index + 1, count);
  for (const [index, input] of wanted.entries()) {
    const value = await askInput(workflow.definition, input, title(input.name, index));
    if (value === undefined) return undefined;
    inputs[input.name] = value;
  }
  for (const [index, name] of names.entries()) {
    const value = await vscode.window.showInputBox({
      title: title(name, wanted.length + index),
      prompt: t('A secret. It is not stored.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (value === undefined) return undefined;
    secrets[name] = value;
  }
  return { inputs, secrets };
}

async function askInput(
  definition: WorkflowDefinition,
  input: InputDefinition,
  title: string,
): Promise<JsonValue | undefined> {
  const choices = choicesOf(input);
  if (choices) {
    const items = choices.map((value) => ({ label: typeof value === 'string' ? value : JSON.stringify(value), value }));
    const options = { title, placeHolder: promptOf(input), ignoreFocusOut: true };
    return (await vscode.window.showQuickPick(items, options))?.value;
  }
  const text = await vscode.window.showInputBox({
    title,
    prompt: promptOf(input),
    password: input.secret,
    ignoreFocusOut: true,
    validateInput: async (typed) => {
      const read = await readInput(definition, input, typed);
      return read.ok ? undefined : read.error;
    },
  });
  if (text === undefined) return undefined;
  const read = await readInput(definition, input, text);
  return read.ok ? read.value : undefined;
}
