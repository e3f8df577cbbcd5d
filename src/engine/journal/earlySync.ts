import type { DiskFile } from './fileDisk.ts';

/** Gives the disk something to do while more is decided and encoded; one at a time. What it says is asked for with `done`. */
export class EarlySync {
  #running: Promise<void> | undefined;
  #failure: Error | undefined;

  get failure(): Error | undefined {
    return this.#failure;
  }

  begin(file: DiskFile): void {
    this.#running ??= file.datasync().then(
      () => (this.#running = undefined),
      (error: unknown) => {
        this.#failure = error instanceof Error ? error : new Error(String(error));
        this.#running = undefined;
      },
    );
  }

  /** Rejects, once, with what has failed of it. */
  async done(): Promise<void> {
    await this.#running;
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }
}
