import type { SqlLimit } from './messages.ts';

export class SqlLimitReached extends Error {
  readonly limit: SqlLimit;

  constructor(limit: SqlLimit) {
    super(limit);
    this.limit = limit;
  }
}
