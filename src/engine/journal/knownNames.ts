/** Texts that stand in many records, such as the ids of nodes: each is made once, however often it is read. */

/** Places of the table that are there for each name. */
const room = 2;
const fewest = 256;

export class KnownNames {
  readonly #names: string[] = [];
  readonly #hashes: number[] = [];
  /** By hash, as many as a power of two: the index of a name and 1, or 0. */
  #places = new Int32Array(fewest);

  /** The text that these bytes are, all of them ASCII. @param hash from {@link mixed}, of each of them in turn */
  at(bytes: Buffer, from: number, to: number, hash: number): string {
    const places = this.#places;
    const mask = places.length - 1;
    let place = hash & mask;
    for (let found = places[place] as number; found !== 0; found = places[place] as number) {
      const name = this.#names[found - 1] as string;
      if (this.#hashes[found - 1] === hash && isThat(name, bytes, from, to)) return name;
      place = (place + 1) & mask;
    }
    const name = bytes.toString('latin1', from, to);
    places[place] = this.#names.push(name);
    this.#hashes.push(hash);
    if (this.#names.length * room > places.length) this.#grow();
    return name;
  }

  #grow(): void {
    const places = new Int32Array(2 * this.#places.length);
    const mask = places.length - 1;
    this.#hashes.forEach((hash, index) => {
      let place = hash & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = index + 1;
    });
    this.#places = places;
  }
}

/** A hash with one more byte; 0 is that of none. */
export function mixed(hash: number, code: number): number {
  const sum = (Math.imul(hash, 31) + code) | 0;
  return sum ^ (sum >>> 15);
}

function isThat(name: string, bytes: Buffer, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let index = 0; index < name.length; index++) if (name.charCodeAt(index) !== bytes[from + index]) return false;
  return true;
}
