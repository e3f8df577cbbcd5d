/** R3: a name and a password for a token. Neither is kept. */
import { isJsonObject } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Client } from './client.ts';
import { failure, type RemoteFailure, unexpected } from './failure.ts';

export async function logIn(
  client: Client,
  { name, password }: { readonly name: string; readonly password: string },
  signal: AbortSignal,
  allowPlainHttp = false,
): Promise<Result<string, RemoteFailure>> {
  const { host, isSecure, isLoopback } = client.address;
  if (!isSecure && !isLoopback && !allowPlainHttp)
    return err(
      failure('plain-http', t('"{0}" is reached over plain http: a password would be readable on its way.', host)),
    );
  const text = new URLSearchParams({ username: name, password }).toString();
  const answer = await client.callJson({
    method: 'POST',
    path: '/auth/login',
    body: { text, type: 'application/x-www-form-urlencoded' },
    anonymous: true,
    signal,
  });
  if (!answer.ok) return answer;
  const token = isJsonObject(answer.value) ? answer.value['access_token'] : undefined;
  return typeof token === 'string' && token !== '' ? ok(token) : err(unexpected(host, t('there is no token in it')));
}
