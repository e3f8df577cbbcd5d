import assert from 'node:assert/strict';
import { mockRunner } from '../../../src/agents/mock/mock.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest } from '../../../src/engine/ports.ts';
import { agentRequest, errorOf, outputOf } from '../../support/agents/request.ts';

const ask = (settings: JsonObject, more: Partial<AgentRequest> = {}): Promise<AgentOutcome> =>
  mockRunner.run(agentRequest(settings, more));

describe('mock', () => {
  it('gives its output, or the output of the attempt', async () => {
    assert.equal(outputOf(await ask({})), null);
    assert.deepEqual(outputOf(await ask({ output: { a: 1 } })), { a: 1 });
    const outputs = await Promise.all([1, 2, 3].map((attempt) => ask({ outputs: ['a', 'b'] }, { attempt })));
    assert.deepEqual(outputs.map(outputOf), ['a', 'b', 'b']);
  });

  it('fails always, or its first attempts, as it is told', async () => {
    assert.deepEqual(errorOf(await ask({ fail: 'always' })), {
      kind: 'agent',
      message: 'The mock fails',
      retryable: true,
    });
    const fail = { first: 1, kind: 'http', message: 'Gone.', retryable: false };
    assert.deepEqual(errorOf(await ask({ fail })), { kind: 'http', message: 'Gone.', retryable: false });
    assert.equal(outputOf(await ask({ fail, output: 1 }, { attempt: 2 })), 1);
  });

  it('refuses settings that it does not know', async () => {
    const { kind, message, retryable } = errorOf(await ask({ outptu: 1, delay_seconds: -1 }));
    assert.deepEqual([kind, retryable], ['settings', false]);
    assert.equal(
      message,
      '"with" has no key "outptu". Did you mean "output"? "with.delay_seconds" must be a number of seconds, 0 or more.',
    );
  });

  it('F6: stops waiting when it is aborted, also from a wait of months', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const long = ask({ delay_seconds: 90 * 24 * 3600, output: 'too early' }, { signal });
    outputOf(await ask({ delay_seconds: 0.02 }));
    controller.abort();
    assert.equal(errorOf(await long).kind, 'aborted');
    assert.equal(errorOf(await ask({}, { signal })).kind, 'aborted');
  });
});
