import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Consent } from '../agents/consent.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { EngineLimits } from '../engine/limits.ts';
import type { Executions } from '../sdk/executions.ts';
import { createLocal } from '../sdk/local.ts';
import { defaultSettings } from '../sdk/settings.ts';
import { defaultStore, type Store, storeIn } from '../sdk/store.ts';
import type { Arguments } from './arguments.ts';
import type { Cli } from './cli.ts';
import type { Reach } from './connections.ts';
import { remoteAgents } from './remoteAgents.ts';
import { safeLine } from './safeText.ts';

/** The store that `--store` names, else the user's for the folder. The error is a sentence. */
export async function storeOf(args: Arguments, cli: Cli, folder = cli.cwd): Promise<Result<Store, string>> {
  const named = args.text('store');
  if (named === undefined) return ok(defaultStore(folder));
  const place = path.resolve(cli.cwd, named);
  return (await canBeFolder(place)) ? ok(storeIn(place)) : err(t('"{0}" is not a folder.', named));
}

/** Whether it is one, or is still to be made. */
async function canBeFolder(place: string): Promise<boolean> {
  try {
    return (await stat(place)).isDirectory();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOTDIR';
  }
}

/** Whoever types a command in a folder trusts it. */
export function openExecutions(
  store: Store,
  cli: Cli,
  limits: Partial<EngineLimits> = {},
  consent?: Consent,
  reach?: Reach,
): Executions {
  return createLocal({
    store,
    trusted: () => true,
    logger: {
      log: (level, message) => {
        if (level === 'error' || level === 'warning') cli.err.write(`${safeLine(message)}\n`);
      },
    },
    ...(consent && { consent }),
    ...(reach && { password: reach.password, callRemoteAgent: remoteAgents(reach) }),
    settings: () => ({
      ...defaultSettings,
      limits,
      workspaceFolders: [cli.cwd],
      ...(reach && { connections: reach.connections, allowedHosts: reach.allowedHosts }),
    }),
  });
}
