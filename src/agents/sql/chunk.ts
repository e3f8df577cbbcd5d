import { Worker } from 'node:worker_threads';
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../engine/ports.ts';
import { chunkAsset, workerFile } from '../assets.ts';
import { aborted, badSetting, failed, missingSetting } from '../failures.ts';
import type { RunnerOptions } from '../runners.ts';
import { textSetting } from '../settings.ts';
import { resolveConnection } from './connection.ts';
import type { SqlAnswer, SqlQuery } from './messages.ts';

export { useTranslations } from '../../base/l10n.ts';

/** The runner `sql` over SQLite (`spec/format.md`). Output: `{ columns, rows, row_count }`. */
export function createRunner(options: () => Pick<RunnerOptions, 'connections' | 'workspaceFolders'>): AgentRunner {
  return { run: (request) => run(request, options()) };
}

async function run(
  { settings, baseDirectory, signal }: AgentRequest,
  options: Pick<RunnerOptions, 'connections' | 'workspaceFolders'>,
): Promise<AgentOutcome> {
  const query = textSetting(settings, 'query');
  if (query === undefined || query.trim() === '') return missingSetting('query');
  const connection = resolveConnection(textSetting(settings, 'connection') ?? 'default', baseDirectory, options);
  if (!connection.ok) return badSetting(connection.error);
  if (signal.aborted) return aborted();
  const answer = await ask(
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
  if ('error' in answer)
    return failed('sql', t('The database says: {0}', answer.error), /\b(locked|busy)\b/i.test(answer.error));
  const { columns, rows, row_count } = answer.table;
  return { kind: 'succeeded', output: { columns: [...columns], rows: rows as JsonValue[], row_count } };
}

/** The worker's answer; undefined when the signal was aborted first. */
function ask(query: SqlQuery, signal: AbortSignal): Promise<SqlAnswer | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(workerFile('sql'), { workerData: query });
    const done = (answer: SqlAnswer | undefined): void => {
      signal.removeEventListener('abort', stop);
      resolve(answer);
      void worker.terminate();
    };
    const stop = (): void => {
      done(undefined);
    };
    signal.addEventListener('abort', stop);
    worker.once('message', (answer: SqlAnswer) => {
      done(answer);
    });
    worker.once('error', (error) => {
      done({ error: String(error) });
    });
    worker.once('exit', () => {
      done({ error: t('The worker ended without an answer.') });
    });
  });
}
