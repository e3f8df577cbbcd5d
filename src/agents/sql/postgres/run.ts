import type { JsonValue } from '../../../base/json.ts';
import { t } from '../../../base/l10n.ts';
import type { AgentOutcome, AgentRequest } from '../../../engine/ports.ts';
import { aborted, badSetting, failed } from '../../failures.ts';
import { Refused } from '../../../network/guard.ts';
import { originOf } from '../../../network/origin.ts';
import { hiding, PasswordNeeded, withPassword } from '../../named.ts';
import {
  endpointText,
  type GuardedEndpoint,
  guardEndpoint,
  mayHearSecrets,
  plainTextRefusal,
} from '../../../network/endpoint.ts';
import type { RunnerOptions } from '../../runners.ts';
import type { Turns } from '../../turns.ts';
import { copies } from '../statement.ts';
import { failureOf } from './failures.ts';
import { defaultTimeouts, type PostgresOverrides } from './limits.ts';
import { bindParameters, type BoundQuery } from './parameters.ts';
import { execute } from './session.ts';
import { parseTarget, type PostgresTarget } from './target.ts';

export interface PostgresCall {
  readonly url: string;
  /** Of a connection of the settings. */
  readonly name: string | undefined;
  readonly query: string;
  readonly params: JsonValue;
  readonly readOnly: boolean;
}

interface Options extends Pick<RunnerOptions, 'password'>, PostgresOverrides {
  readonly allowedHosts?: RunnerOptions['allowedHosts'];
  readonly turns: Turns;
}

/** Parameters that a statement can have in the protocol. */
const mostParameters = 65_535;

export async function runPostgres(call: PostgresCall, request: AgentRequest, options: Options): Promise<AgentOutcome> {
  const target = parseTarget(call.url, call.name !== undefined);
  if (!target.ok) return badSetting(target.error);
  if (copies(call.query))
    return badSetting(t('{0} is not executed: it reaches beyond the database’s own file.', 'COPY'));
  if (call.query.includes('\0')) return badSetting(t('The statement holds a NUL.'));
  const bound = bindParameters(call.query, call.params);
  if (!bound.ok) return badSetting(bound.error);
  if (bound.value.values.length > mostParameters)
    return badSetting(t('A statement has at most {0} parameters.', mostParameters));
  let endpoint: GuardedEndpoint;
  try {
    endpoint = guardEndpoint(target.value, options.allowedHosts ?? [], options.resolver);
  } catch (error) {
    if (error instanceof Refused) return failed('network', error.message, false);
    throw error;
  }
  const mayHear = mayHearSecrets(endpoint, target.value.tls !== undefined, options.allowedHosts ?? []);
  const place = endpointText(endpoint);
  const plainText = badSetting(plainTextRefusal(place, 'sslmode=verify-full'));
  if (!mayHear && request.holdsSecret(JSON.stringify([call.query, call.params]))) return plainText;
  if (!(await options.turns.take(request.signal))) return aborted();
  try {
    const opening = {
      name: call.name,
      origin: originOf(call.url, 5432),
      place,
      password: target.value.password,
      failureKind: 'sql',
    };
    return await withPassword(opening, options.password, request.signal, async (password) => {
      if (password !== undefined && !mayHear) return plainText;
      return await attempt(call, { ...target.value, password }, bound.value, endpoint, request, options);
    });
  } finally {
    options.turns.giveBack();
  }
}

async function attempt(
  { query, readOnly }: PostgresCall,
  target: PostgresTarget,
  bound: BoundQuery,
  endpoint: GuardedEndpoint,
  request: AgentRequest,
  { timeouts }: Options,
): Promise<AgentOutcome | PasswordNeeded> {
  const { signal } = request;
  const hidden = hiding(target.password, request);
  try {
    const { columns, rows, row_count } = await execute(
      target,
      { text: bound.text, values: bound.values, readOnly },
      {
        endpoint,
        timeouts: { ...defaultTimeouts, ...timeouts },
        signal,
        notice: (message) => {
          hidden.log('info', message);
        },
      },
    );
    return hidden.outcome({
      kind: 'succeeded',
      output: { columns: [...columns], rows: rows as JsonValue[], row_count },
    });
  } catch (error) {
    if (signal.aborted) return aborted();
    if (error instanceof PasswordNeeded) return error;
    return hidden.outcome(failureOf(error, { place: endpointText(target), query, bound, readOnly }));
  }
}
