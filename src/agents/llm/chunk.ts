import type { JsonObject, JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { err, type Result } from '../../base/result.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../engine/ports.ts';
import type { HttpTimeouts } from '../../network/request.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { aborted, badSetting, failed, missingSetting } from '../failures.ts';
import type { RunnerOptions } from '../runners.ts';
import { mapSetting, textSetting } from '../settings.ts';
import { AnswerLog } from './answerLog.ts';
import { checkAnswer, parseAnswer } from './answer.ts';
import type { LanguageModels, ModelQuestion, ModelUsage } from './models.ts';

export { useTranslations } from '../../base/l10n.ts';

/** Longest answer that is read. */
const maxTextLength = 4 * 1024 * 1024;

type Options = Pick<RunnerOptions, 'allowedHosts' | 'connections' | 'languageModels'>;

/** The runner `llm` (`spec/format.md`). Output: `{ text, json, usage }`. */
export function createRunner(options: () => Options, timeouts: Partial<HttpTimeouts> = {}): AgentRunner {
  return { run: (request) => run(request, options(), timeouts) };
}

async function run(agent: AgentRequest, options: Options, timeouts: Partial<HttpTimeouts>): Promise<AgentOutcome> {
  const { settings, signal } = agent;
  const question = questionOf(settings);
  if ('kind' in question) return question;
  const models = await modelsOf(agent, options, timeouts);
  if (!models.ok) return { kind: 'failed', error: models.error };
  const log = new AnswerLog(agent);
  // Ours, so that an answer without end stops too.
  const controller = new AbortController();
  const both = AbortSignal.any([signal, controller.signal]);
  const hear = (part: string): void => {
    if (both.aborted) return;
    if (log.length + part.length > maxTextLength) controller.abort();
    else log.add(part);
  };
  // Not every model listens to the signal.
  const asked = await Promise.race([models.value.ask(question, hear, both), whenAborted(both)]);
  log.end();
  if (signal.aborted) return aborted();
  if (asked === undefined)
    return failed('output-too-large', t('The answer is longer than {0} characters.', maxTextLength), false);
  if (!asked.ok) return { kind: 'failed', error: asked.error };
  return await outcomeOf(log.text, asked.value, question, signal);
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
}

async function outcomeOf(
  text: string,
  usage: ModelUsage,
  { schema }: ModelQuestion,
  signal: AbortSignal,
): Promise<AgentOutcome> {
  const json = parseAnswer(text);
  if (schema) {
    const problem = await checkAnswer(schema, json, signal);
    if (signal.aborted) return aborted();
    if (problem) return { kind: 'failed', error: problem };
  }
  return { kind: 'succeeded', output: { text, json: json ?? null, usage: usageOutput(usage) } };
}

/** As an OpenAI-compatible server writes it. */
function usageOutput({ model, promptTokens, completionTokens }: ModelUsage): JsonValue {
  const total = promptTokens === null || completionTokens === null ? null : promptTokens + completionTokens;
  return { model, prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: total };
}

function questionOf(settings: JsonObject): ModelQuestion | Extract<AgentOutcome, { kind: 'failed' }> {
  const prompt = textSetting(settings, 'prompt');
  if (prompt === undefined || prompt === '') return missingSetting('prompt');
  const schema = mapSetting(settings, 'response_schema');
  // Also where the server is told the schema itself: not every one heeds it.
  const form = schema && `Answer only with JSON that fits this JSON Schema:\n${JSON.stringify(schema)}`;
  const system = [textSetting(settings, 'system'), form].filter((part) => part !== undefined);
  return {
    prompt,
    schema,
    model: textSetting(settings, 'model'),
    system: system.length > 0 ? system.join('\n\n') : undefined,
    temperature: numberSetting(settings, 'temperature'),
    maxTokens: numberSetting(settings, 'max_tokens'),
  };
}

function numberSetting(settings: JsonObject, name: string): number | undefined {
  const value = settings[name];
  return typeof value === 'number' ? value : undefined;
}

/** Without `provider`: a server where one is named, else the models of VS Code. */
async function modelsOf(
  agent: AgentRequest,
  options: Options,
  timeouts: Partial<HttpTimeouts>,
): Promise<Result<LanguageModels, FailureInfo>> {
  const { settings } = agent;
  const hasServer = ['base_url', 'connection'].some((name) => textSetting(settings, name) !== undefined);
  const provider = textSetting(settings, 'provider') ?? (hasServer ? 'openai' : 'vscode');
  if (provider === 'openai') {
    const { openAiModels } = await import('./openai.ts');
    return openAiModels(settings, options, timeouts, (text) => agent.holdsSecret(text));
  }
  if (provider !== 'vscode') return err(badSetting(t('There is no provider "{0}" of models.', provider)).error);
  if (options.languageModels) return { ok: true, value: options.languageModels };
  const remedy = t(
    'The models of VS Code are there in VS Code only. Here, set "provider: openai" with the "base_url" of an OpenAI-compatible server.',
  );
  return err(badSetting(remedy).error);
}
