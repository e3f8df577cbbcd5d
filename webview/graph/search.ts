/** The field above the picture in which a node is looked for by its id or name. */
import { t } from '../../src/base/l10n.ts';
import { button, textField } from '../shared/controls.ts';
import { html } from '../shared/dom.ts';
import { find, type Found } from './find.ts';
import { glyphImage } from './render/glyphs.ts';
import type { GraphStore } from './store.ts';

export interface SearchActions {
  readonly store: GraphStore;
  /** Shows what was found; the keyboard stays in the field. */
  readonly show: (found: Found) => void;
  /** Begins; what is found is marked until it ends. */
  readonly enter: () => void;
  /** The keyboard goes back to the picture. */
  readonly leave: () => void;
}

export class Search {
  readonly element = html('div', { class: 'search', role: 'search' });
  readonly #actions: SearchActions;
  readonly #field = textField({
    onInput: () => {
      this.#look(0);
    },
  });
  readonly #count = html('span', { class: 'count', 'aria-live': 'polite' });
  readonly #previous;
  readonly #next;
  readonly #close;
  #at = 0;

  constructor(actions: SearchActions) {
    this.#actions = actions;
    const icon = (glyph: 'up' | 'down' | 'close', onClick: () => void): ReturnType<typeof button> =>
      button({ appearance: 'icon', icon: glyphImage(glyph), onClick });
    this.#previous = icon('up', () => {
      this.#look(this.#at - 1);
    });
    this.#next = icon('down', () => {
      this.#look(this.#at + 1);
    });
    this.#close = icon('close', () => {
      this.close();
    });
    const buttons = [this.#previous, this.#next, this.#close].map(({ element }) => element);
    this.element.append(this.#field.element, this.#count, ...buttons);
    this.element.hidden = true;
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
      else if (event.key === 'Enter' && event.target === this.#field.element)
        this.#look(this.#at + (event.shiftKey ? -1 : 1));
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  open(): void {
    this.element.hidden = false;
    this.#actions.enter();
    this.#field.select();
    this.tell();
  }

  close(): void {
    this.element.hidden = true;
    this.#actions.leave();
  }

  /** In the reader's language. */
  name(): void {
    this.#field.name(t('Find a node'));
    this.#field.hint(t('Find a node'));
    this.#previous.name(t('Previous (Shift+Enter)'));
    this.#next.name(t('Next (Enter)'));
    this.#close.name(t('Close (Escape)'));
    this.tell();
  }

  #found(): readonly Found[] {
    const { picture } = this.#actions.store.shown ?? {};
    return picture ? find(picture, this.#field.value) : [];
  }

  /** Goes to one of those found, round and round. */
  #look(at: number): void {
    const found = this.#found();
    this.#at = found.length === 0 ? 0 : (at + found.length) % found.length;
    this.tell(found.length);
    const one = found[this.#at];
    if (one) this.#actions.show(one);
  }

  /** How many there are, of the picture that is shown now. */
  tell(many = this.#found().length): void {
    this.#at = Math.min(this.#at, Math.max(0, many - 1));
    const isEmpty = this.#field.value.trim() === '';
    this.#count.textContent = isEmpty ? '' : many === 0 ? t('No node') : t('{0} of {1}', this.#at + 1, many);
  }
}
