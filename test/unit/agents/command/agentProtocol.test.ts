/** The protocol of agents on standard output (docs/agents.md). */
import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { createRunner } from '../../../../src/agents/command/chunk.ts';
import type { JsonValue } from '../../../../src/base/json.ts';
import type { AgentOutcome } from '../../../../src/engine/ports.ts';
import { Asked } from '../../../support/agents/programs.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

const opening = { protocol: 'ipa-agent/1' };

describe('command: agents', function () {
  this.timeout(20_000);

  afterEach(removeFolders);

  const runner = createRunner(() => ({ allowShell: false, consent: new Asked(), workspaceFolders: [] }));
  let heard: string[];

  /** A program that prints these, as JSON where they are no texts. */
  function prints(lines: readonly JsonValue[], { parse = 'json', exit = 0 } = {}): Promise<AgentOutcome> {
    heard = [];
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    const code = `process.stdout.write(process.env.TEXT); process.exitCode = ${String(exit)}`;
    const settings = { run: [process.execPath, '-e', code], env: { TEXT: `${texts.join('\n')}\n` }, parse };
    return runner.run(
      agentRequest(settings, {
        baseDirectory: realpathSync(temporaryFolder()),
        log: (level, message) => heard.push(`${level}: ${message}`),
        progress: (message, fraction) => heard.push(`${String(fraction)}: ${message}`),
      }),
    );
  }

  it('log, tell progress and give an output', async () => {
    const outcome = await prints([
      opening,
      { log: 'began' },
      { log: { rows: 3 }, level: 'warning' },
      { progress: 'half', fraction: 0.5 },
      { progress: 'more' },
      'print() of a library',
      { other: 1 },
      { output: { users: [1] } },
      { output: 'too late' },
    ]);
    assert.deepEqual(outputOf(outcome), { users: [1] });
    assert.deepEqual(heard, [
      'info: began',
      'warning: {"rows":3}',
      '0.5: half',
      'undefined: more',
      'info: print() of a library',
      'info: {"other":1}',
    ]);
  });

  it('fail with a kind, a message and whether a retry helps, whatever their exit code', async () => {
    for (const exit of [0, 1])
      assert.deepEqual(
        errorOf(await prints([opening, { error: { message: 'No quota', kind: 'quota', retryable: false } }], { exit })),
        { kind: 'quota', message: 'No quota', retryable: false },
      );
    assert.deepEqual(errorOf(await prints([opening, { error: 'Broken' }])), {
      kind: 'agent',
      message: 'Broken',
      retryable: true,
    });
    assert.equal(errorOf(await prints([opening, { error: { kind: 'NOT A KIND' } }])).kind, 'agent');
  });

  it('must give a result, and must end well', async () => {
    assert.match(errorOf(await prints([opening, { log: 'x' }])).message, /^The agent ended without a result\./);
    assert.match(errorOf(await prints([opening, { output: 1 }], { exit: 3 })).message, /ended with exit code 3/);
  });

  it('say so with their first line: other JSON is never taken for a message', async () => {
    for (const value of [
      { output: 1 },
      { error: 'x' },
      { protocol: 'ipa-agent/2' },
      { ...opening, more: 1 },
      [opening],
    ])
      assert.deepEqual(outputOf(await prints([value])), value);
    assert.match(errorOf(await prints([{ log: 'x' }, opening, { output: 1 }])).message, /^The output is not JSON/);
    for (const parse of ['text', 'lines'])
      assert.match(JSON.stringify(outputOf(await prints([opening, { output: 1 }], { parse }))), /ipa-agent/);
  });
});
