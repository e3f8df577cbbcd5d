import { ErrorReply } from '@redis/client';
import type { JsonValue } from '../../../base/json.ts';
import { t } from '../../../base/l10n.ts';
import type { AgentOutcome, AgentRequest } from '../../../engine/ports.ts';
import { isCertificateError } from '../../../network/connect.ts';
import {
  endpointText,
  type GuardedEndpoint,
  guardEndpoint,
  mayHearSecrets,
  plainTextRefusal,
} from '../../../network/endpoint.ts';
import { Refused, type Resolver } from '../../../network/guard.ts';
import { originOf } from '../../../network/origin.ts';
import { aborted, badSetting, failed, reasonOf } from '../../failures.ts';
import { hiding, PasswordNeeded, withPassword } from '../../named.ts';
import type { RunnerOptions } from '../../runners.ts';
import type { Turns } from '../../turns.ts';
import type { CacheOperation } from '../operation.ts';
import { SentTooMuch } from './limit.ts';
import { mostBytes, type RedisSession, type RedisTimeouts, TimedOut, withRedis } from './session.ts';
import { parseTarget, type RedisTarget } from './target.ts';

export interface RedisCall {
  readonly url: string;
  /** Of a connection of the settings. */
  readonly name: string | undefined;
  /** `ping`: only whether it answers. */
  readonly operation: CacheOperation | { readonly kind: 'ping' };
}

/** For tests. */
export interface RedisOverrides {
  readonly timeouts?: Partial<RedisTimeouts> | undefined;
  readonly resolver?: Resolver;
}

interface Options extends Pick<RunnerOptions, 'password'>, RedisOverrides {
  readonly allowedHosts?: RunnerOptions['allowedHosts'];
  readonly turns: Turns;
}

const defaultTimeouts: RedisTimeouts = { connectMs: 10_000, answerMs: 30_000 };

/** Conditions that pass: it starts, is busy, or its cluster moves. */
const passing = /^(LOADING|BUSY|TRYAGAIN|CLUSTERDOWN|MASTERDOWN)\b/;

export async function runRedis(call: RedisCall, request: AgentRequest, options: Options): Promise<AgentOutcome> {
  const target = parseTarget(call.url);
  if (!target.ok) return badSetting(target.error);
  const allowed = options.allowedHosts ?? [];
  let endpoint: GuardedEndpoint;
  try {
    endpoint = guardEndpoint(target.value, allowed, options.resolver);
  } catch (error) {
    if (error instanceof Refused) return failed('network', error.message, false);
    throw error;
  }
  if (!(await options.turns.take(request.signal))) return aborted();
  try {
    const place = endpointText(endpoint);
    const { password, encrypted } = target.value;
    const mayHear = mayHearSecrets(endpoint, encrypted, allowed);
    const plainText = badSetting(plainTextRefusal(place, 'rediss://'));
    if (!mayHear && holdsSecret(call, request)) return plainText;
    const opening = { name: call.name, origin: originOf(call.url, 6379), place, password, failureKind: 'cache' };
    return await withPassword(opening, options.password, request.signal, async (known) => {
      if (known !== undefined && !mayHear) return plainText;
      return await attempt(call, { ...target.value, password: known }, endpoint, request, options);
    });
  } finally {
    options.turns.giveBack();
  }
}

function holdsSecret({ operation }: RedisCall, request: AgentRequest): boolean {
  return request.holdsSecret(JSON.stringify(operation));
}

async function attempt(
  { operation }: RedisCall,
  target: RedisTarget,
  endpoint: GuardedEndpoint,
  request: AgentRequest,
  { timeouts }: Options,
): Promise<AgentOutcome | PasswordNeeded> {
  const { signal } = request;
  const hidden = hiding(target.password, request);
  try {
    const all = { ...defaultTimeouts, ...timeouts };
    const done = await withRedis(target, endpoint, all, signal, (session) => perform(operation, session));
    return hidden.outcome(done);
  } catch (error) {
    if (signal.aborted) return aborted();
    if (error instanceof PasswordNeeded) return error;
    return hidden.outcome(failureOf(error, endpointText(endpoint)));
  }
}

async function perform(operation: RedisCall['operation'], session: RedisSession): Promise<AgentOutcome> {
  switch (operation.kind) {
    case 'ping':
      await session.ping();
      return { kind: 'succeeded', output: null };
    case 'get': {
      if ((await session.length(operation.key)) > mostBytes)
        return failed(
          'output-too-large',
          t('The value of "{0}" is larger than an output may be.', operation.key),
          false,
        );
      const text = await session.get(operation.key);
      return { kind: 'succeeded', output: { hit: text !== null, value: text === null ? null : read(text) } };
    }
    case 'set':
      await session.set(operation.key, JSON.stringify(operation.value), operation.ttlMs);
      return { kind: 'succeeded', output: { hit: true, value: operation.value } };
    case 'delete':
      return { kind: 'succeeded', output: { hit: await session.delete(operation.key), value: null } };
  }
}

/** What another program stored may be any text. */
function read(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function failureOf(error: unknown, place: string): AgentOutcome {
  if (error instanceof Refused) return failed('network', error.message, false);
  if (error instanceof SentTooMuch)
    return failed(
      'output-too-large',
      t('{0} sent more than {1} MiB, and was left.', place, mostBytes / 1024 / 1024),
      false,
    );
  if (error instanceof ErrorReply) {
    const remedy = /^(WRONGPASS|NOPERM)\b/.test(error.message)
      ? ` ${t('Check the user and the password of the connection.')}`
      : '';
    return failed('cache', `${t('Redis says: {0}', error.message)}${remedy}`, passing.test(error.message));
  }
  const reason = error instanceof TimedOut ? t('it did not answer in time') : reasonOf(error);
  const message = t('No connection to {0}: {1}.', place, reason);
  return isCertificateError(error) ? badSetting(message) : failed('network', message, true);
}
