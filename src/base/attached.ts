/**
 * What is remembered of objects that come and go with every edit. Like a `WeakMap`, but the value hangs on the object itself: when V8
 * collects young objects, it takes all that a `WeakMap` holds for alive, its key or not. So what hangs together by several of them
 * grows old before it goes, and is copied on the way.
 */
export class Attached<K extends object, V> {
  readonly #name = Symbol('attached');

  get(key: K): V | undefined {
    return (key as Readonly<Record<symbol, V | undefined>>)[this.#name];
  }

  /** A copy of the object goes without it. */
  set(key: K, value: V): void {
    Object.defineProperty(key, this.#name, { value, configurable: true });
  }
}
