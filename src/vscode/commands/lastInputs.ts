/** What each workflow was last run with, in the workspace's storage. Secrets are never a part of it (threat T15). */
import type { Memento } from 'vscode';
import { emptyObject, isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import type { InputDefinition, WorkflowDefinition } from '../../model/definition.ts';
import { checkInput } from './inputText.ts';

const key = 'lastInputs';
const mostWorkflows = 50;
/** Of the JSON text of one workflow's inputs. */
const longest = 65_536;

interface Kept {
  /** The URI of its document. */
  readonly workflow: string;
  readonly inputs: JsonObject;
}

export class LastInputs {
  readonly #memento: Pick<Memento, 'get' | 'update'>;

  constructor(memento: Pick<Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  /** Those that the workflow still declares and takes, by name. */
  async of(workflow: string, { inputs }: WorkflowDefinition): Promise<ReadonlyMap<string, JsonValue>> {
    const last = this.#all().find((each) => each.workflow === workflow)?.inputs ?? {};
    const found = new Map<string, JsonValue>();
    for (const input of inputs?.values() ?? []) {
      const value = Object.hasOwn(last, input.name) ? last[input.name] : undefined;
      if (value !== undefined && isKept(input) && (await checkInput(input, value)) === undefined)
        found.set(input.name, value);
    }
    return found;
  }

  async keep(workflow: string, { inputs: declared }: WorkflowDefinition, given: JsonObject): Promise<void> {
    const inputs = emptyObject();
    for (const input of declared?.values() ?? [])
      if (isKept(input) && Object.hasOwn(given, input.name)) inputs[input.name] = given[input.name] ?? null;
    const others = this.#all().filter((each) => each.workflow !== workflow);
    const isSmall = JSON.stringify(inputs).length <= longest;
    const all = isSmall && Object.keys(inputs).length > 0 ? [{ workflow, inputs }, ...others] : others;
    await this.#memento.update(key, all.slice(0, mostWorkflows));
  }

  #all(): readonly Kept[] {
    const stored = this.#memento.get<unknown>(key);
    return Array.isArray(stored) ? stored.filter(isStored) : [];
  }
}

function isKept({ secret }: InputDefinition): boolean {
  return !secret;
}

function isStored(value: unknown): value is Kept {
  return (
    typeof value === 'object' &&
    value !== null &&
    'workflow' in value &&
    typeof value.workflow === 'string' &&
    'inputs' in value &&
    isJsonObject(value.inputs)
  );
}
