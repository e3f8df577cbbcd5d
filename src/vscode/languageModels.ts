/** The user's language models in VS Code (`llm` with `provider: vscode`). VS Code asks for consent and keeps the keys. */
import * as vscode from 'vscode';
import type { LanguageModels, ModelQuestion, ModelUsage } from '../agents/llm/models.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { FailureInfo } from '../protocol/execution.ts';

export const vscodeModels: LanguageModels = {
  async ask(question, hear, signal) {
    const source = new vscode.CancellationTokenSource();
    const stop = (): void => {
      source.cancel();
    };
    signal.addEventListener('abort', stop);
    try {
      return await ask(question, hear, source.token);
    } catch (error) {
      return err(failureOf(error));
    } finally {
      signal.removeEventListener('abort', stop);
      source.dispose();
    }
  },
};

async function ask(
  { model: wanted, system, prompt, temperature, maxTokens }: ModelQuestion,
  hear: (part: string) => void,
  token: vscode.CancellationToken,
): Promise<Result<ModelUsage, FailureInfo>> {
  const models = await vscode.lm.selectChatModels();
  const model = wanted === undefined ? models[0] : chosen(models, wanted);
  if (!model) return err(noModel(models, wanted));
  // The API has no message of the system's own.
  const texts = [system, prompt].filter((text) => text !== undefined);
  const response = await model.sendRequest(
    texts.map((text) => vscode.LanguageModelChatMessage.User(text)),
    {
      justification: t('A node of a workflow asks it.'),
      modelOptions: {
        ...(temperature !== undefined && { temperature }),
        ...(maxTokens !== undefined && { max_tokens: maxTokens }),
      },
    },
    token,
  );
  const answer: string[] = [];
  for await (const part of response.text) {
    answer.push(part);
    hear(part);
  }
  const counted = await Promise.all([...texts, answer.join('')].map((text) => tokensOf(text, model, token)));
  const completionTokens = counted.pop() ?? null;
  const promptTokens = counted.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
  return ok({ model: model.id, promptTokens, completionTokens });
}

/** Null where it cannot be counted: the answer is there all the same. */
async function tokensOf(
  text: string,
  model: vscode.LanguageModelChat,
  token: vscode.CancellationToken,
): Promise<number | null> {
  try {
    return await model.countTokens(text, token);
  } catch {
    return null;
  }
}

/** By its id, else by its family. */
function chosen(models: readonly vscode.LanguageModelChat[], wanted: string): vscode.LanguageModelChat | undefined {
  return models.find(({ id }) => id === wanted) ?? models.find(({ family }) => family === wanted);
}

function noModel(models: readonly vscode.LanguageModelChat[], wanted: string | undefined): FailureInfo {
  const message =
    models.length === 0 || wanted === undefined
      ? t(
          'VS Code has no language model. Install one or sign in to one, or set "provider: openai" with the "base_url" of a server.',
        )
      : t('VS Code has no language model "{0}". It has: {1}.', wanted, models.map(({ id }) => id).join(', '));
  return { kind: 'settings', message, retryable: false };
}

function failureOf(error: unknown): FailureInfo {
  const reason = error instanceof Error ? error.message : String(error);
  const code = error instanceof vscode.LanguageModelError ? error.code : '';
  if (code === vscode.LanguageModelError.NoPermissions.name)
    return {
      kind: 'consent',
      message: t('You did not allow the language model to be used: {0}', reason),
      retryable: false,
    };
  const isFinal = code === vscode.LanguageModelError.NotFound.name || code === vscode.LanguageModelError.Blocked.name;
  return { kind: 'agent', message: t('The language model failed: {0}', reason), retryable: !isFinal };
}
