import type { JsonValue } from '../../base/json.ts';
import { SqlLimitReached } from './limitReached.ts';

/** About what an output may have (R6): more rows are not even collected. */
const mostCharacters = 64 * 1024 * 1024;

/** Collects rows up to a size. */
export class RowBudget {
  readonly rows: Record<string, JsonValue>[] = [];
  #left = mostCharacters;

  /** @param characters what it takes, about */
  add(row: Record<string, JsonValue>, characters = sizeOf(row)): void {
    this.#left -= characters;
    if (this.#left < 0) throw new SqlLimitReached('too-many-rows');
    this.rows.push(row);
  }
}

function sizeOf(row: Record<string, JsonValue>): number {
  let size = 0;
  for (const [name, value] of Object.entries(row))
    size += name.length + 4 + (typeof value === 'string' ? value.length : 8);
  return size;
}
