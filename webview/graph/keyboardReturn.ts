/** How often the keyboard is asked for, and for how long at most after a step. */
const againMs = 400;
const longestMs = 4_000;

/**
 * While a step is taken back, its text has the keyboard; VS Code gives it back to the page afterwards. When it notices only then that
 * the page had lost it, it stops half-way, in the frame around the page. So the page asks again until it has it.
 */
export class KeyboardReturn {
  readonly #ask: () => void;
  #stop: (() => void) | undefined;

  constructor(ask: () => void) {
    this.#ask = ask;
  }

  /** The page is about to lose the keyboard. */
  expect(): void {
    this.#stop?.();
    const over = new AbortController();
    let asking: number | undefined;
    const stop = (): void => {
      over.abort();
      window.clearInterval(asking);
      window.clearTimeout(longest);
    };
    const longest = window.setTimeout(stop, longestMs);
    this.#stop = stop;
    const { signal } = over;
    window.addEventListener('blur', () => (asking ??= window.setInterval(this.#ask, againMs)), { signal });
    window.addEventListener('focus', stop, { signal });
  }
}
