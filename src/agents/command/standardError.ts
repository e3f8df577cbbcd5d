import type { AgentRequest } from '../../engine/ports.ts';
import { TextLines } from '../textLines.ts';

const longestLine = 8 * 1024;
/** For the message of a failure. */
const lastLines = 5;

/** What a program writes to standard error: lines of the log as they come. */
export class StandardError {
  readonly #last: string[] = [];
  readonly #lines: TextLines;

  constructor(request: Pick<AgentRequest, 'log'>) {
    this.#lines = new TextLines(longestLine, (line) => {
      if (line.trim() === '') return;
      this.#last.push(line);
      if (this.#last.length > lastLines) this.#last.shift();
      request.log('info', line);
    });
  }

  get last(): readonly string[] {
    return this.#last;
  }

  add(chunk: Uint8Array): void {
    this.#lines.add(chunk);
  }

  end(): void {
    this.#lines.end();
  }
}
