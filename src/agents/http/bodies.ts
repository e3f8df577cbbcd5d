import { isJsonObject, type JsonValue } from '../../base/json.ts';

/** Text as it is; a map as a form where the header says so; else JSON. */
export function encodeBody(body: JsonValue, contentType: string): string {
  if (!isJsonObject(body) || !/^application\/x-www-form-urlencoded\b/i.test(contentType)) return asText(body);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) appendTo(form, name, value);
  return form.toString();
}

/** A list becomes one parameter for each of its values, null none. */
export function appendTo(parameters: URLSearchParams, name: string, value: JsonValue): void {
  for (const one of Array.isArray(value) ? value : [value]) if (one !== null) parameters.append(name, asText(one));
}

export function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `json` throws on what is none; `auto` reads JSON where the other side says that it is. */
export function decodeBody(body: Buffer, contentType: string, how: string): JsonValue {
  const text = new TextDecoder(charsetOf(contentType)).decode(body);
  if (how === 'text') return text;
  const saysJson = /[/+]json\b/i.test(contentType);
  if (how !== 'json' && !saysJson) return text;
  if (text === '' && how !== 'json') return null;
  return JSON.parse(text) as JsonValue;
}

function charsetOf(contentType: string): string {
  const charset = /charset="?([^";\s]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).encoding;
  } catch {
    return 'utf-8';
  }
}
