/** Splits bytes into lines of text as they come. What is not UTF-8 becomes U+FFFD; a carriage return ends a line, too. */
export class TextLines {
  readonly #line: (line: string) => void;
  readonly #longest: number;
  readonly #decoder = new TextDecoder();
  #rest = '';
  /** The line was given already, as far as it is not too long. */
  #isCut = false;

  /**
   * @param longest characters of a line that is waited for; what it has behind them is left out: a secret that is there in part could
   * not be found (threat T15)
   */
  constructor(longest: number, line: (line: string) => void) {
    this.#longest = longest;
    this.#line = line;
  }

  add(bytes: Uint8Array): void {
    this.#split(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Gives what has no end of line. */
  end(): void {
    this.#split(this.#decoder.decode());
    if (this.#rest !== '') this.#line(this.#rest);
    this.#rest = '';
  }

  #split(text: string): void {
    const parts = text.split(/\r\n|[\r\n]/);
    const last = parts.pop() ?? '';
    for (const part of parts) {
      if (!this.#isCut) this.#line(this.#rest + part);
      this.#rest = '';
      this.#isCut = false;
    }
    if (this.#isCut) return;
    this.#rest += last;
    if (this.#rest.length < this.#longest) return;
    this.#line(this.#rest);
    this.#rest = '';
    this.#isCut = true;
  }
}
