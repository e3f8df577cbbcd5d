import { createRunners, type RunnerOptions } from '../agents/runners.ts';
import type { JsonObject } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { AgentRequest } from '../engine/ports.ts';
import type { RunnerName } from '../model/definition.ts';

/** What is asked of a connection to see whether it works; undefined for one that nothing is asked of. */
function questionOf(
  name: string,
  url: string,
): { readonly uses: RunnerName; readonly settings: JsonObject } | undefined {
  if (/^(sqlite|postgres(ql)?):/i.test(url)) return { uses: 'sql', settings: { connection: name, query: 'SELECT 1' } };
  if (/^(rediss?|local):/i.test(url)) return { uses: 'cache', settings: { connection: name, operation: 'ping' } };
  return /^https?:/i.test(url) ? { uses: 'http', settings: { url } } : undefined;
}

/** Asks the real server, by the runner that workflows use. The error is a sentence. */
export async function testConnection(
  name: string,
  options: RunnerOptions,
  signal: AbortSignal,
): Promise<Result<void, string>> {
  const question = questionOf(name, options.connections[name] ?? '');
  if (question === undefined) return err(t('A connection of this kind cannot be tested.'));
  const runner = await createRunners(() => options)(question.uses);
  if (runner === undefined) return err(t('A connection of this kind cannot be tested.'));
  const outcome = await runner.run(requestFor(question.uses, question.settings, signal));
  if (outcome.kind === 'succeeded') return ok(undefined);
  // Whatever an HTTP server answers, it is there.
  return outcome.error.kind === 'http' ? ok(undefined) : err(outcome.error.message);
}

function requestFor(uses: RunnerName, settings: JsonObject, signal: AbortSignal): AgentRequest {
  const id = 'connection-test';
  return {
    executionId: id,
    nodeId: id,
    agentId: id,
    uses,
    attempt: 1,
    idempotencyKey: id,
    settings,
    writtenSettings: settings,
    holdsSecret: () => false,
    input: null,
    inputs: {},
    nodes: {},
    baseDirectory: undefined,
    signal,
    log: () => undefined,
    progress: () => undefined,
  };
}
