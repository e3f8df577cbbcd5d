import type { CDPSession, Page } from 'playwright-core';

/** The CPU that a page's main thread spends, script, style, layout and paint: what else the machine does is none of it. */
export class PageCpu {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<PageCpu> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new PageCpu(session);
  }

  /** Milliseconds of it for each of the steps, one after the other. */
  async ofEach(steps: readonly (() => Promise<unknown>)[]): Promise<readonly number[]> {
    const times: number[] = [];
    let before = await this.#ms();
    for (const step of steps) {
      await step();
      const now = await this.#ms();
      times.push(now - before);
      before = now;
    }
    return times;
  }

  async #ms(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value;
    if (seconds === undefined) throw new Error('This browser does not count what its pages do.');
    return seconds * 1000;
  }
}
