/** Any server that speaks OpenAI's chat completions, through the `openai` package. */
import { OpenAI } from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import type { JsonObject } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { maxBodyBytes } from '../../network/body.ts';
import { createGuard } from '../../network/guard.ts';
import { guardedFetch } from '../../network/guardedFetch.ts';
import { withoutPassword } from '../../network/origin.ts';
import type { HttpTimeouts } from '../../network/request.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { badSetting, failed } from '../failures.ts';
import type { RunnerOptions } from '../runners.ts';
import { textSetting } from '../settings.ts';
import { webAddress } from '../webAddress.ts';
import type { LanguageModels, ModelQuestion, ModelUsage } from './models.ts';
import { openAiFailure } from './openaiFailures.ts';

const defaultBaseUrl = 'https://api.openai.com/v1';
/** A model may have to be loaded before its first word, and may think before the next. */
const defaultTimeouts: HttpTimeouts = { connectMs: 10_000, headersMs: 300_000, idleMs: 300_000, bodyMs: 3_600_000 };

interface Server {
  readonly url: URL;
  readonly key: string | undefined;
}

export function openAiModels(
  settings: JsonObject,
  { allowedHosts, connections }: Pick<RunnerOptions, 'allowedHosts' | 'connections'>,
  timeouts: Partial<HttpTimeouts>,
  holdsSecret: (text: string) => boolean,
): Result<LanguageModels, FailureInfo> {
  const name = textSetting(settings, 'connection');
  const named = name !== undefined && Object.hasOwn(connections, name) ? connections[name] : undefined;
  if (name !== undefined && named === undefined) return err(badSetting(noConnection(name)).error);
  const address = named ?? textSetting(settings, 'base_url') ?? defaultBaseUrl;
  const url = webAddress(address, holdsSecret, 'api_key');
  if (!url.ok) return err(badSetting(url.error).error);
  if (textSetting(settings, 'model') === undefined)
    return err(badSetting(t('The setting "{0}" is missing.', 'model')).error);
  const server = { url: url.value, key: textSetting(settings, 'api_key') };
  const guarded = guardedFetch({
    guard: () => createGuard(allowedHosts),
    timeouts: { ...defaultTimeouts, ...timeouts },
    maxBytes: maxBodyBytes,
    holdsSecret,
  });
  return ok({ ask: (question, text, signal) => ask(server, guarded, question, text, signal) });
}

function noConnection(name: string): string {
  return t(
    'There is no connection "{0}". Write "base_url", or name one: in the setting ipaWorkflow.connections, on the command line with --connection.',
    withoutPassword(name),
  );
}

async function ask(
  server: Server,
  guarded: typeof fetch,
  question: ModelQuestion,
  hear: (part: string) => void,
  signal: AbortSignal,
): Promise<Result<ModelUsage, FailureInfo>> {
  const client = new OpenAI({
    baseURL: server.url.href.replace(/\/?(?:[?#].*)?$/s, ''),
    // Of the address: some servers want an `api-version` there.
    defaultQuery: Object.fromEntries(server.url.searchParams),
    // What the environment holds is for other programs: nothing of it goes to the server that a workflow names.
    apiKey: 'unused',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    // Retries and timeouts are the engine's.
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    fetch: (input, init) => guarded(input, { ...init, headers: headersOf(server) }),
  });
  try {
    const stream = await client.chat.completions.create(bodyOf(server, question), { signal });
    let usage: ModelUsage = { model: null, promptTokens: null, completionTokens: null };
    let finish: string | null = null;
    for await (const chunk of stream) {
      const [choice] = chunk.choices;
      hear(choice?.delta.content ?? '');
      finish = choice?.finish_reason ?? finish;
      usage = {
        model: chunk.model,
        promptTokens: chunk.usage?.prompt_tokens ?? usage.promptTokens,
        completionTokens: chunk.usage?.completion_tokens ?? usage.completionTokens,
      };
    }
    if (finish === null) return err(failed('network', t('The answer ended too early.'), true).error);
    if (finish === 'content_filter') return err(failed('agent', t('The server withheld the answer.'), false).error);
    return ok(usage);
  } catch (error) {
    return err(openAiFailure(error, server.url.host));
  }
}

/** Ours alone: the package would add what it finds in the environment, and what it knows of the machine. */
function headersOf({ key }: Server): Record<string, string> {
  return {
    accept: 'text/event-stream',
    'content-type': 'application/json',
    'user-agent': 'ipa-workflow',
    ...(key !== undefined && key !== '' && { authorization: `Bearer ${key}` }),
  };
}

function bodyOf({ url }: Server, question: ModelQuestion): ChatCompletionCreateParamsStreaming {
  const { model = '', system, prompt, temperature, maxTokens, schema } = question;
  // Newer models of OpenAI's own know only the one, most other servers only the other.
  const limit = url.hostname === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens';
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      ...(system === undefined ? [] : [{ role: 'system', content: system } as const]),
      { role: 'user', content: prompt },
    ],
    ...(temperature !== undefined && { temperature }),
    ...(maxTokens !== undefined && { [limit]: maxTokens }),
    ...(schema && {
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { ...schema } } },
    }),
  };
}
