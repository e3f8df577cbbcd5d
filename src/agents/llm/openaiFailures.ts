import { APIError } from 'openai';
import { t } from '../../base/l10n.ts';
import { BodyTooLarge } from '../../network/body.ts';
import { isCertificateError } from '../../network/connect.ts';
import { Refused } from '../../network/guard.ts';
import { isRetryableStatus, retryAfterMs } from '../../network/status.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { failed, reasonOf } from '../failures.ts';

/** What the client threw, as the attempt's failure; the package wraps what our fetch threw. */
export function openAiFailure(thrown: unknown, host: string): FailureInfo {
  const api = thrown instanceof APIError ? (thrown as APIError) : undefined;
  if (api?.status !== undefined) return statusFailure(api, api.status);
  const error = rootOf(thrown);
  if (error instanceof Refused) return failed('network', error.message, false).error;
  if (error instanceof BodyTooLarge) return failed('http', error.message, false).error;
  // An error that the server told within its stream.
  if (api !== undefined && error === api && api.error !== undefined)
    return failed('http', t('The server answered with an error: {0}', api.message), true).error;
  if (error instanceof SyntaxError)
    return failed('http', t('The answer is not the JSON that was expected: {0}', error.message), true).error;
  const message = t('The request to "{0}" failed: {1}', host, reasonOf(error));
  return failed('network', message, !isCertificateError(error)).error;
}

function statusFailure({ message, headers }: APIError, status: number): FailureInfo {
  const wait = retryAfterMs(headers?.get('retry-after'), headers?.get('date'));
  const says = message.replace(/^\d+\s+/, '').slice(0, 500);
  const { error } = failed('http', t('The server answered {0}: {1}', status, says), isRetryableStatus(status));
  return wait === undefined ? error : { ...error, retry_after_ms: wait };
}

function rootOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? error : rootOf(cause);
}
