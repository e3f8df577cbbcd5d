/**
 * Values that are secret, by name: how they are found in others, sealed and given back, and hidden (`secrets.ts`).
 */
import { emptyObject, isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { formsOf, inForm } from './secretForms.ts';

export const hidden = '***';
const markers = ['$secret', '$secret_text', '$secret_literal', '$secret_entries'] as const;

/** Characters from which on a text may be one that was cut, and of a value's beginning that then counts. */
const cutLength = 150;
const leastBeginning = 4;

interface Needle {
  readonly text: string;
  readonly reference: JsonObject;
}

export class KnownSecrets {
  readonly #values = new Map<string, JsonValue>();
  readonly #texts = new Set<string>();
  readonly #needles: Needle[] = [];
  readonly #numbers = new Map<number, JsonObject>();

  /** Whether there is anything to keep secret. Otherwise every value is its own sealed and hidden form. */
  get any(): boolean {
    return this.#values.size > 0;
  }

  /** Grows with what is found in values, so that who keeps something hidden knows when to hide it anew. */
  get size(): number {
    return this.#needles.length + this.#numbers.size;
  }

  has(name: string): boolean {
    return this.#valueOf(name) !== undefined;
  }

  /** Names of the `secrets` context ignore case, also where they are given again in another one. */
  #valueOf(name: string): JsonValue | undefined {
    const value = this.#values.get(name);
    if (value !== undefined || !name.startsWith('secrets.')) return value;
    const wanted = name.toLowerCase();
    const same = [...this.#values.keys()].find((one) => one.toLowerCase() === wanted);
    return same === undefined ? undefined : this.#values.get(same);
  }

  /** From now on they are found in every value, numbers and the parts of structures too. */
  protected add(entries: Iterable<readonly [name: string, value: JsonValue]>): void {
    for (const [name, value] of entries) this.#add(name, value);
    this.#needles.sort((a, b) => b.text.length - a.text.length);
  }

  #add(name: string, value: JsonValue): void {
    this.#values.set(name, value);
    if (typeof value === 'number' && !this.#numbers.has(value)) this.#numbers.set(value, { $secret: name });
    if (typeof value === 'string' || typeof value === 'number') this.#addText(name, String(value));
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) this.#add(`${name}.${key}`, inner);
  }

  #addText(name: string, value: string): void {
    for (const [text, encoding] of formsOf(value)) {
      if (this.#texts.has(text)) continue;
      this.#texts.add(text);
      this.#needles.push({
        text,
        reference: encoding === 'plain' ? { $secret: name } : { $secret: name, encoding },
      });
    }
  }

  /** For the journal. */
  seal(value: JsonValue): JsonValue {
    return this.any ? this.#map(value, (text) => this.#sealText(text), true) : value;
  }

  /** For readers. */
  hide(value: JsonValue): JsonValue {
    return this.any ? this.#map(value, (text) => this.hideText(text), false) : value;
  }

  hideText(text: string): string {
    let shown = text;
    for (const needle of this.#needles) if (shown.includes(needle.text)) shown = shown.replaceAll(needle.text, hidden);
    if (text.startsWith('…')) shown = this.#hideEnding(shown);
    return text.length < cutLength ? shown : this.#hideBeginning(shown);
  }

  /** What was cut in front may begin with a value's ending. */
  #hideEnding(text: string): string {
    for (const { text: needle } of this.#needles) {
      const ending = needle.slice(-leastBeginning);
      for (let at = text.indexOf(ending, 1); at !== -1 && at < needle.length; at = text.indexOf(ending, at + 1)) {
        const end = at + ending.length;
        if (needle.endsWith(text.slice(1, end))) return `…${hidden}${text.slice(end)}`;
      }
    }
    return text;
  }

  /** A long text may have been cut in the middle of a value: its end is then a value's beginning. */
  #hideBeginning(text: string): string {
    const end = text.search(/[…\ufffd]*$/);
    for (const { text: needle } of this.#needles) {
      const beginning = needle.slice(0, leastBeginning);
      const first = Math.max(0, end - needle.length + 1);
      for (let at = text.indexOf(beginning, first); at !== -1 && at < end; at = text.indexOf(beginning, at + 1))
        if (needle.startsWith(text.slice(at, end))) return text.slice(0, at) + hidden + text.slice(end);
    }
    return text;
  }

  /** Gives values back to what the journal holds. @param missing takes the names that have none; `***` stands for them */
  unseal(value: JsonValue, missing?: Set<string>): JsonValue {
    if (Array.isArray(value)) return value.map((item) => this.unseal(item, missing));
    if (!isJsonObject(value)) return value;
    if (typeof value['$secret'] === 'string') return this.#resolve(value['$secret'], value, missing);
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

  /** Names in the `secrets` context of the values that the text holds. */
  protected namesIn(text: string): string[] {
    const found: string[] = [];
    for (const [name, value] of this.#values)
      if (name.startsWith('secrets.') && [...formsOf(textOf(value)).keys()].some((form) => text.includes(form)))
        found.push(name);
    return found;
  }

  #resolve(name: string, reference: JsonObject, missing: Set<string> | undefined): JsonValue {
    const lacking = needsOf(reference).filter((needed) => !this.has(needed));
    const value = lacking.length > 0 ? undefined : this.#valueOf(name);
    if (value === undefined) {
      for (const lost of lacking.length > 0 ? lacking : [name]) missing?.add(lost);
      return hidden;
    }
    const { encoding } = reference;
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

/** Secrets whose values are part of the one that the reference stands for. */
export function needsOf({ needs }: JsonObject): readonly string[] {
  return Array.isArray(needs) ? needs.filter((name) => typeof name === 'string') : [];
}

export function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
