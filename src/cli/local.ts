import type { Executions } from '../sdk/executions.ts';
import { createLocal } from '../sdk/local.ts';
import { defaultSettings } from '../sdk/settings.ts';
import { defaultStore, type Store, storeIn } from '../sdk/store.ts';
import path from 'node:path';
import type { Arguments } from './arguments.ts';
import type { Cli } from './cli.ts';
import { safeLine } from './safeText.ts';

/** The store that `--store` names, else the user's for the folder. */
export function storeOf(args: Arguments, cli: Cli, folder = cli.cwd): Store {
  const named = args.text('store');
  return named === undefined ? defaultStore(folder) : storeIn(path.resolve(cli.cwd, named));
}

/** Whoever types a command in a folder trusts it. */
export function openExecutions(store: Store, cli: Cli): Executions {
  return createLocal({
    store,
    trusted: () => true,
    logger: {
      log: (level, message) => {
        if (level === 'error' || level === 'warning') cli.err.write(`${safeLine(message)}\n`);
      },
    },
    settings: () => ({ ...defaultSettings, workspaceFolders: [cli.cwd] }),
  });
}
