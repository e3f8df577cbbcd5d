import type { EngineEvent } from '../events.ts';
import type {
  JournalListener,
  JournalStore,
  JournalWriter,
  StoredDefinition,
  StoredExecution,
  StoredTimes,
} from '../ports.ts';

interface Entry {
  readonly definition: StoredDefinition;
  readonly batches: (readonly EngineEvent[])[];
  owned: boolean;
  listener?: JournalListener;
}

/** Executions that live as long as the process. */
export function memoryJournal(): JournalStore {
  const entries = new Map<string, Entry>();

  const stored = (id: string, entry: Entry): StoredExecution => ({
    id,
    definition: entry.definition,
    events: entry.batches.flat(),
    state: entry.owned ? 'owned' : 'free',
  });
  const own = (entry: Entry): JournalWriter => {
    entry.owned = true;
    return {
      bytes: 0,
      listen: (listener) => (entry.listener = listener),
      append(events) {
        entry.batches.push(events);
        return Promise.resolve();
      },
      close() {
        entry.owned = false;
        return Promise.resolve();
      },
    };
  };

  return {
    create(definition) {
      const entry: Entry = { definition, batches: [], owned: true };
      if (entries.has(definition.execution_id))
        return Promise.reject(new Error(`There is an execution ${definition.execution_id} already`));
      entries.set(definition.execution_id, entry);
      return Promise.resolve(own(entry));
    },
    list: () => Promise.resolve([...entries.keys()].reverse()),
    times: () => Promise.resolve([...entries.values()].reverse().map(timesOf)),
    read(id) {
      const entry = entries.get(id);
      return Promise.resolve(entry && stored(id, entry));
    },
    open(id) {
      const entry = entries.get(id);
      if (entry === undefined) return Promise.resolve({ kind: 'missing' });
      if (entry.owned) return Promise.resolve({ kind: 'owned' });
      const writer = own(entry);
      return Promise.resolve({ kind: 'opened', writer, execution: stored(id, entry) });
    },
    request(id, request) {
      const entry = entries.get(id);
      if (entry?.owned !== true) return Promise.resolve(false);
      entry.listener?.requested(request);
      return Promise.resolve(true);
    },
    remove(id) {
      const entry = entries.get(id);
      if (entry === undefined || entry.owned) return Promise.resolve(false);
      entries.delete(id);
      return Promise.resolve(true);
    },
  };
}

function timesOf({ definition, batches }: Entry): StoredTimes {
  const { execution_id: id, created_ms } = definition;
  return { id, created_ms, changed_ms: Math.max(created_ms, batches.at(-1)?.at(-1)?.time_ms ?? 0) };
}
