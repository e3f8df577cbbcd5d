/** What a server's answers mean, whatever they are about. */
import { isJsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { errorText } from './errorText.ts';
import { type RemoteFailure, unexpected } from './failure.ts';
import { isTooDeep } from './values.ts';

/** An answer of any status. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** When it came, by this machine's clock. */
  readonly receivedMs: number;
  /** When the server wants to be asked again. */
  readonly retryAfterMs?: number;
}

export function jsonOf({ text, contentType }: Answer, host: string): Result<JsonValue, RemoteFailure> {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    const isPage = /\bhtml\b/i.test(contentType);
    return err(unexpected(host, isPage ? t('a page for people instead of JSON') : t('its JSON is broken')));
  }
  return isTooDeep(value) ? err(unexpected(host, t('it nests too deep'))) : ok(value);
}

/** Of an answer that does not say success. */
export function failureOf(answer: Answer, host: string): RemoteFailure {
  const { status, text, contentType } = answer;
  const said = errorText(text, contentType);
  return passingFailure(answer, host) ?? { code: codeOf(status), message: answerMessage(host, status, said), status };
}

/** Of an answer that may be another one later; undefined for any other. */
export function passingFailure(answer: Answer, host: string): RemoteFailure | undefined {
  const { status, text, contentType, retryAfterMs } = answer;
  if (status !== 429 && status < 500) return undefined;
  const message = answerMessage(host, status, errorText(text, contentType));
  const code = status === 429 || status === 503 ? 'busy' : status === 501 ? 'unsupported' : 'server-error';
  return { code, message, status, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** @param said the server's own words, if any */
export function answerMessage(host: string, status: number, said: string): string {
  if (status === 401 || status === 403)
    return said === ''
      ? t('"{0}" refuses the credentials ({1}). Sign in again.', host, status)
      : t('"{0}" refuses the credentials ({1}): {2}', host, status, said);
  return said === '' ? t('"{0}" answered {1}.', host, status) : t('"{0}" answered {1}: {2}', host, status, said);
}

function codeOf(status: number): RemoteFailure['code'] {
  switch (status) {
    case 401:
    case 403:
      return 'unauthorized';
    case 404:
      return 'not-found';
    case 408:
      return 'timeout';
    case 409:
      return 'conflict';
    case 405:
      return 'unsupported';
    default:
      return status >= 400 ? 'rejected' : 'unexpected-answer';
  }
}

/** A page of a collection: a list, or `items` with `total`. */
export function pageOf(value: JsonValue): { readonly items: readonly JsonValue[]; readonly total: number } | undefined {
  const items = Array.isArray(value) ? value : isJsonObject(value) ? value['items'] : undefined;
  if (!Array.isArray(items)) return undefined;
  const total = isJsonObject(value) ? value['total'] : undefined;
  return { items, total: typeof total === 'number' && total >= 0 ? total : items.length };
}
