/** Threat T12: texts of expressions that nest 100,000 deep or begin 1,000,000 times. What is not linear in them never ends here. */
import assert from 'node:assert/strict';
import { analyse } from '../../../src/model/project.ts';

function mistakesOf(output: string): readonly string[] {
  const { diagnostics } = analyse(`name: a
agents: { w: { uses: mock, with: { output: ${JSON.stringify(output)} } } }
nodes: [{ id: start, type: start }, { id: w, type: agent_task, agent_id: w }, { id: end, type: end }]
edges: [{ source: start, target: w }, { source: w, target: end }]
`);
  return diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

const tooLong = /^expression-syntax: The expression has \d+ characters, and may have 21000\./;
const tooDeep = /^expression-syntax: The expression is nested more than 32 deep\.$/;
const noEnd = /^expression-syntax: The expression does not end\. Add the closing braces\.$/;

describe('threat T12: hostile expressions', function () {
  this.timeout(20_000);

  const nested: Readonly<Record<string, (depth: number) => string>> = {
    parentheses: (depth) => `${'('.repeat(depth)}1${')'.repeat(depth)}`,
    negations: (depth) => `${'!'.repeat(depth)}true`,
    indexes: (depth) => `${'inputs['.repeat(depth)}1${']'.repeat(depth)}`,
    calls: (depth) => `${'format('.repeat(depth)}1${')'.repeat(depth)}`,
  };
  for (const [what, nest] of Object.entries(nested))
    it(`${what} that nest as deep as the length allows, and 100,000 deep`, () => {
      const [only, ...more] = mistakesOf(`\${{ ${nest(1_200)} }}`);
      assert.match(only ?? '', tooDeep);
      assert.deepEqual(more, []);
      assert.match(mistakesOf(`\${{ ${nest(100_000)} }}`)[0] ?? '', tooLong);
    });

  for (const [begin, says] of [
    ['{{', undefined],
    ['}}', undefined],
    ['${{', noEnd],
    ["${{ '", noEnd],
  ] as const)
    it(`1,000,000 times ${begin}`, () => {
      const mistakes = mistakesOf(begin.repeat(1_000_000));
      if (says === undefined) assert.deepEqual(mistakes, []);
      else assert.match(mistakes[0] ?? '', says);
      assert(mistakes.length <= 1);
    });
});
