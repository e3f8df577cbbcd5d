import type { JournalStore, JournalWriter } from '../ports.ts';
import { type Disk, systemDisk } from './fileDisk.ts';
import { tellStalled } from './lock.ts';
import { placeOf } from './places.ts';

/**
 * The same store, of which other processes also hear that the storage refuses, and that it takes more again (threat T17): in the lock,
 * since the journal cannot say so.
 */
export function tellingStalls(store: JournalStore, folder: string, disk: Disk = systemDisk): JournalStore {
  const telling = (id: string, writer: JournalWriter): JournalWriter => {
    let told = Promise.resolve();
    return {
      get bytes() {
        return writer.bytes;
      },
      listen(listener) {
        writer.listen({
          stalled(problem) {
            const place = placeOf(folder, id);
            if (place !== undefined) told = told.then(() => tellStalled(place, problem !== undefined, disk));
            listener.stalled(problem);
          },
          requested(request) {
            listener.requested(request);
          },
        });
      },
      append: (events, durable) => writer.append(events, durable),
      close: () => writer.close(),
    };
  };
  return {
    ...store,
    create: async (definition, isEarly) => telling(definition.execution_id, await store.create(definition, isEarly)),
    async open(id) {
      const opened = await store.open(id);
      return opened.kind === 'opened' ? { ...opened, writer: telling(id, opened.writer) } : opened;
    },
  };
}
