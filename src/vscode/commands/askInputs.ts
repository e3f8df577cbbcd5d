import * as vscode from 'vscode';
import { emptyObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { ExecutableWorkflow } from '../../engine/executable.ts';
import type { InputDefinition } from '../../model/definition.ts';
import { safeLine } from '../../presentation/safeText.ts';
import { secretNames } from '../../sdk/secretNames.ts';
import { choicesOf, missingInputs, promptOf, readInput, typed } from './inputText.ts';

export interface Answers {
  readonly inputs: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
}

type Last = ReadonlyMap<string, JsonValue>;

/** Asks for what an execution cannot begin without, with what was given last to begin with; undefined when the person turned away. */
export function askInputs(workflow: ExecutableWorkflow, last: Last): Promise<Answers | undefined> {
  return ask(workflow, missingInputs(workflow.definition), last);
}

/** What was given last, and asks for the rest: secrets are not stored, and another input may be missing by now. */
export async function lastAnswers(workflow: ExecutableWorkflow, last: Last): Promise<Answers | undefined> {
  const missing = missingInputs(workflow.definition).filter(({ name }) => !last.has(name));
  const answers = await ask(workflow, missing, last);
  if (!answers) return undefined;
  const inputs = emptyObject();
  for (const [name, value] of [...last, ...Object.entries(answers.inputs)]) inputs[name] = value;
  return { ...answers, inputs };
}

/** Asks again for what a journal does not hold (E3). */
export function askSecrets(workflow: ExecutableWorkflow): Promise<Answers | undefined> {
  return ask(
    workflow,
    [...(workflow.definition.inputs?.values() ?? [])].filter(({ secret }) => secret),
  );
}

async function ask(
  workflow: ExecutableWorkflow,
  wanted: readonly InputDefinition[],
  last: Last = new Map(),
): Promise<Answers | undefined> {
  const names = secretNames(workflow);
  const inputs = emptyObject();
  const secrets = Object.create(null) as Record<string, string>;
  const count = wanted.length + names.length;
  const title = (name: string, index: number): string =>
    count === 1 ? safeLine(name) : t('{0} ({1} of {2})', safeLine(name), index + 1, count);
  for (const [index, input] of wanted.entries()) {
    const value = await askInput(input, title(input.name, index), last.get(input.name));
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
  input: InputDefinition,
  title: string,
  last: JsonValue | undefined,
): Promise<JsonValue | undefined> {
  const choices = choicesOf(input);
  if (choices) {
    const items = choices.map((value) => ({ label: typed(value), value }));
    // The first is the one that Enter takes.
    const before = last === undefined ? -1 : items.findIndex(({ label }) => label === typed(last));
    items.unshift(...items.splice(before, before === -1 ? 0 : 1));
    const options = { title, placeHolder: promptOf(input), ignoreFocusOut: true };
    return (await vscode.window.showQuickPick(items, options))?.value;
  }
  const text = await vscode.window.showInputBox({
    title,
    prompt: promptOf(input),
    password: input.secret,
    ignoreFocusOut: true,
    ...(last !== undefined && { value: typed(last) }),
    validateInput: async (entered) => {
      const read = await readInput(input, entered);
      return read.ok ? undefined : read.error;
    },
  });
  if (text === undefined) return undefined;
  const read = await readInput(input, text);
  return read.ok ? read.value : undefined;
}
