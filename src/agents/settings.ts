import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';

/** Reads evaluated settings; a value of another type is as if it were not there. */
export function textSetting(settings: JsonObject, name: string): string | undefined {
  const value = settings[name];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

export function mapSetting(settings: JsonObject, name: string): JsonObject | undefined {
  const value = settings[name];
  return isJsonObject(value) ? value : undefined;
}

export function listSetting(settings: JsonObject, name: string): readonly JsonValue[] | undefined {
  const value = settings[name];
  return Array.isArray(value) ? value : undefined;
}
