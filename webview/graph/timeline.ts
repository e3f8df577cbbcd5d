/** The execution over time, under the picture: lanes with bars, of which only those in view exist, and a slider through its events. */
import { formatDuration } from '../../src/base/duration.ts';
import { t } from '../../src/base/l10n.ts';
import type { GraphPast, GraphTimeline, GraphViewMessage, TimelineBar } from '../../src/protocol/graph.ts';
import { button } from '../shared/controls.ts';
import { html, setAttribute } from '../shared/dom.ts';
import { inNextFrame, onceDue } from '../shared/once.ts';
import { glyphImage } from './render/glyphs.ts';
import { TimeAxis } from './timeAxis.ts';

export interface TimelineActions {
  readonly post: (message: GraphViewMessage) => void;
  /** Whether it is open is another one. */
  readonly changed: () => void;
  /** Somebody chose a bar. */
  readonly choose: (nodeId: string) => void;
  readonly leave: () => void;
}

const laneHeight = 24;
/** So many lanes more exist above and below those in view. */
const margin = 8;

/** Where the keyboard is. */
interface Spot {
  readonly lane: number;
  readonly bar: number;
}

export class Timeline {
  readonly element = html('section', { class: 'timeline' });
  readonly #actions: TimelineActions;
  readonly #close;
  readonly #slider = html('input', { type: 'range', min: 1, step: 1 });
  readonly #what = html('span', { class: 'what' });
  readonly #where = html('span', { class: 'where' });
  readonly #told = html('span', { class: 'told' }, this.#what, this.#where);
  readonly #lanes = html('div', { class: 'lanes', role: 'group' });
  readonly #axis = new TimeAxis();
  readonly #all = html('div', { class: 'all-lanes' });
  readonly #cursor = html('div', { class: 'cursor' });
  #timeline: GraphTimeline | null = null;
  #past: GraphPast | undefined;
  #spot: Spot = { lane: 0, bar: 0 };
  /** A bar that is made anew while it is pressed would lose the click. */
  #isPressed = false;
  readonly #draw = onceDue(inNextFrame, () => {
    if (!this.#isPressed) this.#fill();
  });
  readonly #scrub = onceDue(inNextFrame, () => {
    const { executionId, events } = this.#timeline ?? { executionId: '', events: 0 };
    const event = Number(this.#slider.value);
    this.#actions.post({ type: 'scrub', executionId, event: event >= events ? null : event });
  });

  constructor(actions: TimelineActions) {
    this.#actions = actions;
    this.#close = button({
      appearance: 'icon',
      icon: glyphImage('close'),
      onClick: () => {
        this.toggle();
        actions.leave();
      },
    });
    const head = html('div', { class: 'timeline-head' }, this.#slider, this.#told, this.#close.element);
    this.#lanes.append(this.#axis.element, this.#all);
    this.element.append(head, this.#lanes);
    this.element.hidden = true;
    this.#slider.addEventListener('input', () => {
      this.#fillSlider();
      this.#scrub();
    });
    this.#lanes.addEventListener('scroll', () => {
      this.#draw();
    });
    new ResizeObserver(() => {
      this.#draw();
    }).observe(this.#lanes);
    this.#listen();
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  toggle(): void {
    this.element.hidden = this.isOpen;
    this.#actions.post({ type: 'timeline', shown: this.isOpen });
    this.#actions.changed();
    if (!this.isOpen && this.#past)
      this.#actions.post({ type: 'scrub', executionId: this.#timeline?.executionId ?? '', event: null });
    this.name();
  }

  /** Out of the past; the keyboard stays with the slider that led there. */
  toEnd(): void {
    this.#slider.value = this.#slider.max;
    this.#fillSlider();
    this.#scrub();
    this.#slider.focus();
  }

  show(timeline: GraphTimeline | null): void {
    this.#timeline = timeline;
    this.name();
  }

  /** How far one has gone back. */
  at(past: GraphPast | undefined): void {
    this.#past = past;
    this.name();
  }

  /** In the reader's language. */
  name(): void {
    if (!this.isOpen) return;
    const timeline = this.#timeline;
    setAttribute(this.element, 'aria-label', t('Timeline'));
    setAttribute(this.#lanes, 'aria-label', t('Branches over time. Arrow keys move among the bars.'));
    setAttribute(this.#slider, 'aria-label', t('Event of the execution'));
    this.#close.name(t('Close'));
    const events = timeline?.events ?? 0;
    this.#slider.hidden = events < 2;
    this.#slider.max = String(events);
    if (document.activeElement !== this.#slider) this.#slider.value = String(this.#past?.event ?? events);
    this.#fillSlider();
    const [what, where = ''] = this.#words();
    setAttribute(this.#slider, 'aria-valuetext', what + where);
    const bar = this.#all.contains(document.activeElement) ? this.#bar(this.#spot) : undefined;
    if (bar) this.#tell(bar.text);
    else this.#tell(what, where);
    this.#draw();
  }

  #fillSlider(): void {
    const { value, max } = this.#slider;
    this.#slider.style.setProperty('--done', `${(100 * (Number(value) - 1)) / Math.max(1, Number(max) - 1)}%`);
  }

  /** All of it can be read where there is little room. @param where what is not cut off there */
  #tell(what: string, where = ''): void {
    this.#what.textContent = what;
    this.#where.textContent = where;
    this.#told.title = what + where;
  }

  #words(): readonly [what: string, where?: string] {
    const timeline = this.#timeline;
    if (!timeline) return [t('No execution is shown.')];
    const past = this.#past;
    if (past) return [past.text, ` · +${formatDuration(past.atMs)} · ${t('event {0} of {1}', past.event, past.of)}`];
    const more = timeline.more === 0 ? '' : ` · ${t('{0} more branches are not shown', timeline.more)}`;
    return [`${formatDuration(timeline.lengthMs)}${more}`];
  }

  #fill(): void {
    const timeline = this.#timeline;
    const hadKeyboard = this.#all.contains(document.activeElement);
    this.#all.replaceChildren();
    this.#lanes.hidden = !timeline;
    if (!timeline || !this.isOpen) return;
    this.#all.style.height = `${timeline.lanes.length * laneHeight}px`;
    this.#axis.show(timeline.lengthMs);
    const first = Math.max(0, Math.floor(this.#lanes.scrollTop / laneHeight) - margin);
    const last = Math.ceil((this.#lanes.scrollTop + this.#lanes.clientHeight) / laneHeight) + margin;
    const spot = this.#present();
    for (let lane = first; lane < Math.min(last, timeline.lanes.length); lane++)
      this.#all.append(this.#laneElement(timeline, lane, spot));
    this.#cursor.hidden = !this.#past;
    if (this.#past) this.#cursor.style.left = part(this.#past.atMs, timeline);
    const track = html('div', { class: 'cursor-track' }, this.#cursor);
    this.#all.append(track);
    if (hadKeyboard) this.#barElement(spot)?.focus({ preventScroll: true });
  }

  #laneElement(timeline: GraphTimeline, index: number, spot: Spot): HTMLElement {
    const { label, depth, bars } = timeline.lanes[index] ?? { label: '', depth: 0, bars: [] };
    const name = html('span', { class: 'lane-label' }, label);
    name.style.paddingLeft = `${8 + Math.min(depth, 6) * 10}px`;
    name.title = label;
    const track = html('div', { class: 'track' });
    bars.forEach((bar, at) => {
      const element = html('button', {
        class: `bar-of ${bar.kind}${bar.isCritical ? ' critical' : ''}`,
        'data-lane': index,
        'data-bar': at,
        'data-node': bar.nodeId,
        'data-status': bar.status,
        'aria-label': bar.text,
        title: bar.text,
        tabindex: spot.lane === index && spot.bar === at ? 0 : -1,
      });
      element.style.left = part(bar.fromMs, timeline);
      element.style.width = part(bar.toMs - bar.fromMs, timeline);
      track.append(element);
    });
    const lane = html('div', { class: 'lane' }, name, track);
    lane.style.top = `${index * laneHeight}px`;
    return lane;
  }

  #listen(): void {
    this.#all.addEventListener('pointerdown', () => {
      this.#isPressed = true;
    });
    for (const type of ['pointerup', 'pointercancel'])
      window.addEventListener(type, () => {
        if (!this.#isPressed) return;
        this.#isPressed = false;
        this.#draw();
      });
    this.#all.addEventListener('click', ({ target }) => {
      const bar = target instanceof HTMLElement ? target.dataset : {};
      if (bar['bar'] === undefined) return;
      this.#go({ lane: Number(bar['lane']), bar: Number(bar['bar']) });
      this.#actions.choose(bar['node'] ?? '');
    });
    this.#all.addEventListener('keydown', (event) => {
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      const { lane, bar } = this.#present();
      this.#go(step[0] === 0 ? { lane, bar: bar + step[1] } : this.#nearest(lane + step[0]));
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.toggle();
      this.#actions.leave();
    });
  }

  /** The bar of another lane that is nearest in time. */
  #nearest(lane: number): Spot {
    const now = this.#bar(this.#present())?.fromMs ?? 0;
    const bars = this.#timeline?.lanes[lane]?.bars ?? [];
    let best = 0;
    bars.forEach(({ fromMs }, index) => {
      if (Math.abs(fromMs - now) < Math.abs((bars[best]?.fromMs ?? 0) - now)) best = index;
    });
    return { lane, bar: best };
  }

  #go(spot: Spot): void {
    if (!this.#bar(spot)) return;
    this.#spot = spot;
    const top = spot.lane * laneHeight;
    const { scrollTop, clientHeight } = this.#lanes;
    if (top < scrollTop) this.#lanes.scrollTop = top;
    const height = clientHeight - this.#axis.element.offsetHeight;
    if (top + laneHeight > scrollTop + height) this.#lanes.scrollTop = top + laneHeight - height;
    this.#fill();
    this.#barElement(spot)?.focus({ preventScroll: true });
    this.#tell(this.#bar(spot)?.text ?? '');
  }

  #bar({ lane, bar }: Spot): TimelineBar | undefined {
    return this.#timeline?.lanes[lane]?.bars[bar];
  }

  /** Where the keyboard is, if that is still there. */
  #present(): Spot {
    return this.#bar(this.#spot) ? this.#spot : { lane: 0, bar: 0 };
  }

  #barElement({ lane, bar }: Spot): HTMLElement | null {
    return this.#all.querySelector<HTMLElement>(`[data-lane="${lane}"][data-bar="${bar}"]`);
  }
}

/** By lanes and by bars. */
const steps: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function part(ms: number, { lengthMs }: GraphTimeline): string {
  return `${(100 * ms) / lengthMs}%`;
}
