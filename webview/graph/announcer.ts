/** What is read out, and when. */
import type { GraphExecution } from '../../src/protocol/graph.ts';
import { html } from '../shared/dom.ts';
import { after, onceDue } from '../shared/once.ts';
import { announcement } from './announcements.ts';

/** How long it is gathered: many nodes may fail at once. */
const announceMs = 1_000;

export class Announcer {
  readonly element = html('div', { class: 'live', 'aria-live': 'polite', role: 'status' });
  #announced: GraphExecution | null = null;
  #execution: GraphExecution | null = null;
  readonly #announce = onceDue(after(announceMs), () => {
    const text = announcement(this.#announced, this.#execution);
    this.#announced = this.#execution;
    if (text !== '') this.say(text);
  });

  /** An execution went on, or another one is shown. */
  follow(execution: GraphExecution | null): void {
    this.#execution = execution;
    this.#announce();
  }

  say(text: string): void {
    this.element.textContent = text;
  }
}
