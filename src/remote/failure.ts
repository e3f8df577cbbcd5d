/** Why a server did not do what it was asked for. */
import { t } from '../base/l10n.ts';

export type RemoteFailureCode =
  /** No connection, or one that broke. */
  | 'unreachable'
  /** Threat T6: the address must not be reached. */
  | 'refused-address'
  /** Threat T7: a token would go over plain http. */
  | 'plain-http'
  | 'timeout'
  | 'unauthorized'
  | 'not-found'
  | 'conflict'
  /** Another 4xx. */
  | 'rejected'
  /** 429 or 503. */
  | 'busy'
  /** Another 5xx. */
  | 'server-error'
  | 'too-large'
  /** The answer is not what this server's dialect says. */
  | 'unexpected-answer'
  /** This server cannot do that at all. */
  | 'unsupported'
  /** Not an IPA server. */
  | 'unknown-server'
  /** It stays `pending`. */
  | 'stalled'
  | 'aborted';

export interface RemoteFailure {
  readonly code: RemoteFailureCode;
  /** For people: a sentence. May hold text of the server's: shown as text only. */
  readonly message: string;
  readonly status?: number;
  /** A wait that the server asked for, at most 5 minutes. */
  readonly retryAfterMs?: number;
}

export function failure(code: RemoteFailureCode, message: string): RemoteFailure {
  return { code, message };
}

export function aborted(): RemoteFailure {
  return failure('aborted', t('It was stopped before it ended.'));
}

export function unexpected(host: string, what: string): RemoteFailure {
  return failure('unexpected-answer', t('The answer of "{0}" is not what an IPA server answers: {1}', host, what));
}

/** Whether the same call can succeed a little later. */
export function isPassing({ code }: RemoteFailure): boolean {
  return code === 'unreachable' || code === 'timeout' || code === 'busy' || code === 'server-error';
}
