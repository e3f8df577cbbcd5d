/** The elements of one kind of thing: those in an area exist, made when they come into it and removed when they leave. */
import { svg } from '../../shared/dom.ts';
import { type Area, type Bounds, isIn } from '../geometry.ts';
import type { GraphStore } from '../store.ts';

export interface Drawn {
  readonly element: SVGGElement;
  update(store: GraphStore): void;
}

export class Layer<Item> {
  readonly element: SVGGElement;
  readonly #drawn = new Map<number, Drawn>();
  readonly #boundsOf: (items: readonly Item[]) => Bounds;
  #items: readonly Item[] = [];
  #bounds: Bounds;

  constructor(name: string, boundsOf: (items: readonly Item[]) => Bounds) {
    this.element = svg('g', { class: name });
    this.#boundsOf = boundsOf;
    this.#bounds = boundsOf([]);
  }

  /** Other things; none is drawn yet. */
  show(items: readonly Item[]): void {
    this.clear();
    this.#items = items;
    this.#bounds = this.#boundsOf(items);
  }

  clear(): void {
    this.#drawn.clear();
    this.element.replaceChildren();
  }

  /** @param always the index of what exists wherever it is; -1 for none */
  fill(area: Area, always: number, make: (item: Item) => Drawn, store: GraphStore): void {
    const isWanted = (index: number): boolean => index === always || isIn(this.#bounds, index, area);
    for (const [index, { element }] of this.#drawn) {
      if (isWanted(index)) continue;
      element.remove();
      this.#drawn.delete(index);
    }
    const added: Drawn[] = [];
    this.#items.forEach((item, index) => {
      if (this.#drawn.has(index) || !isWanted(index)) return;
      const drawn = make(item);
      this.#drawn.set(index, drawn);
      added.push(drawn);
    });
    const elements = document.createDocumentFragment();
    for (const { element } of added) elements.append(element);
    this.element.append(elements);
    for (const drawn of added) drawn.update(store);
  }

  update(store: GraphStore): void {
    for (const drawn of this.#drawn.values()) drawn.update(store);
  }

  /** Undefined while it is not drawn. */
  at(index: number): SVGGElement | undefined {
    return this.#drawn.get(index)?.element;
  }
}
