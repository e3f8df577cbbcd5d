import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../engine/ports.ts';
import { chunkAsset, loadPart } from '../assets.ts';
import { aborted, badSetting, failed, missingSetting } from '../failures.ts';
import { type ProcessFailure, Processes } from '../processes.ts';
import type { RunnerOptions } from '../runners.ts';
import { textSetting } from '../settings.ts';
import { Turns } from '../turns.ts';
import { resolveConnection } from './connection.ts';
import type * as postgres from './postgres/chunk.ts';
import { maxSessions, type PostgresOverrides } from './postgres/limits.ts';
import { reachesOut } from './statement.ts';
import type { SqlAnswer, SqlLimit, SqlQuery } from './messages.ts';

export { useTranslations } from '../../base/l10n.ts';

/** Megabytes that one statement's rows may take on their way. */
const memoryMb = 512;

type Options = Pick<RunnerOptions, 'connections' | 'workspaceFolders' | 'password'> &
  Partial<Pick<RunnerOptions, 'allowedHosts'>>;

/** The runner `sql` over SQLite and PostgreSQL (`spec/format.md`). Output: `{ columns, rows, row_count }`. */
export function createRunner(options: () => Options, overrides: PostgresOverrides = {}): AgentRunner {
  const processes = new Processes<SqlQuery, SqlAnswer>('sql', memoryMb);
  const turns = new Turns(maxSessions);
  return {
    run: (request) => run(request, options(), (query) => processes.ask(query, request.signal), turns, overrides),
  };
}

async function run(
  request: AgentRequest,
  options: Options,
  askSqlite: (query: SqlQuery) => Promise<SqlAnswer | ProcessFailure | undefined>,
  turns: Turns,
  overrides: PostgresOverrides,
): Promise<AgentOutcome> {
  const { settings, baseDirectory } = request;
  const query = textSetting(settings, 'query');
  if (query === undefined || query.trim() === '') return missingSetting('query');
  const connection = resolveConnection(textSetting(settings, 'connection') ?? 'default', baseDirectory, options);
  if (!connection.ok) return badSetting(connection.error);
  const params = settings['params'] ?? null;
  const readOnly = settings['read_only'] !== false;
  if (connection.value.kind === 'postgres') {
    const { url, name } = connection.value;
    const { runPostgres } = loadPart('sql', 'postgres') as unknown as typeof postgres;
    return await runPostgres({ url, name, query, params, readOnly }, request, { ...options, turns, ...overrides });
  }
  const word = reachesOut(query);
  if (word !== undefined) return badSetting(t('{0} is not executed: it reaches beyond the database’s own file.', word));
  const wasm = chunkAsset('sql-wasm.wasm', 'sql.js/dist/sql-wasm.wasm');
  const { file, inWorkspace } = connection.value;
  const answer = await askSqlite({ file, inWorkspace, query, params, readOnly, wasm });
  if (answer === undefined) return aborted();
  if ('error' in answer) return failureOf(answer.error, 'limit' in answer ? answer.limit : undefined, file);
  const { columns, rows, row_count } = answer.table;
  return { kind: 'succeeded', output: { columns: [...columns], rows: rows as JsonValue[], row_count } };
}

function failureOf(error: string, limit: SqlLimit | undefined, file: string): AgentOutcome {
  switch (limit) {
    case 'too-many-rows':
      return failed('output-too-large', t('The query gives more rows than an output may have.'), false);
    case 'several-statements':
      return badSetting(t('Only one statement is executed at a time.'));
    case 'replaced':
      return badSetting(t('"{0}" is not any more what it was when it was looked at: nothing was executed.', file));
    case undefined:
      if (/unable to open database file/.test(error))
        return failed(
          'sql',
          t(
            'There is no database "{0}", or it cannot be opened. A path begins at the workflow’s folder; only "read_only: false" makes a new one.',
            file,
          ),
          false,
        );
      return failed('sql', t('The database says: {0}', error), /\b(locked|busy)\b/i.test(error));
  }
}
