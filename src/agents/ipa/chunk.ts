import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../engine/ports.ts';
import { aborted, badSetting, failed, missingSetting } from '../failures.ts';
import type { RunnerOptions } from '../runners.ts';
import { textSetting } from '../settings.ts';

export { useTranslations } from '../../base/l10n.ts';

/** The runner `ipa`: one agent of a remote server (`spec/format.md`). Output: `{ result, stats, tool_calls }`. */
export function createRunner(options: () => Pick<RunnerOptions, 'callRemoteAgent'>): AgentRunner {
  return { run: (request) => run(request, options().callRemoteAgent) };
}

async function run(request: AgentRequest, call: RunnerOptions['callRemoteAgent']): Promise<AgentOutcome> {
  const { settings, input, signal } = request;
  const server = textSetting(settings, 'server');
  if (server === undefined || server === '') return missingSetting('server');
  const agentId = textSetting(settings, 'agent_id');
  if (agentId === undefined || agentId === '') return missingSetting('agent_id');
  const context = settings['context'] ?? {};
  if (!isJsonObject(context)) return badSetting(t('The setting "context" must be an object.'));
  if (call === undefined) return failed('settings', t('No servers are known here.'), false);
  request.progress(t('Waits for the agent "{0}" on "{1}".', agentId, server));
  const outcome = await call({ server, agentId, message: messageOf(settings, input), context, signal });
  if (signal.aborted) return aborted();
  return outcome.kind === 'answered' ? { kind: 'succeeded', output: { ...outcome.answer } } : outcome;
}

/** What the agent is asked: the setting, else what the node receives. */
function messageOf(settings: JsonObject, input: JsonValue): string {
  const written = settings['message'] ?? input;
  return typeof written === 'string' ? written : JSON.stringify(written);
}
