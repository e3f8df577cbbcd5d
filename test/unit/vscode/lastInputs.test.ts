import assert from 'node:assert/strict';
import { analyse } from '../../../src/model/project.ts';
import type { WorkflowDefinition } from '../../../src/model/definition.ts';
import { LastInputs } from '../../../src/vscode/commands/lastInputs.ts';

class Memory {
  readonly #values = new Map<string, unknown>();

  get<T>(key: string, otherwise?: T): T | undefined {
    return (this.#values.get(key) ?? otherwise) as T | undefined;
  }

  update(key: string, value: unknown): Promise<void> {
    // As VS Code does.
    this.#values.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  }
}

function declaring(inputs: string): WorkflowDefinition {
  return analyse(`name: w\ninputs:\n${inputs}nodes: []\n`).definition;
}

const both = declaring('  who: { type: string }\n  key: { type: string, secret: true }\n');

describe('the inputs that a workflow was last run with', () => {
  it('are kept for each workflow, without secrets', async () => {
    const memory = new Memory();
    await new LastInputs(memory).keep('file:///a', both, { who: 'Ada', key: 'hunter22', other: 1 });
    await new LastInputs(memory).keep('file:///b', both, { who: 'Bo' });
    assert.deepEqual([...(await new LastInputs(memory).of('file:///a', both))], [['who', 'Ada']]);
    assert.deepEqual([...(await new LastInputs(memory).of('file:///b', both))], [['who', 'Bo']]);
    assert.deepEqual([...(await new LastInputs(memory).of('file:///c', both))], []);
    assert.equal(JSON.stringify(memory.get('lastInputs')).includes('hunter22'), false);
  });

  it('are those that it still declares and takes', async () => {
    const last = new LastInputs(new Memory());
    await last.keep('file:///a', declaring('  who: { type: string }\n  count: { type: integer }\n'), {
      who: 'Ada',
      count: 3,
    });
    const now = declaring('  who: { type: string, secret: true }\n  count: { type: integer, minimum: 4 }\n');
    assert.deepEqual([...(await last.of('file:///a', now))], []);
    assert.deepEqual([...(await last.of('file:///a', declaring('  count: { type: number }\n')))], [['count', 3]]);
  });

  it('are forgotten when they are very long, or of workflows that ran long ago', async () => {
    const memory = new Memory();
    const last = new LastInputs(memory);
    await last.keep('file:///a', both, { who: 'Ada' });
    await last.keep('file:///a', both, { who: 'A'.repeat(70_000) });
    assert.equal((await last.of('file:///a', both)).size, 0);
    for (let index = 0; index < 60; index++) await last.keep(`file:///${index}`, both, { who: 'Ada' });
    assert.equal((await last.of('file:///9', both)).size, 0);
    assert.equal((await last.of('file:///10', both)).size, 1);
    await memory.update('lastInputs', [{ workflow: 'file:///a', inputs: null }, 7, 'x']);
    assert.equal((await last.of('file:///a', both)).size, 0);
  });
});
