import { data } from '@actions/expressions';
import { emptyObject, type JsonObject, type JsonValue } from '../../base/json.ts';

/** A JSON object as the expression language sees it, converted only where it is looked into. */
export class JsonDictionary extends data.Dictionary {
  readonly json: JsonObject;

  constructor(json: JsonObject) {
    super();
    this.json = json;
  }

  override get(key: string): data.ExpressionData | undefined {
    const name = Object.hasOwn(this.json, key) ? key : this.#ignoringCase(key);
    return name === undefined ? undefined : toData(this.json[name] ?? null);
  }

  override values(): data.ExpressionData[] {
    return Object.values(this.json).map(toData);
  }

  override pairs(): { key: string; value: data.ExpressionData }[] {
    return Object.entries(this.json).map(([key, value]) => ({ key, value: toData(value) }));
  }

  #ignoringCase(key: string): string | undefined {
    const wanted = key.toLowerCase();
    return Object.keys(this.json).find((name) => name.toLowerCase() === wanted);
  }
}

/** A context whose values are found when they are asked for; a name that it does not know is null. */
export class LazyDictionary extends data.Dictionary {
  readonly #find: (name: string) => JsonValue | data.ExpressionData | undefined;

  constructor(find: (name: string) => JsonValue | data.ExpressionData | undefined) {
    super();
    this.#find = find;
  }

  override get(key: string): data.ExpressionData {
    const value = this.#find(key);
    return isData(value) ? value : toData(value ?? null);
  }
}

function isData(value: unknown): value is data.ExpressionData {
  return value instanceof data.Dictionary || value instanceof data.Null;
}

export function toData(value: JsonValue): data.ExpressionData {
  if (value === null) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  return Array.isArray(value) ? listData(value) : new JsonDictionary(value);
}

function listData(items: readonly JsonValue[]): data.Array {
  const list = new data.Array();
  for (const item of items) list.add(toData(item));
  return list;
}

export function fromData(value: data.ExpressionData): JsonValue {
  if (value instanceof data.StringData || value instanceof data.BooleanData) return value.value;
  if (value instanceof data.NumberData) return Number.isFinite(value.value) ? value.value : null;
  if (value instanceof data.Array) return value.values().map(fromData);
  if (value instanceof JsonDictionary) return value.json;
  if (value instanceof data.Dictionary) {
    const object = emptyObject();
    for (const pair of value.pairs()) object[pair.key] = fromData(pair.value);
    return object;
  }
  return null;
}
