/** The elements of one kind of thing: those in an area exist, made when they come into it and removed when they leave. */
import { svg } from '../../shared/dom.ts';
import { type Area, type Bounds, isIn } from '../geometry.ts';
import type { GraphStore } from '../store.ts';

export interface Drawn {
  readonly element: SVGElement;
  /** Where it is above or below others; may change in an update. */
  level?: string;
  update(store: GraphStore): void;
  /** The pointer is on it: what it has for that alone is needed. */
  touch?(): void;
}

const onlyLevel = 'all';

export class Layer<Item> {
  readonly element: SVGGElement;
  readonly #levels: ReadonlyMap<string, SVGGElement>;
  readonly #drawn = new Map<number, Drawn>();
  readonly #boundsOf: (items: readonly Item[]) => Bounds;
  #items: readonly Item[] = [];
  #bounds: Bounds;

  /** @param levels from below; each is a group with its name as class */
  constructor(name: string, boundsOf: (items: readonly Item[]) => Bounds, levels: readonly string[] = [onlyLevel]) {
    this.#levels = new Map(levels.map((level) => [level, svg('g', { class: level })]));
    this.element = svg('g', { class: name }, ...this.#levels.values());
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
    for (const level of this.#levels.values()) level.replaceChildren();
  }

  /** @param always the index of what exists wherever it is; -1 for none */
  fill(area: Area, always: number, make: (item: Item) => Drawn, store: GraphStore): void {
    const isWanted = (index: number): boolean => index === always || isIn(this.#bounds, index, area);
    for (const [index, { element }] of this.#drawn) {
      if (isWanted(index)) continue;
      element.remove();
      this.#drawn.delete(index);
    }
    this.#items.forEach((item, index) => {
      if (this.#drawn.has(index) || !isWanted(index)) return;
      const drawn = make(item);
      this.#drawn.set(index, drawn);
      // Before it is in the document, where each attribute would be looked at again.
      drawn.update(store);
      this.#place(drawn);
    });
  }

  update(store: GraphStore): void {
    for (const drawn of this.#drawn.values()) {
      drawn.update(store);
      this.#place(drawn);
    }
  }

  #place({ element, level = onlyLevel }: Drawn): void {
    const parent = this.#levels.get(level);
    if (element.parentNode !== parent) parent?.append(element);
  }

  /** Undefined while it is not drawn. */
  at(index: number): Drawn | undefined {
    return this.#drawn.get(index);
  }
}
