/**
 * Defects of the journal that the tests must catch (fault F20). Each says what it breaks, in which file, and by which replacement;
 * `old` occurs exactly once there.
 */
export const journalDefects = [
  {
    name: 'fsync-dropped',
    file: 'src/engine/journal/fileWriter.ts',
    old: '} else await file.datasync();',
    new: '}',
  },
  {
    name: 'folder-not-synced',
    file: 'src/engine/journal/fileJournal.ts',
    old: 'andDurable: () => syncPlace(folder, place, disk),',
    new: 'andDurable: () => Promise.resolve(),',
  },
  {
    name: 'definition-not-durable',
    file: 'src/engine/journal/places.ts',
    old: "await writeNew(disk, join(draft, definitionName), 'wx', line, true);",
    new: "await writeNew(disk, join(draft, definitionName), 'wx', line, false);",
  },
  {
    name: 'checksum-skipped',
    file: 'src/engine/journal/record.ts',
    old: 'return crc32c(bytes, start, checkedEnd, checksum) === crc ? checkedEnd : -1;',
    new: 'return checkedEnd;',
  },
  {
    name: 'record-of-another-execution-accepted',
    file: 'src/engine/journal/record.ts',
    old: "return crc32c(Buffer.from(executionId, 'utf8'));",
    new: "return executionId === '' ? 1 : 0;",
  },
  {
    name: 'short-write-swallowed',
    file: 'src/engine/journal/fileDisk.ts',
    old: 'at += taken;',
    new: 'at = bytes.length;',
  },
  {
    name: 'torn-tail-not-cut',
    file: 'src/engine/journal/storedPlace.ts',
    old: 'if (good.length < bytes.length || (lock.tookOver && bytes.length > 0)) {',
    new: 'if (lock.tookOver && good.length === bytes.length && bytes.length > 0) {',
  },
  {
    name: 'half-a-batch-accepted',
    file: 'src/engine/journal/codec.ts',
    old: 'if (!record.more) whole =',
    new: 'whole =',
  },
  {
    name: 'corrupt-middle-taken-for-a-tail',
    file: 'src/engine/journal/codec.ts',
    old: 'return corrupt ? { events, fence, goodBytes: at, corrupt,',
    new: 'return at < 0 ? { events, fence, goodBytes: at, corrupt,',
  },
  {
    name: 'gap-in-the-numbers-accepted',
    file: 'src/engine/journal/codec.ts',
    old: '} else if (seq !== events.length + 1) return false;',
    new: '}',
  },
  {
    name: 'fence-ignored-on-reading',
    file: 'src/engine/journal/codec.ts',
    old: 'if (record.fence < fence) return true;',
    new: '',
  },
  {
    name: 'takeover-does-not-replace-old-records',
    file: 'src/engine/journal/codec.ts',
    old: 'if (record.fence > fence && fence > 0) {',
    new: 'if (record.fence > fence && fence > 1_000) {',
  },
  {
    name: 'lost-lock-not-noticed',
    file: 'src/engine/journal/lock.ts',
    old: 'return (await newestLock(folder, disk)) === taken.fence;',
    new: 'return (await newestLock(folder, disk)) !== undefined;',
  },
  {
    name: 'lock-not-looked-at-before-writing',
    file: 'src/engine/journal/fileWriter.ts',
    old: "if (!isHeld) throw new Lost('Another process has taken over this execution');",
    new: '',
  },
  {
    name: 'owned-execution-taken',
    file: 'src/engine/journal/lock.ts',
    old: "if (before === 'alive') return undefined;",
    new: '',
  },
  {
    name: 'another-process-with-the-same-number-believed',
    file: 'src/engine/journal/lock.ts',
    old: 'const isSame = lock.process_start === null || now.process_start === null || lock.process_start === now.process_start;',
    new: 'const isSame = true;',
  },
  {
    name: 'lock-kept-after-closing',
    file: 'src/engine/journal/fileWriter.ts',
    old: 'await this.#parts.lock.release();',
    new: '',
  },
  {
    name: 'old-owner-shares-the-file',
    file: 'src/engine/journal/storedPlace.ts',
    old: '(lock.tookOver && bytes.length > 0)',
    new: '(lock.tookOver && bytes.length < 0)',
  },
  {
    name: 'large-output-not-restored',
    file: 'src/engine/journal/largeParts.ts',
    old: '(event as unknown as Record<string, unknown>)[field] = value;',
    new: '',
  },
  {
    name: 'large-output-not-checked',
    file: 'src/engine/journal/largeParts.ts',
    old: 'const isGood = found.length === bytes && crc32c(found, 0, found.length, checksum) === crc;',
    new: 'const isGood = found.length > 0;',
  },
  {
    name: 'large-output-not-durable',
    file: 'src/engine/journal/fileWriter.ts',
    old: 'await writeWhole(disk, join(place, name), bytes,',
    new: 'await writeWhole(disk, join(place, name), bytes, false &&',
  },
  {
    name: 'unsynced-bytes-forgotten-after-a-failure',
    file: 'src/engine/journal/fileWriter.ts',
    old: 'const all = Buffer.concat([...this.#unsynced, bytes]);',
    new: 'const all = bytes;',
  },
  {
    name: 'storage-trouble-is-final',
    file: 'src/engine/journal/fileWriter.ts',
    old: 'if (isLast || !isTrouble(error)) throw error;',
    new: 'throw error;',
  },
];
