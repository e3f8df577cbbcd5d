import { emptyObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { ExecutableWorkflow } from '../../engine/executable.ts';
import type { InputDefinition } from '../../model/definition.ts';
import { plainLabel, safeLine } from '../../presentation/safeText.ts';
import { secretNames } from '../../sdk/secretNames.ts';
import type { SecretVault } from '../secrets/secretVault.ts';
import { joined } from '../../presentation/words.ts';
import { choicesOf, missingInputs, promptOf, readInput, typed } from './inputText.ts';
import { type Answered, askChoice, askText, type Place } from './quickSteps.ts';

export interface Answers {
  readonly inputs: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
}

type Last = ReadonlyMap<string, JsonValue>;
type Vault = Pick<SecretVault, 'secret' | 'keepSecret'>;

/** The person wants to write all inputs as one document; what was given so far, by name. */
export interface AsJson {
  readonly asJson: Last;
}

/**
 * Asks for what an execution cannot begin without, with what was given last to begin with; undefined when the person turned away.
 * Where the person likes it better all are written as a document instead.
 */
export function askInputs(
  vault: Vault,
  workflow: ExecutableWorkflow,
  last: Last,
): Promise<Answers | AsJson | undefined> {
  return ask(vault, workflow, missingInputs(workflow.definition), last, true);
}

/** What was given last, and asks for the rest: secret inputs are not stored, and another input may be missing by now. */
export async function lastAnswers(
  vault: Vault,
  workflow: ExecutableWorkflow,
  last: Last,
): Promise<Answers | undefined> {
  const missing = missingInputs(workflow.definition).filter(({ name }) => !last.has(name));
  return withGiven(await ask(vault, workflow, missing, last, false), last);
}

/** These inputs, and asks for secrets only. */
export async function givenAnswers(
  vault: Vault,
  workflow: ExecutableWorkflow,
  given: JsonObject,
): Promise<Answers | undefined> {
  const secret = missingInputs(workflow.definition).filter((input) => input.secret);
  return withGiven(await ask(vault, workflow, secret, new Map(), false), new Map(Object.entries(given)));
}

/** Asks again for what a journal does not hold (E3). */
export async function askSecrets(vault: Vault, workflow: ExecutableWorkflow): Promise<Answers | undefined> {
  const secret = [...(workflow.definition.inputs?.values() ?? [])].filter((input) => input.secret);
  const answers = await ask(vault, workflow, secret, new Map(), false);
  return answers && 'inputs' in answers ? answers : undefined;
}

function withGiven(answers: Answers | AsJson | undefined, given: Last): Answers | undefined {
  if (!answers || 'asJson' in answers) return undefined;
  const inputs = emptyObject();
  for (const [name, value] of [...given, ...Object.entries(answers.inputs)]) inputs[name] = value;
  return { ...answers, inputs };
}

/** One that is asked for; it keeps what was typed, for the way back. */
interface Question {
  readonly ask: (place: Place) => Promise<Answered<JsonValue>>;
  readonly keep: (value: JsonValue) => void;
}

async function ask(
  vault: Vault,
  workflow: ExecutableWorkflow,
  wanted: readonly InputDefinition[],
  last: Last,
  json: boolean,
): Promise<Answers | AsJson | undefined> {
  const given = new Map(last);
  const inputs = emptyObject();
  const { secrets, unknown } = await keptSecrets(vault, secretNames(workflow));
  // Secrets have no place in a document.
  const offersJson = json && wanted.some(({ secret }) => !secret);
  const { name: workflowName } = workflow.definition;
  const titleOf = (name: string): string => joined([safeLine(workflowName, 60), safeLine(name)]);
  const questions = [
    ...wanted.map((input): Question => ({
      ask: (place) =>
        askInput(input, given.get(input.name), { ...place, title: titleOf(input.name), json: offersJson }),
      keep: (value) => {
        inputs[input.name] = value;
        if (!input.secret) given.set(input.name, value);
      },
    })),
    ...unknown.map((name): Question => ({
      ask: (place) => askSecret({ ...place, title: titleOf(name) }),
      keep: (value) => {
        if (typeof value === 'string') secrets[name] = value;
      },
    })),
  ];
  for (let at = 0; at < questions.length;) {
    const question = questions[at];
    const answer = await question?.ask({ step: at + 1, totalSteps: questions.length });
    if (answer?.kind === 'json') return { asJson: given };
    if (answer?.kind === 'back') at -= 1;
    else if (answer?.kind !== 'value') return undefined;
    else {
      question?.keep(answer.value);
      at += 1;
    }
  }
  for (const name of unknown) await vault.keepSecret(name, secrets[name] ?? '');
  return { inputs, secrets };
}

/** The secrets of this workspace that are known (threat T8), and the names of the others. */
async function keptSecrets(
  vault: Vault,
  names: readonly string[],
): Promise<{ readonly secrets: Record<string, string>; readonly unknown: readonly string[] }> {
  const secrets = Object.create(null) as Record<string, string>;
  for (const name of names) {
    const kept = await vault.secret(name);
    if (kept !== undefined) secrets[name] = kept;
  }
  return { secrets, unknown: names.filter((name) => secrets[name] === undefined) };
}

/** Names workflow and input. */
interface Titled extends Place {
  readonly title: string;
}

function askSecret(place: Titled): Promise<Answered<JsonValue>> {
  const prompt = t('A secret. It is kept in VS Code’s secret storage, for this workspace only.');
  return askText({ ...place, prompt, password: true, value: '', json: false });
}

async function askInput(
  input: InputDefinition,
  last: JsonValue | undefined,
  place: Titled & { readonly json: boolean },
): Promise<Answered<JsonValue>> {
  const choices = choicesOf(input);
  if (choices) {
    const items = choices.map((value) => ({ label: choiceLabel(value), value }));
    // The first is the one that Enter takes.
    const before = last === undefined ? -1 : items.findIndex(({ value }) => typed(value) === typed(last));
    items.unshift(...items.splice(before, before === -1 ? 0 : 1));
    return await askChoice({ ...place, placeholder: promptOf(input), items });
  }
  const answer = await askText({
    ...place,
    ...{ prompt: promptOf(input), password: input.secret },
    doubtsEmpty: input.type === 'string',
    value: last === undefined || input.secret ? '' : typed(last),
    validate: async (text) => {
      const read = await readInput(input, text);
      return read.ok ? undefined : read.error;
    },
  });
  if (answer.kind !== 'value') return answer;
  const read = await readInput(input, answer.value);
  return read.ok ? { kind: 'value', value: read.value } : { kind: 'cancel' };
}

/** Of a value that may be chosen; the empty text is quoted, so that there is something to see. */
function choiceLabel(value: JsonValue): string {
  return plainLabel(value === '' ? '""' : typed(value), 300);
}
