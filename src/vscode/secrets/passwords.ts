import type { PasswordLookup, PasswordRequest } from '../../agents/named.ts';
import { askPassword } from './askSecret.ts';
import type { Grants } from './grants.ts';
import type { SecretVault } from './secretVault.ts';

/** Passwords of named connections for executions: what is kept and granted, else the person is asked, once for all that wait. */
export function passwordsFor(vault: SecretVault, grants: Grants): PasswordLookup {
  const asking = new Map<string, Promise<string | undefined>>();
  const askOnce = async (request: PasswordRequest): Promise<string | undefined> => {
    const key = JSON.stringify([request.name, request.origin]);
    const answer = asking.get(key) ?? ask(request, vault, grants);
    asking.set(key, answer);
    try {
      return await answer;
    } finally {
      asking.delete(key);
    }
  };
  return async (request) => {
    const { name, origin, needed } = request;
    const use = { kind: 'connection', name, destination: origin } as const;
    if (needed) return await askOnce(request);
    return grants.has(use) ? await vault.password(name, origin) : undefined;
  };
}

async function ask({ name, origin }: PasswordRequest, vault: SecretVault, grants: Grants): Promise<string | undefined> {
  const use = { kind: 'connection', name, destination: origin } as const;
  const kept = await vault.password(name, origin);
  if (kept !== undefined) return (await grants.ask(use)) ? kept : undefined;
  const password = await askPassword(name, origin);
  if (password === undefined || password === '') return undefined;
  await vault.keepPassword(name, origin, password);
  await grants.give(use);
  return password;
}
