/** At most so many at once. Who waits for a turn may give up. */
export class Turns {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves true with a turn, which must be given back; false when the signal was aborted first. */
  async take(signal: AbortSignal): Promise<boolean> {
    while (this.#taken >= this.#most && !signal.aborted) await this.#next(signal);
    if (signal.aborted) {
      // The turn may have been ours: it goes to the next.
      this.#waiting.shift()?.();
      return false;
    }
    this.#taken++;
    return true;
  }

  giveBack(): void {
    this.#taken--;
    this.#waiting.shift()?.();
  }

  #next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        const place = this.#waiting.indexOf(done);
        if (place >= 0) this.#waiting.splice(place, 1);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.push(done);
      signal.addEventListener('abort', done);
    });
  }
}
