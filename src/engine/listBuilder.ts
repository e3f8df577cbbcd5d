/**
 * A list in the making, with room for as many items as are known to come: one that grows by itself is copied whenever it is full, and
 * with the events of a large fork takes three times the memory.
 */
export class ListBuilder<T> {
  /** Behind `length` there is only room. */
  #items: T[] = [];
  length = 0;

  push(item: T): void {
    this.#items[this.length++] = item;
  }

  /** Makes room for so many more. */
  reserve(count: number): void {
    const old = this.#items;
    const needed = this.length + count;
    if (needed <= old.length) return;
    // At least half as many again, so that many small reservations do not copy everything each time.
    const items = new Array<T>(Math.max(needed, Math.floor(old.length * 1.5)));
    for (let at = 0; at < this.length; at++) items[at] = old[at] as T;
    this.#items = items;
  }

  /** The list; the next one begins. */
  take(): T[] {
    const items = this.#items;
    items.length = this.length;
    this.#items = [];
    this.length = 0;
    return items;
  }
}
