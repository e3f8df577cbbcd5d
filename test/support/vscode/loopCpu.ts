/**
 * The longest time for which this process's event loop was kept from anything else, in milliseconds of the thread's own CPU: what the
 * machine does besides counts for nothing.
 */
export class LoopCpu {
  readonly #worst = new Map<string, number>();
  #step = '';
  #before = process.threadCpuUsage();
  readonly #timer = setInterval(() => {
    this.#look();
  }, 1);

  /** What is done from now on. */
  step(name: string): void {
    this.#look();
    this.#before = process.threadCpuUsage();
    this.#step = name;
  }

  /** Resolves when the process has had nothing long to do for half a second: what was begun before a step is none of it. */
  async untilQuiet(): Promise<void> {
    let quietSince = Date.now();
    while (Date.now() - quietSince < 500) {
      const before = process.threadCpuUsage();
      await new Promise((resolve) => setTimeout(resolve, 1));
      const { user, system } = process.threadCpuUsage(before);
      if (user + system > 10_000) quietSince = Date.now();
    }
  }

  /** By step, in whole milliseconds. */
  end(): Readonly<Record<string, number>> {
    clearInterval(this.#timer);
    return Object.fromEntries([...this.#worst].map(([name, ms]) => [name, Math.round(ms)]));
  }

  #look(): void {
    if (this.#step === '') return;
    const { user, system } = process.threadCpuUsage(this.#before);
    this.#before = process.threadCpuUsage();
    this.#worst.set(this.#step, Math.max(this.#worst.get(this.#step) ?? 0, (user + system) / 1000));
  }
}
