/**
 * Reads a request's body: not more than the limit, in a content type that is wanted, as JSON that nothing behind it stumbles over.
 */
import type http from 'node:http';
import type { JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { RequestFailure } from './answers.ts';

/** What is past the limit is read no further than this many times the limit before the answer. */
const patience = 16;

/** Lists and objects inside each other. */
const deepest = 200;

export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: JsonValue }
  | { readonly kind: 'yaml'; readonly text: string };

/** @param limit bytes */
export async function readBody(request: http.IncomingMessage, limit: number): Promise<Body> {
  const bytes = await bytesOf(request, limit);
  if (bytes.length === 0) return { kind: 'none' };
  const kind = kindOf(request.headers['content-type']);
  const text = decode(bytes);
  return kind === 'yaml' ? { kind, text } : { kind, value: parseJson(text) };
}

function kindOf(contentType: string | undefined): 'json' | 'yaml' {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (isUtf8 && type.trim() === 'application/json') return 'json';
  if (isUtf8 && /^(application|text)\/(x-)?yaml$/.test(type.trim())) return 'yaml';
  throw new RequestFailure(415, t('The body must be application/json or application/yaml, in UTF-8.'));
}

async function bytesOf(request: http.IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new RequestFailure(415, t('The body must not be compressed.'));
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > patience * limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > patience * limit) break;
      // Read to its end all the same: a client that still writes does not read the answer.
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    throw new RequestFailure(400, t('The body ends before it should.'));
  }
  if (size > limit) throw tooLarge(limit);
  return Buffer.concat(chunks);
}

function tooLarge(limit: number): RequestFailure {
  return new RequestFailure(413, t('The body is larger than {0} bytes.', limit), { Connection: 'close' });
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RequestFailure(400, t('The body is not UTF-8.'));
  }
}

export function parseJson(text: string): JsonValue {
  if (isTooDeep(text)) throw new RequestFailure(400, t('The body is nested more than {0} deep.', deepest));
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    throw new RequestFailure(400, t('The body is not JSON.'));
  }
  if (!hasFiniteNumbers(value)) throw new RequestFailure(400, t('The body has a number that is too large.'));
  return value;
}

/** Counted on the text: parsing and walking what is nested deeply overflows the stack. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 92) at++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 91 || code === 123) {
      if (++depth > deepest) return true;
    } else if (code === 93 || code === 125) depth--;
  }
  return false;
}

/** JSON.parse reads 1e999 as infinite, which no JSON can carry. */
function hasFiniteNumbers(value: JsonValue): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(hasFiniteNumbers);
}
