import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../engine/ports.ts';
import { chunkAsset } from '../assets.ts';
import { aborted, badSetting, failed, missingSetting } from '../failures.ts';
import { Processes } from '../processes.ts';
import type { RunnerOptions } from '../runners.ts';
import { textSetting } from '../settings.ts';
import { resolveConnection } from './connection.ts';
import { reachesOut } from './statement.ts';
import type { SqlAnswer, SqlLimit, SqlQuery } from './messages.ts';

export { useTranslations } from '../../base/l10n.ts';

/** Megabytes that one statement's rows may take on their way. */
const memoryMb = 512;

/** The runner `sql` over SQLite (`spec/format.md`). Output: `{ columns, rows, row_count }`. */
export function createRunner(options: () => Pick<RunnerOptions, 'connections' | 'workspaceFolders'>): AgentRunner {
  const processes = new Processes<SqlQuery, SqlAnswer>('sql', memoryMb);
  return { run: (request) => run(request, options(), processes) };
}

async function run(
  { settings, baseDirectory, signal }: AgentRequest,
  options: Pick<RunnerOptions, 'connections' | 'workspaceFolders'>,
  processes: Processes<SqlQuery, SqlAnswer>,
): Promise<AgentOutcome> {
  const query = textSetting(settings, 'query');
  if (query === undefined || query.trim() === '') return missingSetting('query');
  const word = reachesOut(query);
  if (word !== undefined) return badSetting(t('{0} is not executed: it reaches beyond the database’s own file.', word));
  const connection = resolveConnection(textSetting(settings, 'connection') ?? 'default', baseDirectory, options);
  if (!connection.ok) return badSetting(connection.error);
  const answer = await processes.ask(
    {
      file: connection.value,
      query,
      params: settings['params'] ?? null,
      readOnly: settings['read_only'] !== false,
      wasm: chunkAsset('sql-wasm.wasm', 'sql.js/dist/sql-wasm.wasm'),
    },
    signal,
  );
  if (answer === undefined) return aborted();
  if ('error' in answer) return failureOf(answer.error, 'limit' in answer ? answer.limit : undefined);
  const { columns, rows, row_count } = answer.table;
  return { kind: 'succeeded', output: { columns: [...columns], rows: rows as JsonValue[], row_count } };
}

function failureOf(error: string, limit: SqlLimit | undefined): AgentOutcome {
  switch (limit) {
    case 'too-many-rows':
      return failed('output-too-large', t('The query gives more rows than an output may have.'), false);
    case 'several-statements':
      return badSetting(t('Only one statement is executed at a time.'));
    case undefined:
      return failed('sql', t('The database says: {0}', error), /\b(locked|busy)\b/i.test(error));
  }
}
