import type { JournalStore } from '../ports.ts';

/** Executions that live as long as the process. */
export declare function memoryJournal(): JournalStore;
