/** Splits bytes into lines of text as they come. What is not UTF-8 becomes U+FFFD; a carriage return ends a line, too. */
export class TextLines {
  readonly #line: (line: string) => void;
  readonly #longest: number;
  readonly #decoder = new TextDecoder();
  #rest = '';

  /** @param longest characters of a line; what is longer comes in pieces */
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
      this.#line(this.#rest + part);
      this.#rest = '';
    }
    this.#rest += last;
    while (this.#rest.length >= this.#longest) {
      this.#line(this.#rest.slice(0, this.#longest));
      this.#rest = this.#rest.slice(this.#longest);
    }
  }
}
