/**
 * Secrets (E3, threat T15): in the core they are what they are, in the journal references stand in their place, readers see `***`.
 *
 * 1. A string that is a secret's value becomes `{"$secret": name}`; one that holds it, `{"$secret_text": [parts]}`, so that
 *    loading gives back the same value. An object with such keys becomes `{"$secret_entries": [[key, value], …]}`. An object of the workflow's own with such a key is kept under `$secret_literal`.
 * 2. Text for people (errors, log lines) only ever holds `***`.
 * 3. A value is also found in base64, percent-encoded and JSON-escaped, each in the ways of common encoders (`secretForms.ts`).
 */
import { emptyObject, isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { EngineEvent } from './events.ts';
import { formsOf, inForm } from './secretForms.ts';

export const hidden = '***';
const markers = ['$secret', '$secret_text', '$secret_literal', '$secret_entries'] as const;

/** Where events hold data of the workflow, which the journal must give back as it was. */
const dataKeys = ['output', 'inputs', 'items', 'taken_over'] as const;

interface Needle {
  readonly text: string;
  readonly reference: JsonObject;
}

/** What declares secrets: names of inputs (`inputs.NAME`) and of the `secrets` context (`secrets.NAME`), to their values. */
export interface SecretValues {
  readonly inputs: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
}

export class Secrets {
  readonly #values = new Map<string, JsonValue>();
  readonly #inputNames: readonly string[];
  readonly #needles: Needle[] = [];
  readonly #numbers = new Map<number, JsonObject>();

  /** @param inputNames the inputs that the workflow declares `secret`, also those without a value */
  constructor(inputNames: readonly string[], { inputs, secrets }: SecretValues) {
    this.#inputNames = inputNames;
    for (const name of inputNames) if (Object.hasOwn(inputs, name)) this.#add(`inputs.${name}`, inputs[name] ?? null);
    for (const [name, value] of Object.entries(secrets)) this.#add(`secrets.${name}`, value);
    this.#needles.sort((a, b) => b.text.length - a.text.length);
  }

  /** Whether there is anything to keep secret. Otherwise every value is its own sealed and hidden form. */
  get any(): boolean {
    return this.#inputNames.length > 0 || this.#values.size > 0;
  }

  #add(name: string, value: JsonValue): void {
    this.#values.set(name, value);
    if (typeof value === 'number') this.#numbers.set(value, { $secret: name });
    if (typeof value === 'string' || typeof value === 'number') this.#addText(name, String(value));
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) this.#add(`${name}.${key}`, inner);
  }

  #addText(name: string, value: string): void {
    for (const [text, encoding] of formsOf(value))
      this.#needles.push({
        text,
        reference: encoding === 'plain' ? { $secret: name } : { $secret: name, encoding },
      });
  }

  /** For the journal. */
  seal(value: JsonValue): JsonValue {
    return this.any ? this.#map(value, (text) => this.#sealText(text), true) : value;
  }

  /** For the journal: also inputs declared `secret` whose value is not text. */
  sealInputs(inputs: JsonObject): JsonObject {
    if (!this.any) return inputs;
    const sealed = emptyObject();
    for (const [name, value] of Object.entries(inputs))
      sealed[name] = this.#inputNames.includes(name) ? { $secret: `inputs.${name}` } : this.seal(value);
    return sealed;
  }

  sealEvent(event: EngineEvent): EngineEvent {
    if (!this.any) return event;
    const sealed = this.#mapData(event, (value) => this.seal(value)) ?? this.hideIn(event);
    return sealed.type === 'executionStarted' && event.type === 'executionStarted'
      ? { ...sealed, inputs: this.sealInputs(event.inputs) }
      : sealed;
  }

  /** For readers. */
  hide(value: JsonValue): JsonValue {
    return this.any ? this.#map(value, (text) => this.hideText(text), false) : value;
  }

  hideInputs(inputs: JsonObject): JsonObject {
    if (!this.any) return inputs;
    const shown = emptyObject();
    for (const [name, value] of Object.entries(inputs))
      shown[name] = this.#inputNames.includes(name) ? hidden : this.hide(value);
    return shown;
  }

  /** The same, for a structure of ours. */
  hideIn<T>(value: T): T {
    return this.hide(value as JsonValue) as T;
  }

  hideEvent(event: EngineEvent): EngineEvent {
    if (!this.any) return event;
    if (event.type === 'executionStarted') return { ...event, inputs: this.hideInputs(event.inputs) };
    return this.hideIn(event);
  }

  hideText(text: string): string {
    let shown = text;
    for (const needle of this.#needles) if (shown.includes(needle.text)) shown = shown.replaceAll(needle.text, hidden);
    return shown;
  }

  /** Gives values back to what the journal holds. @param missing takes the names that have none; `***` stands for them */
  unseal(value: JsonValue, missing?: Set<string>): JsonValue {
    if (Array.isArray(value)) return value.map((item) => this.unseal(item, missing));
    if (!isJsonObject(value)) return value;
    if (typeof value['$secret'] === 'string') return this.#resolve(value['$secret'], value['encoding'], missing);
    if (Array.isArray(value['$secret_text']))
      return value['$secret_text'].map((part) => textOf(this.unseal(part, missing))).join('');
    if (Array.isArray(value['$secret_entries'])) return this.#unsealEntries(value['$secret_entries'], missing);
    const literal = value['$secret_literal'];
    const inner = emptyObject();
    for (const [key, item] of Object.entries(isJsonObject(literal) ? literal : value))
      inner[key] = this.unseal(item, missing);
    return inner;
  }

  #unsealEntries(entries: readonly JsonValue[], missing: Set<string> | undefined): JsonObject {
    const object = emptyObject();
    for (const entry of entries)
      if (Array.isArray(entry))
        object[textOf(this.unseal(entry[0] ?? null, missing))] = this.unseal(entry[1] ?? null, missing);
    return object;
  }

  unsealEvent(event: EngineEvent, missing?: Set<string>): EngineEvent {
    return this.#mapData(event, (value) => this.unseal(value, missing)) ?? event;
  }

  /** An event with the data of the workflow in it mapped; undefined for one that has none, but text for people. */
  #mapData(event: EngineEvent, map: (value: JsonValue) => JsonValue): EngineEvent | undefined {
    let mapped: Record<string, unknown> | undefined;
    for (const key of dataKeys) {
      const value = (event as unknown as Readonly<Record<string, JsonValue | undefined>>)[key];
      if (value === undefined) continue;
      mapped ??= { ...event };
      mapped[key] = map(value);
    }
    return mapped as EngineEvent | undefined;
  }

  #resolve(name: string, encoding: JsonValue | undefined, missing: Set<string> | undefined): JsonValue {
    const value = this.#values.get(name);
    if (value === undefined) {
      missing?.add(name);
      return hidden;
    }
    return typeof encoding === 'string' ? (inForm(encoding, textOf(value)) ?? hidden) : value;
  }

  #sealText(text: string): JsonValue {
    const found = this.#firstIn(text);
    if (found === undefined) return text;
    const { needle } = found;
    if (text.length === needle.text.length) return needle.reference;
    const parts: JsonValue[] = [];
    let rest = text;
    for (let next: typeof found | undefined = found; next; next = this.#firstIn(rest)) {
      if (next.at > 0) parts.push(rest.slice(0, next.at));
      parts.push(next.needle.reference);
      rest = rest.slice(next.at + next.needle.text.length);
    }
    if (rest !== '') parts.push(rest);
    return { $secret_text: parts };
  }

  /** The leftmost value in the text, the longest of those that start there. */
  #firstIn(text: string): { readonly needle: Needle; readonly at: number } | undefined {
    let first: { readonly needle: Needle; readonly at: number } | undefined;
    for (const needle of this.#needles) {
      const at = text.indexOf(needle.text);
      if (at !== -1 && (first === undefined || at < first.at)) first = { needle, at };
    }
    return first;
  }

  #map(value: JsonValue, text: (text: string) => JsonValue, sealing: boolean): JsonValue {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number' && this.#numbers.has(value))
      return sealing ? (this.#numbers.get(value) ?? null) : hidden;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => this.#map(item, text, sealing));
    const entries = Object.entries(value);
    if (sealing && entries.some(([key]) => this.#firstIn(key) !== undefined))
      return { $secret_entries: entries.map(([key, item]) => [this.#sealText(key), this.#map(item, text, sealing)]) };
    const mapped = emptyObject();
    for (const [key, item] of entries) mapped[this.hideText(key)] = this.#map(item, text, sealing);
    return sealing && markers.some((marker) => Object.hasOwn(value, marker)) ? { $secret_literal: mapped } : mapped;
  }
}

/** Nothing to keep secret. */
export const noSecrets = new Secrets([], { inputs: emptyObject(), secrets: {} });

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
