/**
 * Requests to the owner of an execution (E5): files `request-UUID.json` in its folder, which the owner removes and follows.
 *
 * 1. A request has its name only when it is complete.
 * 2. It is removed before it is followed: it may be lost with its owner, but is never followed twice.
 * 3. What is no request is removed and ignored.
 * 4. Who looks for requests also sees that another process has taken the execution, and hears `cancel`: nothing of that can be
 *    written, so it stops at once instead of with its next event (threat T18).
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, disposable } from '../../base/disposable.ts';
import type { ControlRequest } from '../../protocol/execution.ts';
import { codeOf, type Disk, writeWhole } from './fileDisk.ts';
import { isOwned, isTaken } from './lock.ts';
import { readRequest } from './readRequest.ts';

const requestName = /^request-[0-9a-f-]{36}\.json$/;
/** A larger file is no request. */
const mostBytes = 256 * 1024;
/** Where the system tells of no changes, or not of these. */
const pollMs = 1_000;
/** How long the owner may take to remove a request before its word is taken for given. */
const patienceMs = 2_500;
const lookMs = 20;

/** Hands it to the living owner; false, and no file left, when there is none. */
export async function sendRequest(place: string, request: ControlRequest, disk: Disk, clock: Clock): Promise<boolean> {
  if (!(await isOwned(place, disk))) return false;
  const path = join(place, `request-${randomUUID()}.json`);
  await writeWhole(disk, path, Buffer.from(JSON.stringify(request)), { durable: false, prefix: 'asking-' });
  const untilMs = clock.monotonicMs() + patienceMs;
  do {
    await new Promise<void>((resolve) => clock.schedule(lookMs, resolve));
    if (!(await exists(path, disk))) return true;
    // It may have ended without having seen this. If the file is gone now, it has seen it.
    if (!(await isOwned(place, disk))) return !(await removed(path, disk));
  } while (clock.monotonicMs() < untilMs);
  return true;
}

/** Tells each request once. Looks at once, on each change of the folder, and every second. */
export function watchRequests(place: string, disk: Disk, told: (request: ControlRequest) => void): Disposable {
  /** Files that could not be removed. */
  const done = new Set<string>();
  let isLooking = false;
  let isOver = false;
  let watching: Disposable | undefined;

  async function look(): Promise<void> {
    const all = await disk.names(place);
    if (isTaken(place, all, disk)) {
      if (!stopped()) told({ type: 'cancel' });
      isOver = true;
      return;
    }
    const names = all.filter((name) => requestName.test(name) && !done.has(name));
    const found = await Promise.all(names.map(async (name) => ({ name, ...(await disk.stat(join(place, name))) })));
    found.sort((a, b) => a.mtimeMs - b.mtimeMs || (a.name < b.name ? -1 : 1));
    for (const { name, size } of found) {
      const path = join(place, name);
      const bytes = size <= mostBytes ? await disk.read(path) : undefined;
      if (stopped()) return;
      done.add(name);
      if (await removed(path, disk)) done.delete(name);
      const request = bytes && readRequest(bytes.toString('utf8'));
      if (request) told(request);
    }
  }
  function stopped(): boolean {
    return isOver;
  }
  function lookOnce(): void {
    if (isLooking || isOver) return;
    isLooking = true;
    look()
      .catch(() => undefined)
      .finally(() => (isLooking = false));
  }

  const timer = setInterval(() => {
    // Most executions are over before they need a watcher.
    watching ??= disk.watch(place, lookOnce);
    lookOnce();
  }, pollMs);
  timer.unref();
  return disposable(() => {
    isOver = true;
    clearInterval(timer);
    watching?.dispose();
  });
}

/** Those that a dead owner did not see are nobody's any more. */
export async function removeRequests(place: string, names: readonly string[], disk: Disk): Promise<void> {
  for (const name of names) if (requestName.test(name)) await disk.remove(join(place, name)).catch(() => undefined);
}

async function exists(path: string, disk: Disk): Promise<boolean> {
  return await disk.stat(path).then(
    () => true,
    (error: unknown) => codeOf(error) !== 'ENOENT',
  );
}

/** Whether it was there to be removed. */
async function removed(path: string, disk: Disk): Promise<boolean> {
  return await disk.remove(path).then(
    () => true,
    () => false,
  );
}
