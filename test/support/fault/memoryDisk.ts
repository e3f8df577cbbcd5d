/**
 * A disk in memory that can be made to fail and to lose its power. As on a real one, what was not synced may be lost, in any
 * part; and what a failed sync was to save is not saved by the next one either.
 */
import { basename, dirname, normalize } from 'node:path';
import { disposable } from '../../../src/base/disposable.ts';
import type { Disk, DiskFile, FileTimes, OpenFlags } from '../../../src/engine/journal/fileDisk.ts';

/** Numbers in [0, 1). */
export type Chance = () => number;

interface Change {
  readonly at: number;
  readonly bytes: Buffer;
  /** A sync that failed was to save it. */
  given: boolean;
}

interface File {
  readonly kind: 'file';
  bytes: Buffer;
  saved: Buffer;
  changes: Change[];
  mtimeMs: number;
}

type Entry = File | Folder;

interface Folder {
  readonly kind: 'folder';
  readonly entries: Map<string, Entry>;
  saved: Map<string, Entry>;
  /** Each is atomic: names and what they then stand for. */
  moves: (readonly (readonly [string, Entry | undefined])[])[];
  mtimeMs: number;
}

/** What happens instead: an error of this code; `short`: a write takes so many bytes and says nothing. */
export type Fault = { readonly code: string } | { readonly short: number };

export interface Call {
  readonly number: number;
  readonly operation: keyof Disk | 'write' | 'datasync' | 'sync' | 'close';
  readonly path: string;
}

const never = new Promise<never>(() => undefined);
let ticks = 0;

export class MemoryDisk implements Disk {
  readonly #root: Folder;
  calls = 0;
  /** Asked before each call. */
  fault: (call: Call) => Fault | undefined = () => undefined;
  /** Whether the system can write durably in one call. */
  writesDurably = true;
  /** From this call on nothing comes back any more: the power is cut before it. */
  cutAt = Infinity;

  constructor(root: Folder = emptyFolder()) {
    this.#root = root;
  }

  async open(path: string, flags: OpenFlags): Promise<DiskFile> {
    await this.#call('open', path);
    if (partsOf(path).length === 0) return this.#handle(path, this.#root, flags);
    const folder = this.#folder(dirname(path));
    const name = basename(path);
    let file = folder.entries.get(name);
    if (flags.startsWith('wx') && file) throw failure('EEXIST', 'open', path);
    if (file === undefined) {
      if (flags.startsWith('r')) throw failure('ENOENT', 'open', path);
      file = { kind: 'file', bytes: Buffer.alloc(0), saved: Buffer.alloc(0), changes: [], mtimeMs: ++ticks };
      move(folder, [[name, file]]);
    } else if (flags.startsWith('w') && file.kind === 'file') file.bytes = file.saved = Buffer.alloc(0);
    return this.#handle(path, file, flags);
  }

  async read(path: string): Promise<Buffer> {
    await this.#call('read', path);
    return Buffer.from(this.#file(path).bytes);
  }

  async names(path: string): Promise<readonly string[]> {
    await this.#call('names', path);
    return [...this.#folder(path).entries.keys()];
  }

  async stat(path: string): Promise<FileTimes> {
    await this.#call('stat', path);
    const entry = this.#entry(path);
    const size = entry.kind === 'file' ? entry.bytes.length : 0;
    return { mtimeMs: entry.mtimeMs, size, isFolder: entry.kind === 'folder' };
  }

  async makeFolder(path: string): Promise<string | undefined> {
    await this.#call('makeFolder', path);
    let folder = this.#root;
    let at = '';
    let topmost: string | undefined;
    for (const part of partsOf(path)) {
      at += `/${part}`;
      let next = folder.entries.get(part);
      if (next === undefined) {
        move(folder, [[part, (next = emptyFolder())]]);
        topmost ??= at;
      }
      if (next.kind !== 'folder') throw failure('ENOTDIR', 'mkdir', path);
      folder = next;
    }
    return topmost;
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#call('rename', from);
    const entry = this.#entry(from);
    const target = this.#folder(dirname(to)).entries.get(basename(to));
    if (target?.kind === 'folder' && target.entries.size > 0) throw failure('ENOTEMPTY', 'rename', from);
    if (dirname(from) !== dirname(to)) throw new Error('Only within one folder');
    move(this.#folder(dirname(from)), [
      [basename(from), undefined],
      [basename(to), entry],
    ]);
  }

  async link(from: string, to: string): Promise<void> {
    await this.#call('link', from);
    const folder = this.#folder(dirname(to));
    if (folder.entries.has(basename(to))) throw failure('EEXIST', 'link', from);
    move(folder, [[basename(to), this.#file(from)]]);
  }

  async remove(path: string): Promise<void> {
    await this.#call('remove', path);
    this.#file(path);
    move(this.#folder(dirname(path)), [[basename(path), undefined]]);
  }

  async removeFolder(path: string): Promise<void> {
    await this.#call('removeFolder', path);
    const folder = this.#folder(dirname(path));
    if (folder.entries.has(basename(path))) move(folder, [[basename(path), undefined]]);
  }

  async touch(path: string): Promise<void> {
    if (this.calls >= this.cutAt) return;
    this.#entry(path).mtimeMs = ++ticks;
    await Promise.resolve();
  }

  watch(): { dispose(): void } {
    return disposable(() => undefined);
  }

  /** What the next start finds: of all that was not synced, each part is there or not, a write perhaps in part. */
  afterPowerCut(chance: Chance): MemoryDisk {
    const copies = new Map<Entry, Entry>();
    return new MemoryDisk(survive(this.#root, chance, copies) as Folder);
  }

  /** Another disk with the same on it, all saved: as when only the process ended. */
  afterCrash(): MemoryDisk {
    return this.afterPowerCut(() => 0);
  }

  #handle(path: string, entry: Entry, flags: OpenFlags): DiskFile {
    let at = 0;
    const isDurable = flags.endsWith('d') && this.writesDurably;
    const file = entry.kind === 'file' ? entry : undefined;
    return {
      isDurable,
      write: async (bytes, offset, length, position) => {
        const taken = await this.#call('write', path, length);
        if (file === undefined) throw failure('EISDIR', 'write', path);
        const from = flags.startsWith('a') ? file.bytes.length : (position ?? at);
        const change = { at: from, bytes: Buffer.from(bytes.subarray(offset, offset + taken)), given: false };
        put(file, change);
        at = from + taken;
        // The other half of that call, which can fail by itself and saves nothing else.
        if (isDurable) await this.#save('datasync', path, file, [change]);
        return taken;
      },
      datasync: async () => {
        await this.#save('datasync', path, entry);
      },
      sync: async () => {
        await this.#save('sync', path, entry);
      },
      close: async () => {
        await this.#call('close', path);
      },
    };
  }

  /** @param wanted of a file's changes, all without it */
  async #save(operation: 'datasync' | 'sync', path: string, entry: Entry, wanted?: readonly Change[]): Promise<void> {
    const isWanted = (change: Change): boolean => wanted?.includes(change) !== false;
    try {
      await this.#call(operation, path);
    } catch (error) {
      if (entry.kind === 'file') for (const change of entry.changes) change.given ||= isWanted(change);
      throw error;
    }
    if (entry.kind === 'folder') {
      entry.saved = new Map(entry.entries);
      entry.moves = [];
    } else {
      const isSaved = (change: Change): boolean => !change.given && isWanted(change);
      for (const change of entry.changes) if (isSaved(change)) entry.saved = laid(entry.saved, change.at, change.bytes);
      entry.changes = entry.changes.filter((change) => !isSaved(change));
    }
  }

  /** Counts, fails or never returns; for a write, how many bytes it takes. */
  async #call(operation: Call['operation'], path: string, bytes = 0): Promise<number> {
    const number = this.calls++;
    if (number >= this.cutAt) await never;
    await Promise.resolve();
    const fault = this.fault({ number, operation, path });
    if (fault === undefined) return bytes;
    if ('code' in fault) throw failure(fault.code, operation, path);
    return Math.min(bytes, fault.short);
  }

  #entry(path: string): Entry {
    let entry: Entry = this.#root;
    for (const part of partsOf(path)) {
      const next: Entry | undefined = entry.kind === 'folder' ? entry.entries.get(part) : undefined;
      if (next === undefined) throw failure('ENOENT', 'open', path);
      entry = next;
    }
    return entry;
  }

  #folder(path: string): Folder {
    const entry = this.#entry(path);
    if (entry.kind === 'file') throw failure('ENOTDIR', 'open', path);
    return entry;
  }

  #file(path: string): File {
    const entry = this.#entry(path);
    if (entry.kind === 'folder') throw failure('EISDIR', 'open', path);
    return entry;
  }
}

function emptyFolder(): Folder {
  return { kind: 'folder', entries: new Map(), saved: new Map(), moves: [], mtimeMs: ++ticks };
}

function partsOf(path: string): string[] {
  return normalize(path)
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.');
}

function move(folder: Folder, names: readonly (readonly [string, Entry | undefined])[]): void {
  folder.moves.push(names);
  folder.mtimeMs = ++ticks;
  apply(folder.entries, names);
}

function apply(entries: Map<string, Entry>, names: readonly (readonly [string, Entry | undefined])[]): void {
  for (const [name, entry] of names)
    if (entry) entries.set(name, entry);
    else entries.delete(name);
}

function put(file: File, change: Change): void {
  file.changes.push(change);
  file.bytes = laid(file.bytes, change.at, change.bytes);
  file.mtimeMs = ++ticks;
}

function laid(under: Buffer, at: number, bytes: Buffer): Buffer {
  const whole = Buffer.alloc(Math.max(under.length, at + bytes.length));
  under.copy(whole);
  bytes.copy(whole, at);
  return whole;
}

/** Of one write: what it leaves when only its end reached the disk. */
function keptEnd(bytes: Buffer, chance: Chance): number {
  return Math.min(bytes.length, 16 * Math.ceil(1 + chance() * (bytes.length / 16)));
}

/** `chance` below a half keeps. */
function survive(entry: Entry, chance: Chance, copies: Map<Entry, Entry>): Entry {
  const known = copies.get(entry);
  if (known) return known;
  if (entry.kind === 'file') {
    let bytes = entry.saved;
    for (const change of entry.changes) {
      const luck = chance();
      if (luck < 0.5) bytes = laid(bytes, change.at, change.bytes);
      else if (luck < 0.65) bytes = laid(bytes, change.at, change.bytes.subarray(0, change.bytes.length * chance()));
      else if (luck < 0.8) {
        const from = keptEnd(change.bytes, chance);
        bytes = laid(bytes, change.at + from, change.bytes.subarray(from));
      }
    }
    const file: File = { kind: 'file', bytes, saved: bytes, changes: [], mtimeMs: entry.mtimeMs };
    copies.set(entry, file);
    return file;
  }
  const names = new Map(entry.saved);
  for (const each of entry.moves) if (chance() < 0.5) apply(names, each);
  const entries = new Map([...names].map(([name, inner]) => [name, survive(inner, chance, copies)] as const));
  const folder: Folder = { kind: 'folder', entries, saved: new Map(entries), moves: [], mtimeMs: entry.mtimeMs };
  copies.set(entry, folder);
  return folder;
}

function failure(code: string, operation: string, path: string): Error {
  return Object.assign(new Error(`${code}: made to fail, ${operation} '${basename(path)}'`), { code });
}
