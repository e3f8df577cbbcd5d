/**
 * Reads the files that a workflow's subworkflows name: the one place that does so for editor, command line and executions.
 *
 * 1. Only files inside the workspace folder that holds the workflow, else inside the workflow's own folder, links followed (threat
 *    T10); what was opened is compared with what was allowed, so that a link swapped in between is not followed.
 * 2. A file is read again only when its stamp on disk has changed.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { realPath } from '../agents/realPath.ts';
import { t } from '../base/l10n.ts';
import type { ProjectOptions } from '../model/project.ts';
import type { FileAnswer, ReadFile } from '../model/subworkflows/files.ts';

/** Bytes of the largest text that any setting allows: 64 Mi characters, three bytes for each. */
const mostBytes = 3 * 64 * 1024 * 1024;

export interface SubworkflowFilesOptions {
  readonly workspaceFolders: readonly string[];
  /** The text of a file that is being edited, by its absolute path; it stands for what is on disk. */
  readonly edited?: (file: string) => string | undefined;
}

/**
 * What `analyse` needs to follow a workflow's subworkflows. Keep it while a file is edited: it remembers what it has read.
 *
 * @param file absolute path of the workflow's file; null for one built in memory, of whose subworkflows nothing is known
 */
export function subworkflowFiles(
  file: string | null,
  options: SubworkflowFilesOptions,
): Pick<ProjectOptions, 'file' | 'readFile'> {
  if (file === null) return {};
  const reader = new Reader(path.dirname(file), options);
  return { file: path.basename(file), readFile: (named) => reader.read(named) };
}

/** The same for a workflow that was stored with its files: nothing else is read. */
export function storedSubworkflowFiles(files: Readonly<Record<string, string>> = {}): { readonly readFile: ReadFile } {
  return {
    readFile: (named) => {
      const text = Object.hasOwn(files, named) ? files[named] : undefined;
      return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
    },
  };
}

interface Read {
  readonly stamp: string;
  readonly text: string;
}

class Reader {
  readonly #folder: string;
  readonly #options: SubworkflowFilesOptions;
  readonly #read = new Map<string, Read>();

  constructor(folder: string, options: SubworkflowFilesOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  read(named: string): FileAnswer {
    const file = path.resolve(this.#folder, named);
    const real = realPath(file);
    if (!isInside(this.#allowed(), real))
      return refused(t('"{0}" lies outside of the workspace folder, so it is not read.', named));
    const edited = this.#options.edited?.(file) ?? this.#options.edited?.(real);
    if (edited !== undefined) return { kind: 'text', text: edited };
    try {
      return this.#readFromDisk(named, file, real);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
      return refused(t('"{0}" cannot be read: {1}', named, message));
    }
  }

  /** The innermost workspace folder that holds the workflow; asked each time, since folders come and go. */
  #allowed(): string {
    const folder = realPath(this.#folder);
    const holding = this.#options.workspaceFolders.map(realPath).filter((one) => isInside(one, folder));
    return holding.reduce((inner, one) => (one.length > inner.length ? one : inner), holding[0] ?? folder);
  }

  #readFromDisk(named: string, file: string, real: string): FileAnswer {
    // Without waiting: a pipe has no writer.
    const descriptor = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const stat = fstatSync(descriptor, { bigint: true });
      const { dev, ino, size, mtimeNs, ctimeNs } = stat;
      const now = lstatSync(real, { bigint: true });
      if (realPath(file) !== real || now.dev !== dev || now.ino !== ino)
        return refused(t('"{0}" was changed while it was read. Try again.', named));
      if (stat.isDirectory()) return refused(t('"{0}" is a folder, not a file.', named));
      if (!stat.isFile()) return refused(t('"{0}" is no file that can be read.', named));
      if (size > mostBytes) return refused(t('"{0}" is larger than a workflow may be.', named));
      const stamp = [dev, ino, size, mtimeNs, ctimeNs].join(' ');
      const known = this.#read.get(real);
      if (known?.stamp === stamp) return { kind: 'text', text: known.text };
      const text = readFileSync(descriptor, 'utf8').replace(/^\ufeff/, '');
      this.#read.set(real, { stamp, text });
      return { kind: 'text', text };
    } finally {
      closeSync(descriptor);
    }
  }
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function refused(reason: string): FileAnswer {
  return { kind: 'refused', reason };
}
