/** Rows of a flat view, of plain data, each with an element that stays the same object while the row stands there. */

export class StandingRows<Row extends { readonly id: string }, Element> {
  readonly #makeElement: (row: Row) => Element;
  /** By id, in their order. */
  #standing: ReadonlyMap<string, { readonly element: Element; readonly row: Row }> = new Map();

  constructor(makeElement: (row: Row) => Element) {
    this.#makeElement = makeElement;
  }

  get elements(): Element[] {
    return [...this.#standing.values()].map(({ element }) => element);
  }

  row(id: string): Row | undefined {
    return this.#standing.get(id)?.row;
  }

  /** @returns the elements of those that look different; undefined where others stand there now, or in another order */
  put(rows: readonly Row[]): Element[] | undefined {
    const before = this.#standing;
    this.#standing = new Map(
      rows.map((row) => [row.id, { element: before.get(row.id)?.element ?? this.#makeElement(row), row }]),
    );
    const ids = [...before.keys()];
    if (ids.length !== rows.length || rows.some(({ id }, at) => id !== ids[at])) return undefined;
    return [...this.#standing.values()]
      .filter(({ row }) => JSON.stringify(row) !== JSON.stringify(before.get(row.id)?.row))
      .map(({ element }) => element);
  }
}
