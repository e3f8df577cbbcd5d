import assert from 'node:assert/strict';
import { createRunner } from '../../../../src/agents/transform/chunk.ts';
import type { JsonValue } from '../../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../../../src/engine/ports.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { turn } from '../../../support/engine/manualClock.ts';

const endless = '($f := function($n) { $f($n + 1) }; $f(0))';
const hanging = `$match("${'a'.repeat(40)}!", /^(a+)+$/)`;

describe('transform', () => {
  let runner: AgentRunner;
  const ask = (expression: string, more: Partial<AgentRequest> = {}): Promise<AgentOutcome> =>
    runner.run(agentRequest({ expression }, more));
  const valueOf = async (expression: string, input: JsonValue = null): Promise<JsonValue> =>
    outputOf(await ask(expression, { input }));
  before(() => {
    runner = createRunner();
  });

  it('evaluates JSONata over the input, the inputs and what the nodes gave', async () => {
    const input = { fetch_db: { rows: [{ n: 1 }, { n: 2 }] } };
    const more = { input, inputs: { factor: 10 }, nodes: { a: 'A' } };
    const outcome = await ask('{ "sum": $sum(input.fetch_db.rows.n) * inputs.factor, "a": nodes.a }', more);
    assert.deepEqual(outputOf(outcome), { sum: 30, a: 'A' });
  });

  it('gives JSON: null for nothing, plain lists for sequences', async () => {
    assert.equal(await valueOf('input.none', {}), null);
    const list = await valueOf('input[n > 1]', [{ n: 1 }, { n: 2 }, { n: 3 }]);
    assert.deepEqual(list, [{ n: 2 }, { n: 3 }]);
    assert.equal(JSON.stringify(list), '[{"n":2},{"n":3}]');
  });

  it('takes names for no more than names (threat T11)', async () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":true}}') as JsonValue;
    await ask('$merge([input, {"__proto__": {"polluted": true}}])', { input: hostile });
    assert.equal(await valueOf('input.polluted', hostile), null);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  it('says what is wrong with an expression, and that a retry cannot help', async () => {
    const says = async (expression: string): Promise<string> => {
      const { kind, message, retryable } = errorOf(await ask(expression));
      assert.equal(retryable, false);
      return `${kind}: ${message}`;
    };
    assert.match(await says('input.('), /^expression: The expression failed: .+ \(7\)$/);
    assert.match(await says('"a" + 1'), /^expression: The expression failed: The left side of the "\+" operator/);
    assert.equal(await says('$error("Not so.")'), 'expression: The expression failed: Not so. (7)');
    assert.equal(await says(' '), 'settings: The setting "expression" is missing.');
  });

  it('waits behind others that never end, without losing its own time', async () => {
    const slow = createRunner(undefined, { deadlineMs: 3000 });
    const expressions = [endless, endless, endless, endless, '1 + 1', '2 + 2'];
    const outcomes = await Promise.all(expressions.map((expression) => slow.run(agentRequest({ expression }))));
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.kind === 'succeeded' ? outcome.output : outcome.error.kind)),
      ['timeout', 'timeout', 'timeout', 'timeout', 2, 4],
    );
  });

  for (const [what, expression] of Object.entries({ 'an endless recursion': endless, 'a hanging pattern': hanging }))
    it(`threat T12: ends ${what} at its deadline, and evaluates the next`, async () => {
      const short = createRunner(undefined, { deadlineMs: 300 });
      const { kind, message, retryable } = errorOf(await short.run(agentRequest({ expression })));
      assert.deepEqual([kind, message, retryable], ['timeout', 'The expression took longer than 0.3 s.', false]);
      assert.equal(outputOf(await createRunner().run(agentRequest({ expression: '1 + 1' }))), 2);
    });

  // The first runs out of memory little by little; the second by one large piece, which ends the whole process.
  for (const build of ['$map([1..2000000], function($n) { {"n": [$n, $n, $n]} })', '[1..9999999]'])
    it(`fault F12: ends ${build} when it needs too much memory, and evaluates the next`, async () => {
      const small = createRunner(undefined, { memoryMb: 24 });
      const { kind, message } = errorOf(await small.run(agentRequest({ expression: build })));
      assert.deepEqual([kind, message], ['expression', 'The expression failed: it needs more than 24 MB of memory']);
      assert.equal(outputOf(await small.run(agentRequest({ expression: '1 + 1' }))), 2);
    });

  it('F6: an abort ends what has not begun, what waits for a thread, and what would never end', async () => {
    const aborted = (outcome: AgentOutcome): void => {
      assert.deepEqual([errorOf(outcome).kind, errorOf(outcome).retryable], ['aborted', false]);
    };
    aborted(await ask('1', { signal: AbortSignal.abort() }));
    const controller = new AbortController();
    const six = Array.from({ length: 6 }, () => ask(endless, { signal: controller.signal }));
    await turn();
    controller.abort();
    for (const outcome of await Promise.all(six)) aborted(outcome);
    assert.equal(await valueOf('1 + 1'), 2);
  });

  it('evaluates any number at once, each its own', async () => {
    const values = await Promise.all(Array.from({ length: 20 }, (_, n) => valueOf('input * 2', n)));
    assert.deepEqual(
      values,
      Array.from({ length: 20 }, (_, n) => n * 2),
    );
  });
});
