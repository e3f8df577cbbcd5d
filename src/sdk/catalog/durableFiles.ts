/**
 * Small files that are there as a whole or not at all, whatever ends the process meanwhile, and durable once they are (F13). Only
 * their user reads them.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Puts a file in the place of what has its name. */
export async function writeDurable(file: string, text: string): Promise<void> {
  await inDraft(file, text, (draft) => rename(draft, file));
}

/** Makes a file of a new name; false where there is one already, which stays. */
export async function createDurable(file: string, text: string): Promise<boolean> {
  return await inDraft(file, text, async (draft) => {
    try {
      await link(draft, file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  });
}

/** False where there was none. */
export async function removeDurable(file: string): Promise<boolean> {
  try {
    await rm(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  await syncFolder(path.dirname(file));
  return true;
}

/** Undefined where there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The names in a folder that end so, without that, sorted; none where there is no folder. Drafts are left out. */
export async function namesIn(folder: string, end: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith(end) && !name.startsWith('.'))
    .map((name) => name.slice(0, -end.length))
    .sort();
}

async function inDraft<T>(file: string, text: string, use: (draft: string) => Promise<T>): Promise<T> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = path.join(folder, `.${randomUUID()}`);
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const used = await use(draft);
    await syncFolder(folder);
    return used;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Makes the names in it durable; Windows has no such thing, and does it by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
