/** What servers say of an error, in the order in which `spec/rest-api.md` wants it read. */
import { isJsonObject, type JsonValue } from '../base/json.ts';

const longest = 500;

/**
 * `detail` text; `detail` list; `detail.message` with `detail.errors`; `detail.error`; `error.message`; `error`; `message`; else the
 * plain text. Empty where nothing is said.
 */
export function errorText(body: string, contentType: string): string {
  const parsed = parse(body);
  const said = isJsonObject(parsed) ? saidIn(parsed) : typeof parsed === 'string' ? parsed : undefined;
  const text = said ?? (isJsonObject(parsed) || Array.isArray(parsed) ? '' : plain(body, contentType));
  return withoutKeys(text.replace(/\s+/g, ' ').trim()).slice(0, longest);
}

function parse(body: string): JsonValue | undefined {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return undefined;
  }
}

function saidIn(body: Readonly<Record<string, JsonValue>>): string | undefined {
  const { detail, error, message } = body;
  return (
    textOf(detail) ??
    (Array.isArray(detail) ? listOf(detail) : undefined) ??
    (isJsonObject(detail) ? (withErrors(detail) ?? textOf(detail['error'])) : undefined) ??
    (isJsonObject(error) ? textOf(error['message']) : undefined) ??
    textOf(error) ??
    textOf(message)
  );
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** FastAPI's list: `body.name: field required; …`. */
function listOf(items: readonly JsonValue[]): string | undefined {
  const texts = items.slice(0, 10).flatMap((item) => {
    if (typeof item === 'string') return [item];
    if (!isJsonObject(item)) return [];
    const text = textOf(item['msg']) ?? textOf(item['message']);
    if (text === undefined) return [];
    const place = Array.isArray(item['loc']) ? item['loc'].map(String).join('.') : '';
    return [place === '' ? text : `${place}: ${text}`];
  });
  if (texts.length === 0) return undefined;
  return items.length > 10 ? `${texts.join('; ')}; …` : texts.join('; ');
}

function withErrors(detail: Readonly<Record<string, JsonValue>>): string | undefined {
  const message = textOf(detail['message']);
  if (message === undefined) return undefined;
  const errors = Array.isArray(detail['errors']) ? listOf(detail['errors']) : textOf(detail['errors']);
  return errors === undefined ? message : `${message}: ${errors}`;
}

/** A page for people says little; its title does. */
function plain(body: string, contentType: string): string {
  if (!/\bhtml\b/i.test(contentType) && !/^\s*<(?:!doctype|html)/i.test(body)) return body.slice(0, 4 * longest);
  return /<title[^>]{0,100}>([^<]{1,300})/i.exec(body.slice(0, 10_000))?.[1] ?? '';
}

/** Servers tell agents' keys in clear (`api_key`): they are never shown. */
function withoutKeys(text: string): string {
  return text.replace(/(["']?api_?key["']?\s*[:=]\s*)("[^"]*"?|'[^']*'?|[^\s,;}]+)/gi, '$1***');
}
