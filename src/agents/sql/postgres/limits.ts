import type { Resolver } from '../../../network/guard.ts';
import type { PostgresTimeouts } from './session.ts';

/** Sessions at a time: a server has a hundred for everybody. */
export const maxSessions = 16;

export const defaultTimeouts: PostgresTimeouts = { connectMs: 10_000, statementMs: 300_000, graceMs: 10_000 };

/** For tests. */
export interface PostgresOverrides {
  readonly timeouts?: Partial<PostgresTimeouts> | undefined;
  readonly resolver?: Resolver;
}
