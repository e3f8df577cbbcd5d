/** Work that is always about what is newest: one at a time, and once more where it was asked for meanwhile. */
export class Newest {
  readonly #work: () => Promise<void>;
  #isWorking = false;
  #isAsked = false;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  ask(): void {
    this.#isAsked = true;
    if (!this.#isWorking) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isWorking = true;
    try {
      while (this.#isAsked) {
        this.#isAsked = false;
        await this.#work();
      }
    } finally {
      this.#isWorking = false;
    }
  }
}
