/**
 * Secrets (E3, threat T15): in the core they are what they are, in the journal references stand in their place, readers see `***`.
 *
 * 1. A string that is a secret's value becomes `{"$secret": name}`; one that holds it, `{"$secret_text": [parts]}`, so that
 *    loading gives back the same value. An object with such keys becomes `{"$secret_entries": [[key, value], …]}`. An object of the workflow's own with such a key is kept under `$secret_literal`.
 * 2. Text for people (errors, log lines) only ever holds `***`; names, numbers and words of ours beside it stay.
 * 3. A value is also found in base64, percent-encoded and JSON-escaped, each in the ways of common encoders (`secretForms.ts`).
 * 4. What is secret only inside of a subworkflow is known from the event on with which that begins: what the journal holds before stays
 *    as it is, and readers no longer see it. Its references name the node (`NODE/inputs.NAME`); it is stored nowhere, and loading
 *    evaluates it again (`restore.ts`).
 */
import { emptyObject, isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { TakenOver } from '../protocol/execution.ts';
import type { EngineEvent } from './events.ts';
import { hidden, KnownSecrets, needsOf, textOf } from './knownSecrets.ts';
import type { InnerSecrets, Program } from './program.ts';

/** Where events hold data of the workflow, which the journal must give back as it was. */
const dataKeys = ['output', 'inputs', 'items'] as const;
/** Where events and snapshots hold text for people. */
const textKeys: ReadonlySet<string> = new Set(['message', 'comment', 'approvers']);

type TakenOverNodes = Readonly<Record<string, TakenOver>>;

/** What declares secrets: names of inputs (`inputs.NAME`) and of the `secrets` context (`secrets.NAME`), to their values. */
export interface SecretValues {
  readonly inputs: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
}

export class Secrets extends KnownSecrets {
  readonly #inputNames: readonly string[];
  readonly #inner: Program['innerSecrets'];

  /**
   * @param inputNames the inputs that the workflow declares `secret`, also those without a value
   * @param inner those that its subworkflows declare
   */
  constructor(
    inputNames: readonly string[],
    { inputs, secrets }: SecretValues,
    inner: Program['innerSecrets'] = new Map(),
  ) {
    super();
    this.#inputNames = inputNames;
    this.#inner = inner;
    this.add(given(inputNames, inputs).map(([name, value]) => [`inputs.${name}`, value]));
    this.add(Object.entries(secrets).map(([name, value]) => [`secrets.${name}`, value]));
  }

  override get any(): boolean {
    return super.any || this.#inputNames.length > 0 || this.#inner.size > 0;
  }

  /** Of a start inside of a subworkflow, or of the node that this is executed for: what is secret in its inputs. */
  innerOf(nodeId: string): InnerSecrets | undefined {
    return this.#inner.size === 0 ? undefined : this.#inner.get(nodeId);
  }

  /** From now on these inputs of a subworkflow are found in every value, as far as they are secret. */
  learn({ owner, names }: InnerSecrets, inputs: JsonObject): void {
    this.add(given(names, inputs).map(([name, value]) => [innerName(owner, name), value]));
  }

  /** What the events that are not sealed here tell of subworkflows. */
  learnFrom(event: EngineEvent): void {
    if (this.#inner.size === 0) return;
    if (event.type === 'nodeReady' && event.inputs !== undefined) {
      const inner = this.#inner.get(event.node_id);
      if (inner !== undefined) this.learn(inner, event.inputs);
    } else if (event.type === 'executionStarted')
      for (const [id, { output }] of Object.entries(event.taken_over ?? {})) {
        const inner = this.innerOfStart(id);
        if (inner !== undefined && isJsonObject(output)) this.learn(inner, output);
      }
  }

  /** The output of such a node is what its subworkflow was given. */
  innerOfStart(nodeId: string): InnerSecrets | undefined {
    const inner = this.innerOf(nodeId);
    return inner?.owner === nodeId ? undefined : inner;
  }

  /** Names of the secrets in what the journal holds of a subworkflow's inputs that can be evaluated again: all that they hold is known. */
  unknownIn({ owner, names }: InnerSecrets, sealed: JsonObject): readonly string[] {
    return names.filter((name) => {
      const reference = Object.hasOwn(sealed, name) ? sealed[name] : undefined;
      if (!isJsonObject(reference) || reference['$secret'] !== innerName(owner, name)) return false;
      return needsOf(reference).every((needed) => this.has(needed));
    });
  }

  /** For the journal: also inputs declared `secret` whose value is not text. */
  sealInputs(inputs: JsonObject): JsonObject {
    if (!this.any) return inputs;
    return mapInputs(inputs, this.#inputNames, (name) => ({ $secret: `inputs.${name}` }), this.#sealed);
  }

  sealEvent(event: EngineEvent): EngineEvent {
    if (!this.any) return event;
    if (event.type === 'executionStarted') {
      const taken = event.taken_over;
      return {
        ...event,
        inputs: this.sealInputs(event.inputs),
        ...(taken && { taken_over: this.#mapTakenOver(taken, this.#sealed, this.#sealInner) }),
      };
    }
    if (event.type === 'executionResumed') return { ...event, sealed: true };
    return this.#mapData(event, this.#sealed, this.#sealInner) ?? this.hideIn(event);
  }

  hideInputs(inputs: JsonObject): JsonObject {
    return this.any ? mapInputs(inputs, this.#inputNames, () => hidden, this.#hidden) : inputs;
  }

  /** The same, for a structure of ours: only its texts for people. */
  hideIn<T>(value: T): T {
    return this.any ? (this.#hideTexts(value as JsonValue, false) as T) : value;
  }

  hideEvent(event: EngineEvent): EngineEvent {
    if (!this.any) return event;
    if (event.type === 'executionStarted') {
      const taken = event.taken_over;
      return {
        ...event,
        inputs: this.hideInputs(event.inputs),
        ...(taken && { taken_over: this.#mapTakenOver(taken, this.#hidden, this.#hideInner) }),
      };
    }
    return this.#mapData(event, this.#hidden, this.#hideInner) ?? this.hideIn(event);
  }

  unsealEvent(event: EngineEvent, missing?: Set<string>): EngineEvent {
    const unsealed = (value: JsonValue): JsonValue => this.unseal(value, missing);
    if (event.type === 'executionResumed') {
      const { type, seq, time_ms } = event;
      return { type, seq, time_ms };
    }
    const mapped = this.#mapData(event, unsealed, (_inner, inputs) => unsealed(inputs) as JsonObject) ?? event;
    if (mapped.type !== 'executionStarted' || mapped.taken_over === undefined) return mapped;
    return { ...mapped, taken_over: unsealed(mapped.taken_over as unknown as JsonValue) as unknown as TakenOverNodes };
  }

  readonly #sealed = (value: JsonValue): JsonValue => this.seal(value);
  readonly #hidden = (value: JsonValue): JsonValue => this.hide(value);

  readonly #sealInner = (inner: InnerSecrets, inputs: JsonObject): JsonObject => {
    this.learn(inner, inputs);
    const reference = (name: string, value: JsonValue): JsonObject => {
      const needs = this.namesIn(textOf(value));
      return { $secret: innerName(inner.owner, name), ...(needs.length > 0 && { needs }) };
    };
    return mapInputs(inputs, inner.names, reference, this.#sealed);
  };

  readonly #hideInner = ({ names }: InnerSecrets, inputs: JsonObject): JsonObject =>
    mapInputs(inputs, names, () => hidden, this.#hidden);

  /** An event with the data of the workflow in it mapped; undefined for one that has none, but text for people. */
  #mapData(
    event: EngineEvent,
    map: (value: JsonValue) => JsonValue,
    mapInner: (inner: InnerSecrets, inputs: JsonObject) => JsonObject,
  ): EngineEvent | undefined {
    if (event.type === 'nodeReady' && event.inputs !== undefined) {
      const inner = this.innerOf(event.node_id);
      if (inner !== undefined) return { ...event, inputs: mapInner(inner, event.inputs) };
    }
    let mapped: Record<string, unknown> | undefined;
    for (const key of dataKeys) {
      const value = (event as unknown as Readonly<Record<string, JsonValue | undefined>>)[key];
      if (value === undefined) continue;
      mapped ??= { ...event };
      mapped[key] = map(value);
    }
    return mapped as EngineEvent | undefined;
  }

  /** Node by node in the order in which they completed: what came before a subworkflow began does not hold references to what it was given. */
  #mapTakenOver(
    takenOver: TakenOverNodes,
    map: (value: JsonValue) => JsonValue,
    mapInner: (inner: InnerSecrets, inputs: JsonObject) => JsonObject,
  ): TakenOverNodes {
    const mapped = Object.create(null) as Record<string, TakenOver>;
    for (const [id, taken] of Object.entries(takenOver)) {
      const { output, join, ended } = taken;
      const inner = this.innerOfStart(id);
      const isGiven = inner !== undefined && isJsonObject(output);
      mapped[id] = {
        ...taken,
        output: isGiven ? mapInner(inner, output) : map(output),
        ...(join && { join: this.hideIn(join) }),
        ...(ended && { ended: this.hideIn(ended) }),
      };
    }
    return mapped;
  }

  #hideTexts(value: JsonValue, isText: boolean): JsonValue {
    if (typeof value === 'string') return isText ? this.hideText(value) : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => this.#hideTexts(item, isText));
    const shown = emptyObject();
    for (const [key, item] of Object.entries(value)) shown[key] = this.#hideTexts(item, textKeys.has(key));
    return shown;
  }
}

function given(names: readonly string[], inputs: JsonObject): (readonly [name: string, value: JsonValue])[] {
  return names.flatMap((name) => (Object.hasOwn(inputs, name) ? [[name, inputs[name] ?? null]] : []));
}

function innerName(owner: string, name: string): string {
  return `${owner}/inputs.${name}`;
}

function mapInputs(
  inputs: JsonObject,
  secret: readonly string[],
  mapSecret: (name: string, value: JsonValue) => JsonValue,
  mapOther: (value: JsonValue) => JsonValue,
): JsonObject {
  const mapped = emptyObject();
  for (const [name, value] of Object.entries(inputs))
    mapped[name] = secret.includes(name) ? mapSecret(name, value) : mapOther(value);
  return mapped;
}

/** Nothing to keep secret. */
export const noSecrets = new Secrets([], { inputs: emptyObject(), secrets: {} });
