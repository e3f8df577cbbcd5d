/** `provider: vscode` through a port that the test stands in for; the real one is in test/host. */
import assert from 'node:assert/strict';
import { createRunner } from '../../../../src/agents/llm/chunk.ts';
import type { LanguageModels, ModelQuestion } from '../../../../src/agents/llm/models.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import { err, ok } from '../../../../src/base/result.ts';
import type { AgentOutcome, AgentRequest } from '../../../../src/engine/ports.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { plain } from '../../../support/engine/build.ts';

function ask(
  settings: JsonObject,
  languageModels?: LanguageModels,
  more?: Partial<AgentRequest>,
): Promise<AgentOutcome> {
  const options = { allowedHosts: [], connections: {}, ...(languageModels && { languageModels }) };
  return createRunner(() => options).run(agentRequest({ prompt: 'Hi', ...settings }, more));
}

describe('llm with the models of VS Code', () => {
  it('are asked where no provider is named', async () => {
    const questions: ModelQuestion[] = [];
    const models: LanguageModels = {
      ask: (question, hear) => {
        questions.push(question);
        hear('[1, ');
        hear('2]');
        return Promise.resolve(ok({ model: 'copilot/big', promptTokens: 3, completionTokens: null }));
      },
    };
    const output = outputOf(await ask({ model: 'big', system: 'Be short.', temperature: 0, max_tokens: 9 }, models));
    assert.deepEqual(plain(output), {
      text: '[1, 2]',
      json: [1, 2],
      usage: { model: 'copilot/big', prompt_tokens: 3, completion_tokens: null, total_tokens: null },
    });
    assert.deepEqual(questions, [
      { model: 'big', prompt: 'Hi', system: 'Be short.', temperature: 0, maxTokens: 9, schema: undefined },
    ]);
  });

  it('are not there on the command line: the failure says what helps', async () => {
    for (const settings of [{}, { provider: 'vscode' }])
      assert.deepEqual(errorOf(await ask(settings)), {
        kind: 'settings',
        message:
          'The models of VS Code are there in VS Code only. Here, set "provider: openai" with the "base_url" of an OpenAI-compatible server.',
        retryable: false,
      });
  });

  it('hand on their failure', async () => {
    const error = { kind: 'consent', message: 'You did not allow it.', retryable: false };
    assert.deepEqual(errorOf(await ask({}, { ask: () => Promise.resolve(err(error)) })), error);
  });

  it('F6: do not hold up a cancel, though one does not listen to it', async () => {
    const controller = new AbortController();
    let hears: ((part: string) => void) | undefined;
    const deaf: LanguageModels = {
      ask: (_, hear) => {
        hears = hear;
        setImmediate(() => {
          controller.abort();
        });
        return new Promise(() => undefined);
      },
    };
    const told: string[] = [];
    const outcome = await ask({}, deaf, { signal: controller.signal, log: (_, line) => told.push(line) });
    hears?.('too late\n');
    assert.equal(errorOf(outcome).kind, 'aborted');
    assert.deepEqual(told, []);
  });
});
