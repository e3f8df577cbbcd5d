/** `llm` with the models of VS Code: those of another extension (test/fixtures/modelExtension). */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension.ts';
import { begin, execute } from '../../support/vscode/execute.ts';
import { eventually, ourExtension } from '../../support/vscode/workspace.ts';

interface Models {
  readonly asked: readonly { readonly id: string; readonly texts: readonly string[]; readonly options: unknown }[];
  readonly cancelled: readonly string[];
}

describe('language models of VS Code', () => {
  let api: Api;
  let models: Models;

  before(async () => {
    api = (await ourExtension().activate()) as Api;
    const extension = vscode.extensions.getExtension<Models>('test.models');
    assert(extension);
    models = await extension.activate();
    await eventually('the models', async () => (await vscode.lm.selectChatModels({ vendor: 'test' })).length === 2);
  });

  it('answer by id or family, with their tokens counted', async () => {
    for (const model of ['test-echo', 'echo']) {
      const settings = `provider: vscode, model: ${model}, system: Be kind., prompt: "one two three", temperature: 0.5, max_tokens: 9`;
      const { status, output, nodes } = await execute(api, `uses: llm, with: { ${settings} }`);
      assert.equal(status, 'completed', nodes['work']?.error?.message);
      const usage = { model: 'test-echo', prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 };
      assert.deepEqual(output, { text: 'one two three', json: null, usage });
      assert.deepEqual(models.asked.at(-1), {
        id: 'test-echo',
        texts: ['Be kind.', 'one two three'],
        options: { temperature: 0.5, max_tokens: 9 },
      });
    }
  });

  it('are answered by also where their tokens cannot be counted', async () => {
    const { status, output } = await execute(api, 'uses: llm, with: { model: test-echo, prompt: uncountable }');
    const usage = { model: 'test-echo', prompt_tokens: null, completion_tokens: null, total_tokens: null };
    assert.deepEqual([status, output], ['completed', { text: 'uncountable', json: null, usage }]);
  });

  it('that are not there: the failure names those that are', async () => {
    const { nodes } = await execute(api, 'uses: llm, with: { model: other, prompt: Hi }');
    const error = nodes['work']?.error;
    assert.deepEqual([error?.kind, error?.retryable], ['settings', false]);
    assert.match(error?.message ?? '', /^VS Code has no language model "other"\. It has: .*test-echo/);
  });

  it('are told of a cancel', async () => {
    const id = await begin('uses: llm, with: { model: deaf, prompt: Hi }');
    await eventually('the question', () => models.asked.at(-1)?.id === 'test-deaf');
    await api.executions.cancel(id);
    assert.equal((await api.executions.finished(id)).status, 'cancelled');
    await eventually('the cancellation', () => models.cancelled.length === 1);
  });
});
