/** The server's token: made once, kept where only its user reads it (threat T9). */
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readIfThere, writeDurable } from '../sdk/catalog/durableFiles.ts';

/** 256 bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function tokenFile(folder: string): string {
  return path.join(folder, 'server-token');
}

/** The token of an earlier start, so that what uses it goes on; a new one where there is none, or others could read it. */
export async function keptToken(folder: string): Promise<string> {
  const file = tokenFile(folder);
  const kept = (await isPrivate(file)) ? (await readIfThere(file))?.trim() : undefined;
  if (kept !== undefined && /^[\w-]{43}$/.test(kept)) return kept;
  const token = newToken();
  await writeDurable(file, `${token}\n`);
  return token;
}

async function isPrivate(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || process.platform === 'win32') return found !== undefined;
  return (found.mode & 0o077) === 0 && found.uid === process.getuid?.();
}
