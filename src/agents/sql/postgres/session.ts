/**
 * One statement on a connection of its own.
 *
 * 1. What only reads is in a transaction that only reads, which has taken its snapshot before the statement comes: the database then
 *    refuses every way to make it one that writes.
 * 2. The statement is prepared, so that the server takes no second one behind it, and values are never part of its text.
 * 3. Rows come in portions: what is not asked for is not sent.
 * 4. An abort is asked for on the server (`cancel.ts`), and answered without waiting for it.
 */
import type { Socket } from 'node:net';
import pg from 'pg';
import type { JsonValue } from '../../../base/json.ts';
import { t } from '../../../base/l10n.ts';
import { type GuardedEndpoint, GuardedSocket } from '../../../network/endpoint.ts';
import { PasswordNeeded } from '../../named.ts';
import { SqlLimitReached } from '../limitReached.ts';
import type { SqlTable } from '../messages.ts';
import { RowBudget } from '../rowBudget.ts';
import { cancelOnServer } from './cancel.ts';
import type { PostgresTarget } from './target.ts';
import { bound, valueOf } from './values.ts';

export interface Statement {
  readonly text: string;
  readonly values: readonly JsonValue[];
  readonly readOnly: boolean;
}

export interface PostgresTimeouts {
  readonly connectMs: number;
  /** Kept by the server. */
  readonly statementMs: number;
  /** How much longer we wait for a server that does not keep it, or is gone without a word. */
  readonly graceMs: number;
}

export interface SessionOptions {
  readonly endpoint: GuardedEndpoint;
  readonly timeouts: PostgresTimeouts;
  readonly signal: AbortSignal;
  notice(message: string): void;
}

/** The server kept to no deadline. */
export class TimedOut extends Error {}

/** There is no connection, or none any more. `isSent`: the statement was on its way. */
export class ConnectionLost extends Error {
  readonly isSent: boolean;

  constructor(cause: unknown, isSent: boolean) {
    super('connection lost', { cause });
    this.isSent = isSent;
  }
}

/** Bytes that rows may take on their way: more than the characters that an output may have. */
const mostBytes = 256 * 1024 * 1024;
/** The same of all that comes before the statement is sent. */
const mostBytesBefore = 4 * 1024 * 1024;
const rowsAtATime = 500;

/** Rejects with a `DatabaseError` of `pg`, with one of the errors above, or with `SqlLimitReached`; at once when it is aborted. */
export async function execute(
  target: PostgresTarget,
  statement: Statement,
  options: SessionOptions,
): Promise<SqlTable> {
  const { signal, timeouts } = options;
  let isSent = false;
  let bytesBefore = 0;
  const count = (bytes: number): void => {
    if (isSent) return;
    bytesBefore += bytes;
    if (bytesBefore > mostBytesBefore)
      throw new Error(t('it sent more than {0} MiB before it was asked', mostBytesBefore / 1024 / 1024));
  };
  const client = clientOf(target, options, count);
  const inner = client as unknown as Inner;
  // Told by what was waited for, too.
  client.on('error', () => undefined);
  client.on('notice', ({ severity = 'NOTICE', message = '' }) => {
    options.notice(`${severity}: ${message}`);
  });
  inner.connection.on('sslconnect', () => {
    contain(inner.connection.stream, count);
  });
  let deadline: NodeJS.Timeout | undefined;
  const work = async (): Promise<SqlTable> => {
    await client.connect();
    const { stream } = inner.connection;
    deadline = setTimeout(() => stream.destroy(new TimedOut()), timeouts.statementMs + timeouts.graceMs);
    await client.query(preamble(statement.readOnly, timeouts.statementMs));
    isSent = true;
    return await read(client, stream, statement);
  };
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(new Error('aborted'));
      const { processID: processId, secretKey: secret } = inner;
      if (processId === null || secret === null) return;
      void cancelOnServer(inner.connection.stream, { processId, secret }).then(() => inner.connection.stream.destroy());
    };
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work(), aborted]);
  } catch (error) {
    throw isOfDatabase(error) ? error : new ConnectionLost(error, isSent);
  } finally {
    clearTimeout(deadline);
    if (stop) signal.removeEventListener('abort', stop);
    // What is cancelled on the server is closed when that has been asked for.
    if (!signal.aborted || inner.processID === null) {
      void client.end();
      inner.connection.stream.destroySoon();
    }
  }
}

/** What the types of `pg` keep to themselves. */
interface Inner {
  readonly connection: { readonly stream: Socket; on(event: 'sslconnect', listener: () => void): void };
  readonly processID: number | null;
  readonly secretKey: number | null;
}

function clientOf(target: PostgresTarget, { endpoint, timeouts }: SessionOptions, count: Count): pg.Client {
  const { user, password, database, tls } = target;
  // All that the library would else take from the environment, a password among it.
  return new pg.Client({
    host: endpoint.host,
    port: endpoint.port,
    user,
    database,
    ssl: tls ?? false,
    password: () => {
      if (password === undefined) throw new PasswordNeeded('password needed');
      return password;
    },
    application_name: 'ipa-workflow',
    connectionTimeoutMillis: timeouts.connectMs,
    keepAlive: true,
    types: { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig,
    stream: () => contain(new GuardedSocket(endpoint), count),
  });
}

/** Told of each piece that comes; what it throws ends the connection. */
type Count = (bytes: number) => void;

/** What the library throws over bytes that are not the protocol's ends the connection, not the process. */
function contain(stream: Socket, count: Count): Socket {
  const emit = stream.emit.bind(stream) as (...event: unknown[]) => boolean;
  stream.emit = (...event: unknown[]): boolean => {
    if (event[0] !== 'data') return emit(...event);
    try {
      count((event[1] as Buffer).length);
      return emit(...event);
    } catch (error) {
      stream.destroy(error as Error);
      return true;
    }
  };
  return stream;
}

function preamble(readOnly: boolean, statementMs: number): string {
  const set = readOnly ? 'SET LOCAL' : 'SET';
  const settings = [
    `TimeZone = 'UTC'`,
    `DateStyle = 'ISO, YMD'`,
    `IntervalStyle = 'iso_8601'`,
    `bytea_output = 'hex'`,
    `statement_timeout = ${String(statementMs)}`,
  ].map((setting) => `${set} ${setting}`);
  return [...(readOnly ? ['BEGIN READ ONLY'] : []), ...settings, 'SELECT 1'].join('; ');
}

function read(client: pg.Client, stream: Socket, { text, values }: Statement): Promise<SqlTable> {
  return new Promise((resolve, reject) => {
    const budget = new RowBudget();
    const fail = (error: Error): void => {
      stream.destroy();
      reject(error);
    };
    let bytes = 0;
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) fail(new SqlLimitReached('too-many-rows'));
    });
    const config = { text, values: values.map(bound), rowMode: 'array', rows: rowsAtATime, queryMode: 'extended' };
    const query = client.query(new pg.Query(config as unknown as pg.QueryConfig)) as unknown as PgQuery;
    query.on('row', (row, result) => {
      try {
        addRow(budget, row, result?.fields ?? []);
      } catch (error) {
        fail(error as Error);
      }
    });
    query.on('error', reject);
    query.on('end', ({ fields, rowCount }) => {
      const columns = fields.map(({ name }) => name);
      const { rows } = budget;
      resolve({ columns, rows, row_count: columns.length > 0 ? rows.length : (rowCount ?? 0) });
    });
  });
}

/** What the server sent, before it is read: its size counts, whatever it becomes. */
type RawRow = (string | null)[];

function addRow(budget: RowBudget, row: RawRow, fields: readonly pg.FieldDef[]): void {
  let characters = 0;
  const cells = row.map((text, index): [string, JsonValue] => {
    const { name = '', dataTypeID = 0 } = fields[index] ?? {};
    characters += name.length + 4 + (text?.length ?? 4);
    return [name, text === null ? null : valueOf(text, dataTypeID)];
  });
  budget.add(Object.fromEntries(cells), characters);
}

/** The event emitter that the types leave out. */
type PgQuery = pg.Query & {
  on(event: 'row', listener: (row: RawRow, result?: pg.QueryResultBase) => void): void;
  on(event: 'end', listener: (result: pg.QueryResultBase) => void): void;
};

function isOfDatabase(error: unknown): boolean {
  return error instanceof pg.DatabaseError || error instanceof PasswordNeeded || error instanceof SqlLimitReached;
}
