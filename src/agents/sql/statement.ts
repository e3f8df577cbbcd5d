/** What a database's own reading of a statement does not tell us. */
import { SqlLimitReached } from './limitReached.ts';

const blank = /^(?:[\s;\ufeff]+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))+/;

/**
 * The word of a statement that reaches files beside the database's own, also from a connection that only reads (threat T10):
 * `VACUUM INTO` writes one, `ATTACH` opens one. Undefined: it is none of them.
 */
export function reachesOut(query: string): string | undefined {
  const statement = query.replace(blank, '');
  const word = /^[a-z]+/i.exec(statement)?.[0].toUpperCase();
  if (word === 'VACUUM') return /\binto\b/i.test(statement) ? 'VACUUM INTO' : undefined;
  return word === 'ATTACH' ? word : undefined;
}

/** The same for PostgreSQL: `COPY` reads and writes files of the server, and starts programs there. */
export function copies(query: string): boolean {
  return /^copy\b/i.test(query.replace(blank, ''));
}

/** @param executed the part of the query that the database took as its first statement */
export function checkSingle(query: string, executed: string): void {
  const rest = query.slice(Math.max(0, query.indexOf(executed)) + executed.length).replace(blank, '');
  if (rest !== '') throw new SqlLimitReached('several-statements');
}
