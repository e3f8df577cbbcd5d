import type { JournalStore } from '../ports.ts';

/** One folder for each execution under `folder`, which is made when needed (E3). */
export declare function fileJournal(folder: string): JournalStore;
