import { setImmediate as nextTurn } from 'node:timers/promises';

/** What understands workflows, from the bottom up. */
const parts: readonly (() => Promise<unknown>)[] = [
  () => import('../model/syntax/parse.ts'),
  () => import('../model/schema/check.ts'),
  () => import('../model/project.ts'),
];

/** Loads that before what needs it, and others between its parts: together it is long work for the event loop. */
export async function afterModel<T>(load: () => Promise<T>): Promise<T> {
  for (const part of parts) {
    await part();
    await nextTurn();
  }
  return await load();
}
