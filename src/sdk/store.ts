import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { realPath } from '../agents/realPath.ts';

/** Where the executions of one workspace and the local caches are kept: for each user, outside every workspace (threat T24). */
export interface Store {
  /** One folder for each execution. */
  readonly executions: string;
  /** Local caches, by workflow folder. */
  readonly cache: string;
  /** Agents and workflows that were created by name: SDK and server. */
  readonly catalog: string;
}

/** The store that extension and command line share, keyed by the workspace's path. */
export function defaultStore(workspaceFolder: string, userFolder = userDataFolder()): Store {
  const folder = realPath(workspaceFolder);
  const key = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const name = path
    .basename(folder)
    .replace(/[^A-Za-z0-9_-]/g, '_')
    .slice(0, 40);
  const own = `${name}-${key}`;
  return {
    executions: path.join(userFolder, 'executions', own),
    cache: path.join(userFolder, 'cache'),
    catalog: path.join(userFolder, 'catalogs', own),
  };
}

/** Whether nothing has ever been executed in it. */
export async function isEmptyStore({ executions }: Store): Promise<boolean> {
  return (await readdir(executions).catch(() => [])).length === 0;
}

/** A store in a folder that the user named. */
export function storeIn(folder: string): Store {
  return {
    executions: path.join(folder, 'executions'),
    cache: path.join(folder, 'cache'),
    catalog: path.join(folder, 'catalog'),
  };
}

/** The platform's place for a program's own data. */
function userDataFolder(): string {
  const { env, platform } = process;
  if (platform === 'win32')
    return path.join(env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'), 'ipa-workflow');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'ipa-workflow');
  return path.join(env.XDG_DATA_HOME ?? path.join(homedir(), '.local', 'share'), 'ipa-workflow');
}
