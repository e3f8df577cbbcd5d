import type { AgentRequest } from '../../engine/ports.ts';

/** Longest piece of an answer that progress shows: its end. */
const shownLength = 80;

/** An answer as it comes: its lines to the log, what was said last as progress. */
export class AnswerLog {
  readonly #agent: Pick<AgentRequest, 'log' | 'progress'>;
  readonly #parts: string[] = [];
  #line = '';
  length = 0;

  constructor(agent: Pick<AgentRequest, 'log' | 'progress'>) {
    this.#agent = agent;
  }

  get text(): string {
    return this.#parts.join('');
  }

  add(part: string): void {
    if (part === '') return;
    this.#parts.push(part);
    this.length += part.length;
    const lines = (this.#line + part).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#tell(line);
    if (this.#line !== '') this.#agent.progress(endOf(this.#line));
  }

  end(): void {
    this.#tell(this.#line);
    this.#line = '';
  }

  #tell(line: string): void {
    if (line.trim() !== '') this.#agent.log('info', line);
  }
}

/** What is cut in front says so, so that a secret of which only the end is left is hidden, too (threat T15). */
function endOf(line: string): string {
  return line.length > shownLength ? `…${line.slice(-shownLength)}` : line;
}
