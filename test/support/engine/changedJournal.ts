import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import type { JournalStore, JournalWriter } from '../../../src/engine/ports.ts';

/** A journal in memory whose writers do otherwise what `change` says; its getters stay getters. */
export function changedJournal(change: (writer: JournalWriter) => Partial<JournalWriter>): JournalStore {
  const inner = memoryJournal();
  return {
    ...inner,
    create: async (definition) => {
      const writer = await inner.create(definition);
      return Object.defineProperties({ ...writer }, Object.getOwnPropertyDescriptors(change(writer)));
    },
  };
}
