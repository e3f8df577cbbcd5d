/** What a tool answered, or why it did not, as the outcome of an attempt. */
import {
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
} from '@modelcontextprotocol/client';
import type { JsonObject, JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { AgentOutcome } from '../../engine/ports.ts';
import { isCertificateError } from '../../network/connect.ts';
import { BodyTooLarge } from '../../network/body.ts';
import { Refused } from '../../network/guard.ts';
import { isRetryableStatus } from '../../network/status.ts';
import { brokenStart } from '../command/endings.ts';
import { badSetting, failed, reasonOf } from '../failures.ts';
import type { Session } from './session.ts';
import { NoFolder } from './stdioTransport.ts';

/** The structured result; else the text, as JSON where it is some; else the content as it is. */
export function outcomeOf(tool: string, { isError, structuredContent, content }: CallToolResult): AgentOutcome {
  const texts = content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  const text = texts.join('\n');
  if (isError === true) {
    const says = text.trim() === '' ? t('It does not say why.') : text.trim();
    return failed('agent', t('The tool "{0}" failed: {1}', tool, says), true);
  }
  if (structuredContent !== undefined) return { kind: 'succeeded', output: structuredContent as JsonObject };
  if (texts.length < content.length) return { kind: 'succeeded', output: content as unknown as JsonValue };
  return { kind: 'succeeded', output: parsed(text) };
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/** @param last the last words of the server's process */
export function failureOf(
  error: unknown,
  place: string,
  { ended, retryAfterMs: wait }: Pick<Session, 'ended' | 'retryAfterMs'>,
  last: readonly string[],
): AgentOutcome {
  if (error instanceof NoFolder) return badSetting(error.message);
  if (isOfSpawn(error)) return brokenStart(place, error);
  if (ended !== undefined) {
    const words = last.length === 0 ? '' : ` ${t('Its last lines: {0}', last.join(' | '))}`;
    return failed('agent', t('The MCP server "{0}" failed: {1}', place, ended + words), true);
  }
  const root = rootOf(error);
  if (root instanceof Refused) return failed('network', root.message, false);
  if (root instanceof BodyTooLarge) return failed('http', root.message, false);
  if (error instanceof ProtocolError) return protocolFailure(error);
  if (error instanceof SdkHttpError) {
    const remedy = error.status === 401 ? ` ${tokenRemedy()}` : '';
    const message = t('The server answered {0}: {1}', error.status, error.message);
    const failure = failed('http', message + remedy, isRetryableStatus(error.status));
    return wait === undefined ? failure : { ...failure, error: { ...failure.error, retry_after_ms: wait } };
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout)
    return failed('timeout', t('The MCP server "{0}" did not answer in time.', place), true);
  return failed('network', t('The MCP server "{0}" failed: {1}', place, reasonOf(root)), !isCertificateError(root));
}

/** Of a server that wants to know who asks. */
function tokenRemedy(): string {
  return t(
    'It wants a token: write "server" as {0}. A login in the browser (OAuth) is not offered.',
    "{ url: …, headers: { Authorization: 'Bearer ${{ secrets.NAME }}' } }",
  );
}

/** The program could not even be started. */
function isOfSpawn(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && String(error.syscall).startsWith('spawn');
}

function protocolFailure({ code, message }: ProtocolError): AgentOutcome {
  const isOurs = [
    ProtocolErrorCode.InvalidParams,
    ProtocolErrorCode.MethodNotFound,
    ProtocolErrorCode.InvalidRequest,
  ] as number[];
  return failed('agent', t('The MCP server refuses the call: {0}', message), !isOurs.includes(code));
}

function rootOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? error : rootOf(cause);
}
