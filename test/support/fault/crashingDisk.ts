/** A disk that ends the process at a place of its journal's writing. */
import { basename } from 'node:path';
import type { Disk, DiskFile } from '../../../src/engine/journal/fileDisk.ts';

export interface CrashPoint {
  /** Which write to the journal, or which effect of an agent; 1 is the first. */
  readonly write: number;
  readonly phase: Phase;
}

/** `effect`: the agent has done its work outside, and has not answered. */
export const phases = ['before', 'half', 'written', 'synced', 'effect'] as const;
export type Phase = (typeof phases)[number];

export function crashingDisk(disk: Disk, { write, phase }: CrashPoint, die: () => never): Disk {
  let writes = 0;
  const spoil = (file: DiskFile): DiskFile => ({
    ...file,
    async write(bytes, offset, length, position) {
      writes++;
      if (writes === write && phase === 'before') die();
      if (writes === write && phase === 'half') {
        await file.write(bytes, offset, Math.ceil(length / 2), position);
        die();
      }
      const taken = await file.write(bytes, offset, length, position);
      if (writes === write && (phase === 'written' || (phase === 'synced' && file.isDurable))) die();
      return taken;
    },
    async datasync() {
      await file.datasync();
      if (writes >= write && phase === 'synced') die();
    },
  });
  return {
    ...disk,
    async open(path, flags) {
      const file = await disk.open(path, flags);
      return basename(path) === 'journal.jsonl' ? spoil(file) : file;
    },
  };
}
