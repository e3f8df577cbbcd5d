/** A small menu at a place of the page: what can be done with a node or an edge. By pointer and by keys. */
import { html } from '../shared/dom.ts';

export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
}

export class Menu {
  readonly element = html('div', { class: 'menu', role: 'menu' });
  readonly #closed: () => void;
  #items: readonly MenuItem[] = [];

  /** @param closed without a choice, or after one */
  constructor(closed: () => void) {
    this.#closed = closed;
    this.element.hidden = true;
    this.element.addEventListener('click', ({ target }) => {
      const at = target instanceof HTMLElement ? target.dataset['item'] : undefined;
      if (at !== undefined) this.#choose(Number(at));
    });
    this.element.addEventListener('keydown', (event) => {
      const buttons = [...this.element.querySelectorAll('button')];
      const at = buttons.findIndex((button) => button === document.activeElement);
      const moves: Readonly<Record<string, number | undefined>> = {
        ArrowDown: at + 1,
        ArrowUp: at - 1 + buttons.length,
        Home: 0,
        End: buttons.length - 1,
      };
      const move = moves[event.key];
      if (move !== undefined) buttons[move % buttons.length]?.focus();
      else if (event.key === 'Escape' || event.key === 'Tab') this.close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.element.contains(relatedTarget))) this.element.hidden = true;
    });
  }

  /** @param at in pixels of the page; it stays inside of it */
  open(items: readonly MenuItem[], label: string, at: { readonly x: number; readonly y: number }): void {
    if (items.length === 0) return;
    this.#items = items;
    this.element.setAttribute('aria-label', label);
    this.element.replaceChildren(
      ...items.map((item, index) => html('button', { role: 'menuitem', 'data-item': index, tabindex: -1 }, item.label)),
    );
    this.element.hidden = false;
    const { width, height } = this.element.getBoundingClientRect();
    this.element.style.left = `${Math.max(0, Math.min(at.x, innerWidth - width - 4))}px`;
    this.element.style.top = `${Math.max(0, Math.min(at.y, innerHeight - height - 4))}px`;
    this.element.querySelector('button')?.focus();
  }

  close(): void {
    this.element.hidden = true;
    this.#closed();
  }

  #choose(at: number): void {
    this.close();
    this.#items[at]?.run();
  }
}
