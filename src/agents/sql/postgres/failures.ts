/** What went wrong with PostgreSQL, as failures of an agent (F1): place, cause, remedy, and whether a retry can help. */
import pg from 'pg';
import { t } from '../../../base/l10n.ts';
import type { AgentOutcome } from '../../../engine/ports.ts';
import { badSetting, failed, reasonOf } from '../../failures.ts';
import { isCertificateError } from '../../../network/connect.ts';
import { Refused } from '../../../network/guard.ts';
import { SqlLimitReached } from '../limitReached.ts';
import type { BoundQuery } from './parameters.ts';
import { ConnectionLost, TimedOut } from './session.ts';

export interface Failing {
  /** `host:port` */
  readonly place: string;
  readonly query: string;
  readonly bound: BoundQuery;
  readonly readOnly: boolean;
}

/** Conditions that pass: of the connection, of resources, of transactions at the same time, of a server that stops or starts. */
const passing = /^(08|53|40001|40P01|55P03|57P0[1-5])/;
const statementTimeout = '57014';
const syntaxError = '42601';
const wrongPassword = ['28P01', '28000'];

export function failureOf(error: unknown, failing: Failing): AgentOutcome {
  if (error instanceof SqlLimitReached)
    return failed('output-too-large', t('The query gives more rows than an output may have.'), false);
  if (error instanceof pg.DatabaseError) return databaseFailure(error, failing);
  return connectionFailure(error, failing);
}

function databaseFailure(error: pg.DatabaseError, failing: Failing): AgentOutcome {
  const { code = '', message, detail, hint, routine } = error;
  if (code === statementTimeout) return failed('timeout', t('The database says: {0}', message), true);
  if (code === syntaxError && routine === 'exec_parse_message')
    return badSetting(t('Only one statement is executed at a time.'));
  const more = [detail, hint].filter((text) => text !== undefined);
  if (wrongPassword.includes(code)) more.push(t('Check the user and the password of the connection.'));
  const sentences = [`${message}${placeOf(error, failing)}`, ...more].join('. ').replace(/\.\. /g, '. ');
  return failed('sql', t('The database says: {0}', sentences), passing.test(code));
}

/** ` (line 2, column 8)`, as the statement was written. */
function placeOf({ position }: pg.DatabaseError, { query, bound }: Failing): string {
  if (position === undefined) return '';
  // The server counts characters, from 1.
  const before = Array.from(bound.text)
    .slice(0, Number(position) - 1)
    .join('');
  const lines = query.slice(0, bound.placeOf(before.length)).split('\n');
  return t(' (line {0}, column {1})', lines.length, (lines.at(-1)?.length ?? 0) + 1);
}

function connectionFailure(error: unknown, { place, readOnly }: Failing): AgentOutcome {
  const cause = error instanceof ConnectionLost ? error.cause : error;
  const isSent = error instanceof ConnectionLost && error.isSent;
  if (cause instanceof Refused) return failed('network', cause.message, false);
  const reason = cause instanceof TimedOut || isTimeout(cause) ? t('it did not answer in time') : reasonOf(cause);
  if (isSent) {
    const lost = t('The connection to {0} was lost: {1}.', place, reason);
    // Nobody knows whether it was done: what writes twice is for its author to allow.
    if (!readOnly) return failed('network', `${lost} ${t('It may have been executed all the same.')}`, true);
    return failed('network', lost, true);
  }
  const remedy = remedyOf(cause);
  const message = t('No connection to {0}: {1}.', place, reason);
  return remedy === undefined ? failed('network', message, true) : badSetting(`${message} ${remedy}`);
}

/** The library's own while it connects. */
function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && cause.message === 'timeout expired';
}

/** Of what no retry mends. */
function remedyOf(cause: unknown): string | undefined {
  if (cause instanceof Error && /does not support SSL/.test(cause.message))
    return t('It offers no encryption: add ?sslmode=disable to the connection to do without.');
  if (isCertificateError(cause))
    return t('Its certificate is not trusted: name the one that signed it with sslrootcert in the connection.');
  return undefined;
}
