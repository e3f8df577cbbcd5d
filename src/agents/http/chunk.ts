import type { IncomingMessage } from 'node:http';
import { emptyObject, type JsonObject } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../engine/ports.ts';
import { aborted, badSetting, failed, missingSetting, reasonOf } from '../failures.ts';
import { BodyTooLarge, readBody } from '../../network/body.ts';
import { isCertificateError } from '../../network/connect.ts';
import { createGuard, type Guard, Refused, type Resolver } from '../../network/guard.ts';
import { type HttpRequest, type HttpTimeouts, send } from '../../network/request.ts';
import { isRetryableStatus, retryAfterMs } from '../../network/status.ts';
import type { RunnerOptions } from '../runners.ts';
import { listSetting, mapSetting, textSetting } from '../settings.ts';
import { notAnAddress, secretInAddress } from '../webAddress.ts';
import { appendTo, asText, decodeBody, encodeBody } from './bodies.ts';

export { useTranslations } from '../../base/l10n.ts';

const defaultTimeouts: HttpTimeouts = { connectMs: 10_000, headersMs: 60_000, idleMs: 30_000, bodyMs: 300_000 };

/** The runner `http` (`spec/format.md`). Output: `{ status, headers, body }`. */
export function createRunner(
  options: () => Pick<RunnerOptions, 'allowedHosts'>,
  overrides: { readonly timeouts?: Partial<HttpTimeouts>; readonly resolver?: Resolver } = {},
): AgentRunner {
  const timeouts = { ...defaultTimeouts, ...overrides.timeouts };
  return { run: (request) => run(request, createGuard(options().allowedHosts, overrides.resolver), timeouts) };
}

async function run(agent: AgentRequest, guard: Guard, timeouts: HttpTimeouts): Promise<AgentOutcome> {
  const { settings, signal } = agent;
  const request = requestOf(agent);
  if ('kind' in request) return request;
  try {
    const response = await send(request, guard, timeouts, signal);
    // What its headers say of a body is about that of a GET.
    const body = request.method === 'HEAD' ? noBody(response) : await readBody(response);
    return outcomeOf(response, body, settings);
  } catch (error) {
    if (signal.aborted) return aborted();
    if (error instanceof Refused) return failed('network', error.message, false);
    if (error instanceof BodyTooLarge) return failed('http', error.message, false);
    // Node refuses a method or a header's name or value that HTTP does not know.
    if (error instanceof TypeError) return badSetting(error.message);
    const message = t('The request to "{0}" failed: {1}', request.url.host, reasonOf(error));
    return failed('network', message, !isCertificateError(error));
  }
}

function noBody(response: IncomingMessage): Buffer {
  response.resume();
  return Buffer.alloc(0);
}

function requestOf(agent: AgentRequest): HttpRequest | Extract<AgentOutcome, { kind: 'failed' }> {
  const { settings } = agent;
  const address = textSetting(settings, 'url');
  if (address === undefined || address === '') return missingSetting('url');
  if (!URL.canParse(address)) return badSetting(notAnAddress(address));
  const url = new URL(address);
  for (const [name, value] of Object.entries(mapSetting(settings, 'query') ?? {}))
    appendTo(url.searchParams, name, value);
  if (agent.holdsSecret(url.href)) return badSetting(secretInAddress());
  const headers: Record<string, string> = {
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': 'ipa-workflow',
  };
  for (const [name, value] of Object.entries(mapSetting(settings, 'headers') ?? {})) {
    if (/[\r\n\0]/.test(name) || /[\r\n\0]/.test(asText(value)))
      return badSetting(t('The header "{0}" holds a line break.', name));
    headers[name.toLowerCase()] = asText(value);
  }
  const body = settings['body'] ?? null;
  if (body !== null)
    headers['content-type'] ??= typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  const sent = body === null ? undefined : encodeBody(body, headers['content-type'] ?? '');
  if (sent !== undefined) headers['content-length'] = String(Buffer.byteLength(sent));
  const method = (textSetting(settings, 'method') ?? 'GET').toUpperCase();
  return { url, method, headers, body: sent, holdsSecret: (text) => agent.holdsSecret(text) };
}

function outcomeOf(response: IncomingMessage, body: Buffer, settings: JsonObject): AgentOutcome {
  const status = response.statusCode ?? 0;
  const expected = listSetting(settings, 'expect');
  if (expected ? !expected.includes(status) : status < 200 || status > 299) return unexpected(status, response, body);
  const headers = emptyObject();
  for (const [name, value] of Object.entries(response.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const how = textSetting(settings, 'response') ?? 'auto';
  try {
    const output = { status, headers, body: decodeBody(body, response.headers['content-type'] ?? '', how) };
    return { kind: 'succeeded', output };
  } catch (error) {
    return failed('http', t('The answer is not the JSON that was expected: {0}', reasonOf(error)), false);
  }
}

function unexpected(status: number, response: IncomingMessage, body: Buffer): AgentOutcome {
  const says = body.toString('utf8', 0, 200).replace(/\s+/g, ' ').trim();
  const reason = says === '' ? (response.statusMessage ?? '') : says;
  const wait = retryAfterMs(response.headers['retry-after'], response.headers.date);
  const error = {
    kind: 'http',
    message: t('The server answered {0}: {1}', status, reason),
    retryable: isRetryableStatus(status),
  };
  return { kind: 'failed', error: wait === undefined ? error : { ...error, retry_after_ms: wait } };
}
