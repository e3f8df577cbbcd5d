/** When is when in the timeline: a few round times above its lanes. */
import { formatDuration } from '../../src/base/duration.ts';
import { html } from '../shared/dom.ts';
import { ticksOf } from './ticks.ts';

export class TimeAxis {
  /** For the eye: each bar says its own times. */
  readonly element = html('div', { class: 'axis', 'aria-hidden': 'true' });
  readonly #track = html('div', { class: 'axis-track' });

  constructor() {
    this.element.append(this.#track);
  }

  show(lengthMs: number): void {
    const ticks = ticksOf(lengthMs, this.#track.clientWidth).map((ms) => {
      const tick = html('span', { class: 'tick' }, formatDuration(ms));
      tick.style.left = `${(100 * ms) / lengthMs}%`;
      return tick;
    });
    this.#track.replaceChildren(...ticks);
  }
}
