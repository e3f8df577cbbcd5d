/** Loads large parts of the extension one after the other: together they are long work for the event loop, and others go on between. */
import { setImmediate as nextTurn } from 'node:timers/promises';

type Load<T> = () => Promise<T>;

/** What understands workflows, from the bottom up. */
const model: readonly Load<unknown>[] = [
  () => import('../model/syntax/parseSource.ts'),
  () => import('../model/syntax/parse.ts'),
  () => import('../model/schema/check.ts'),
  () => import('../model/project.ts'),
];

/** What executes them. */
const engine: readonly Load<unknown>[] = [
  () => import('../engine/engine.ts'),
  () => import('../agents/runners.ts'),
  () => import('../sdk/local.ts'),
];

/** What draws them. */
const drawing: readonly Load<unknown>[] = [() => import('../layout/plan.ts'), () => import('./graph/pictures.ts')];

export function afterModel<T>(load: Load<T>): Promise<T> {
  return after(model, load);
}

export function afterEngine<T>(load: Load<T>): Promise<T> {
  return after([...model, ...engine], load);
}

export function afterDrawing<T>(load: Load<T>): Promise<T> {
  return after([...model, ...drawing], load);
}

async function after<T>(parts: readonly Load<unknown>[], load: Load<T>): Promise<T> {
  for (const part of parts) {
    await part();
    await nextTurn();
  }
  return await load();
}
