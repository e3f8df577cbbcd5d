import { t } from '../../src/base/l10n.ts';
import { button } from '../shared/controls.ts';
import { html } from '../shared/dom.ts';
import type { Camera } from './camera.ts';
import { glyphImage } from './render/glyphs.ts';

/** One press of a button or a key. */
export const zoomStep = 1.3;

export interface ToolActions {
  readonly find: () => void;
  readonly details: () => void;
  readonly timeline: () => void;
}

/** The buttons in the corner. */
export class ZoomControls {
  readonly element: HTMLElement;
  readonly #details;
  readonly #timeline;
  readonly #find;
  readonly #in;
  readonly #out;
  readonly #fit;

  constructor(camera: Camera, { find, details, timeline }: ToolActions) {
    this.#details = button({ appearance: 'icon', icon: glyphImage('details'), onClick: details });
    this.#timeline = button({ appearance: 'icon', icon: glyphImage('timeline'), onClick: timeline });
    this.#find = button({ appearance: 'icon', icon: glyphImage('search'), onClick: find });
    this.#in = button({
      appearance: 'icon',
      icon: glyphImage('zoomIn'),
      onClick: () => {
        camera.zoomBy(zoomStep);
      },
    });
    this.#out = button({
      appearance: 'icon',
      icon: glyphImage('zoomOut'),
      onClick: () => {
        camera.zoomBy(1 / zoomStep);
      },
    });
    this.#fit = button({
      appearance: 'icon',
      icon: glyphImage('fit'),
      onClick: () => {
        camera.fit();
      },
    });
    this.element = html('div', { class: 'zoom', role: 'toolbar' });
    const buttons = [this.#details, this.#timeline, this.#find, this.#in, this.#out, this.#fit];
    this.element.append(...buttons.map(({ element }) => element));
  }

  /** In the reader's language, which comes with the first message. */
  name(): void {
    this.element.setAttribute('aria-label', t('Zoom'));
    this.#details.name(t('Details (i)'));
    this.#timeline.name(t('Timeline (t)'));
    this.#find.name(t('Find a node (Ctrl+F)'));
    this.#in.name(t('Zoom in (+)'));
    this.#out.name(t('Zoom out (-)'));
    this.#fit.name(t('Show everything (0)'));
  }
}
