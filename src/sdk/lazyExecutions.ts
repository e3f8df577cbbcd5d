/**
 * Executions whose engine is loaded when somebody first asks for something: a window that only edits never loads it. Nothing runs
 * before that, so there is nothing to tell either.
 */
import { Emitter } from '../base/event.ts';
import { lazy } from '../base/lazy.ts';
import type { Executions } from './executions.ts';

type EventOf<Key extends 'onDidChange' | 'onEvent'> = Parameters<Parameters<Executions[Key]>[0]>[0];

export interface LazyExecutionsOptions {
  readonly make: () => Promise<Executions>;
  /** Whether nothing is stored: then there is nothing to load the engine for. */
  readonly isEmpty: () => Promise<boolean>;
}

export function lazyExecutions({ make, isEmpty }: LazyExecutionsOptions): Executions {
  const changed = new Emitter<EventOf<'onDidChange'>>();
  const events = new Emitter<EventOf<'onEvent'>>();
  let made: Executions | undefined;
  let disposed = false;
  const load = lazy(async () => {
    const executions = await make();
    if (disposed) executions.dispose();
    executions.onDidChange((id) => {
      changed.fire(id);
    });
    executions.onEvent((event) => {
      events.fire(event);
    });
    made = executions;
    return executions;
  });
  return {
    start: async (request) => (await load()).start(request),
    list: async () => (made === undefined && (await isEmpty()) ? [] : (await load()).list()),
    get: async (id) => (await load()).get(id),
    source: async (id) => (await load()).source(id),
    workflow: async (id) => (await load()).workflow(id),
    events: async (id) => (await load()).events(id),
    finished: async (id) => (await load()).finished(id),
    cancel: async (id, target, options) => (await load()).cancel(id, target, options),
    pause: async (id) => (await load()).pause(id),
    resume: async (id, options) => (await load()).resume(id, options),
    answer: async (id, nodeId, answer) => (await load()).answer(id, nodeId, answer),
    retry: async (id, options) => (await load()).retry(id, options),
    rerun: async (id, nodeId, options) => (await load()).rerun(id, nodeId, options),
    owner: async (id) => (await load()).owner(id),
    discard: async (id) => (await load()).discard(id),
    onDidChange: changed.event,
    onEvent: events.event,
    dispose: () => {
      disposed = true;
      made?.dispose();
      changed.dispose();
      events.dispose();
    },
  };
}
