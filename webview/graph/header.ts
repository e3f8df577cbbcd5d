/** Above the picture: what it is of, how the execution is going, and what can be done about it. */
import { t } from '../../src/base/l10n.ts';
import type { GraphApproval, GraphViewMessage, Steering } from '../../src/protocol/graph.ts';
import { html, setAttribute, setText, svg } from '../shared/dom.ts';
import { type Button, button } from '../shared/controls.ts';
import { type Glyph, glyphImage, glyphPath, isGlyph } from './render/glyphs.ts';
import type { GraphStore } from './store.ts';
import type { Timeline } from './timeline.ts';
import { executionWords, pastWords, shown } from './words.ts';

/** In their order. Only what ends a wait stands out. */
const steeringButtons = [
  { steering: 'resume', appearance: 'primary', glyph: 'resume' },
  { steering: 'retry', appearance: 'secondary', glyph: 'retry' },
  { steering: 'pause', appearance: 'secondary', glyph: 'paused' },
  { steering: 'cancel', appearance: 'secondary', glyph: 'stop' },
] as const satisfies readonly { steering: Steering; appearance: 'primary' | 'secondary'; glyph: Glyph }[];

export class Header {
  readonly element: HTMLElement;
  readonly #title = html('h1', { class: 'title' });
  readonly #status = html('span', { class: 'status' });
  readonly #statusIcon = svg('svg', {
    class: 'status-icon',
    viewBox: '0 0 16 16',
    width: 16,
    height: 16,
    'aria-hidden': 'true',
  });
  readonly #statusText = html('span', { class: 'status-text' });
  readonly #run: Button;
  /** Out of the past. */
  readonly #toEnd: Button;
  readonly #save: Button;
  readonly #steerings: ReadonlyMap<Steering, Button>;
  readonly #progress = html('div', { class: 'progress', 'aria-hidden': 'true' }, html('div', { class: 'bar' }));
  readonly #noticeText = html('span');
  readonly #notice = html('div', { class: 'notice', role: 'note' }, glyphImage('warning'), this.#noticeText);
  readonly #questionText = html('span', { class: 'question' });
  readonly #approve: Button;
  readonly #reject: Button;
  readonly #ask: HTMLElement;
  #asked: GraphApproval | undefined;

  constructor(store: GraphStore, post: (message: GraphViewMessage) => void, timeline: Pick<Timeline, 'toEnd'>) {
    const toHost = (make: () => GraphViewMessage | undefined) => (): void => {
      const message = make();
      if (message) post(message);
    };
    this.#save = button({
      appearance: 'icon',
      icon: glyphImage('save'),
      onClick: toHost(() => ({ type: 'export' })),
    });
    this.#run = button({
      appearance: 'primary',
      icon: glyphImage('run'),
      onClick: toHost(() => ({ type: 'run' })),
    });
    this.#toEnd = button({
      appearance: 'primary',
      icon: glyphImage('toEnd'),
      onClick: () => {
        timeline.toEnd();
      },
    });
    this.#steerings = new Map(
      steeringButtons.map(({ steering, appearance, glyph }) => [
        steering,
        button({
          appearance,
          icon: glyphImage(glyph),
          onClick: toHost(() => (store.execution ? { type: steering, executionId: store.execution.id } : undefined)),
        }),
      ]),
    );
    const answers = (approved: boolean): Button =>
      button({
        appearance: approved ? 'primary' : 'secondary',
        onClick: toHost(() =>
          this.#asked && store.execution
            ? { type: 'answer', executionId: store.execution.id, nodeId: this.#asked.nodeId, approved }
            : undefined,
        ),
      });
    this.#approve = answers(true);
    this.#reject = answers(false);
    const buttons = [this.#approve.element, this.#reject.element];
    this.#ask = html('div', { class: 'ask', role: 'group' }, this.#questionText, ...buttons);
    this.#status.append(this.#statusIcon, this.#statusText);
    const controls = [this.#toEnd, this.#run, ...this.#steerings.values(), this.#save];
    const bar = html(
      'div',
      { class: 'bar-row' },
      html('div', { class: 'titles' }, this.#title, this.#status),
      html('div', { class: 'controls' }, ...controls.map(({ element }) => element)),
    );
    this.element = html('header', {}, bar, this.#progress, this.#ask, this.#notice);
  }

  show(store: GraphStore): void {
    const { shown: picture, execution } = store;
    const can = new Set(execution?.can);
    const isLive = can.has('cancel');
    this.element.hidden = !picture && !execution;
    const title = shown(picture?.title ?? '');
    setText(this.#title, title);
    setAttribute(this.#title, 'title', title);
    this.#run.name(t('Run'));
    this.#save.name(t('Export…'));
    this.#save.show(picture !== undefined);
    // What was cut off is gone on with rather than begun anew.
    this.#run.show(picture?.canRun === true && !isLive && !can.has('resume') && !execution?.past);
    this.#toEnd.name(t('Back to the end'));
    this.#toEnd.show(execution?.past !== undefined);
    const names = { resume: t('Resume'), retry: t('Retry'), pause: t('Pause'), cancel: t('Cancel') };
    for (const [steering, control] of this.#steerings) {
      control.name(names[steering]);
      control.show(can.has(steering));
    }
    this.#showStatus(store);
    this.#showQuestion(execution?.asks[0]);
    this.#progress.hidden = !isLive;
    const bar = this.#progress.firstElementChild;
    if (bar instanceof HTMLElement) bar.style.width = `${execution?.progress ?? 0}%`;
    const notice = shown(picture?.notice ?? '');
    setText(this.#noticeText, notice);
    this.#notice.hidden = notice === '';
  }

  /** The first of those that wait; the next comes when it is answered. */
  #showQuestion(asked: GraphApproval | undefined): void {
    this.#asked = asked;
    this.#ask.hidden = !asked;
    setText(this.#questionText, shown(asked?.text ?? ''));
    this.#approve.name(t('Approve'));
    this.#reject.name(t('Reject'));
  }

  /** Of a moment in the past, that it is one: what ran then does not run now. */
  #showStatus({ execution, timeline }: GraphStore): void {
    this.#status.hidden = !execution;
    if (!execution) return;
    const { past } = execution;
    const status = past ? 'past' : execution.status;
    setAttribute(this.#status, 'data-status', status);
    if (this.#statusIcon.dataset['shows'] !== status) {
      this.#statusIcon.dataset['shows'] = status;
      this.#statusIcon.replaceChildren(svg('circle', { class: 'disc', cx: 8, cy: 8, r: 8 }));
      if (isGlyph(status)) this.#statusIcon.append(glyphPath(status));
    }
    const text = past ? pastWords(past, timeline?.lengthMs) : executionWords(execution);
    setText(this.#statusText, text);
    setAttribute(this.#statusText, 'title', text);
  }
}
