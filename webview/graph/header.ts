/** Above the picture: what it is of, how the execution is going, and what can be done about it. */
import { t } from '../../src/base/l10n.ts';
import type { ShownExecutionStatus } from '../../src/protocol/execution.ts';
import { html, setAttribute, svg } from '../shared/dom.ts';
import { type Button, button } from '../shared/controls.ts';
import { glyphImage, glyphPath, isGlyph } from './render/glyphs.ts';
import type { GraphStore } from './store.ts';
import { executionWords, shown } from './words.ts';

export interface HeaderActions {
  readonly run: () => void;
  readonly cancel: () => void;
}

/** What can be cancelled. */
const living: ReadonlySet<ShownExecutionStatus> = new Set(['pending', 'running', 'paused']);

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
  readonly #statusText = html('span');
  readonly #run: Button;
  readonly #cancel: Button;
  readonly #progress = html('div', { class: 'progress', 'aria-hidden': 'true' }, html('div', { class: 'bar' }));
  readonly #noticeText = html('span');
  readonly #notice = html('div', { class: 'notice', role: 'note' }, glyphImage('warning'), this.#noticeText);

  constructor({ run, cancel }: HeaderActions) {
    this.#run = button({ appearance: 'primary', icon: glyphImage('run'), onClick: run });
    this.#cancel = button({ appearance: 'secondary', icon: glyphImage('stop'), onClick: cancel });
    this.#status.append(this.#statusIcon, this.#statusText);
    const bar = html('div', { class: 'bar-row' }, this.#title, this.#status, html('span', { class: 'space' }));
    bar.append(this.#run.element, this.#cancel.element);
    this.element = html('header', {}, bar, this.#progress, this.#notice);
  }

  show(store: GraphStore): void {
    const { shown: picture, execution } = store;
    const isLive = execution !== null && living.has(execution.status);
    this.element.hidden = !picture && !execution;
    this.#title.textContent = shown(picture?.title ?? '');
    this.#title.title = this.#title.textContent;
    this.#run.name(t('Run'));
    this.#cancel.name(t('Cancel'));
    this.#run.show(picture?.canRun === true && !isLive);
    this.#cancel.show(isLive);
    this.#showStatus(store);
    this.#progress.hidden = !isLive;
    const bar = this.#progress.firstElementChild;
    if (bar instanceof HTMLElement) bar.style.width = `${execution?.progress ?? 0}%`;
    this.#noticeText.textContent = shown(picture?.notice ?? '');
    this.#notice.hidden = this.#noticeText.textContent === '';
  }

  #showStatus({ execution }: GraphStore): void {
    this.#status.hidden = !execution;
    if (!execution) return;
    setAttribute(this.#status, 'data-status', execution.status);
    const { status } = execution;
    if (this.#statusIcon.dataset['shows'] !== status) {
      this.#statusIcon.dataset['shows'] = status;
      this.#statusIcon.replaceChildren(svg('circle', { class: 'disc', cx: 8, cy: 8, r: 8 }));
      if (isGlyph(status)) this.#statusIcon.append(glyphPath(status));
    }
    this.#statusText.textContent = executionWords(execution);
  }
}
