import type { DiskFile } from './fileDisk.ts';

/** Gives the disk something to do while more is encoded; one at a time. */
export class EarlySync {
  readonly #file: DiskFile;
  over: Promise<void> | undefined;
  failure: Error | undefined;

  constructor(file: DiskFile) {
    this.#file = file;
  }

  begin(): void {
    this.over ??= this.#file.datasync().then(
      () => (this.over = undefined),
      (error: unknown) => {
        this.failure = error instanceof Error ? error : new Error(String(error));
      },
    );
  }
}
