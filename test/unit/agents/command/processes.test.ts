/** Invariant I10 and the rows of F10 that are about programs: nothing that a `command` has started outlives it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createRunner } from '../../../../src/agents/command/chunk.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest } from '../../../../src/engine/ports.ts';
import { Asked, living, livingAre, token, tree } from '../../../support/agents/programs.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

const starter = join(import.meta.dirname, '../../../support/agents/startsTree.ts');

describe('command: processes', function () {
  this.timeout(20_000);

  let folder: string;
  let word: string;
  const runner = createRunner(() => ({ allowShell: false, consent: new Asked(), workspaceFolders: [] }));
  const ask = (settings: JsonObject, more: Partial<AgentRequest> = {}): Promise<AgentOutcome> =>
    runner.run(agentRequest(settings, { baseDirectory: folder, ...more }));
  const sh = (text: string, more: Partial<AgentRequest> = {}): Promise<AgentOutcome> =>
    ask({ run: ['sh', '-c', text, word] }, more);

  before(function () {
    // What programs do there is told by `tasklist`, and they know no signals.
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    folder = temporaryFolder();
    word = token();
  });
  afterEach(removeFolders);

  /** Starts it, aborts it as soon as it says `ready`, and gives what became of it. */
  async function aborted(run: string[]): Promise<AgentOutcome> {
    const controller = new AbortController();
    const log = (_level: string, message: string): void => {
      if (message === 'ready') controller.abort();
    };
    return await ask({ run }, { signal: controller.signal, log });
  }

  for (const manner of ['polite', 'stubborn'] as const)
    it(`a tree of three ${manner} processes is gone when the attempt that was cancelled ends`, async () => {
      const error = errorOf(await aborted(tree(3, word, manner)));
      assert.deepEqual([error.kind, living(word)], ['aborted', []]);
    });

  it('a daemon that has left the group is ended with its attempt', async () => {
    const daemon = `setsid sh -c 'exec sleep 1000' & echo ready >&2; exec sh -c 'sleep 1000' ${word}`;
    assert.equal(errorOf(await aborted(['sh', '-c', daemon, word])).kind, 'aborted');
    assert.deepEqual(living(word), []);
  });

  it('a program that forks a daemon and ends well gives its output, and the daemon is ended', async () => {
    const daemon = `setsid sh -c 'while :; do sleep 0.1; done' ${word} & echo done`;
    assert.equal(outputOf(await sh(daemon)), 'done\n');
    await livingAre(0, word);
  });

  it('all are gone 6 s after the process that started them was killed', async () => {
    const parent = spawn(process.execPath, [starter, word], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    assert.match(String((await once(parent.stdout, 'data'))[0]), /ready/);
    assert.ok(living(`3 ${word}`).length > 0);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await livingAre(0, word);
  }).timeout(6_000 + 4_000);

  it('a watchdog that is killed is replaced', async () => {
    const parent = spawn(process.execPath, [starter, word], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    assert.match(String((await once(parent.stdout, 'data'))[0]), /ready/);
    const watchdogs = await watchdogsOf(parent.pid ?? 0);
    assert.equal(watchdogs.length, 1);
    process.kill(watchdogs[0] ?? 0, 'SIGKILL');
    while (
      (await watchdogsOf(parent.pid ?? 0)).length !== 1 ||
      (await watchdogsOf(parent.pid ?? 0))[0] === watchdogs[0]
    );
    parent.kill('SIGKILL');
    await livingAre(0, word);
  });

  it('exit 1: the code, the last lines of standard error and what helps', async () => {
    const { kind, message, retryable } = errorOf(
      await sh('for i in 1 2 3 4 5 6 7; do echo "line $i" >&2; done; exit 1'),
    );
    assert.deepEqual([kind, retryable], ['script', true]);
    assert.equal(
      message,
      '"sh" ended with exit code 1. It said: line 7\nIts other last lines: line 3\nline 4\nline 5\nline 6\n' +
        `To see it fail by hand, start it in the folder ${folder}.`,
    );
  });

  it('exit 1: what tells most comes first, also where the place or a version follows it', async () => {
    const { message } = errorOf(
      await sh('printf "throw new Error(\\nError: no route\\n    at main.js:1\\nNode.js v24\\n" >&2; exit 1'),
    );
    assert.match(message, /^"sh" ended with exit code 1\. It said: Error: no route\n/);
    assert.match(message, /\nTo see it fail by hand, start it in the folder .+\.$/);
  });

  it('killed: the signal', async () => {
    const { kind, message, retryable } = errorOf(await sh('kill -9 $$'));
    assert.deepEqual([kind, retryable], ['script', true]);
    assert.match(
      message,
      /^"sh" was killed from outside \(SIGKILL\)\. It wrote nothing to standard error\. To see it fail/,
    );
  });

  it('100 MB of output: ended, with the limit, and not kept', async () => {
    assert.deepEqual(errorOf(await sh('yes | head -c 100000000')), {
      kind: 'output-too-large',
      message: '"sh" wrote more than 64 MiB to standard output, and was ended.',
      retryable: false,
    });
    assert.deepEqual(living(word), []);
  });

  it('closes its input before it is written: still a success', async () => {
    const stdin = 'x'.repeat(10_000_000);
    assert.equal(outputOf(await ask({ run: ['sh', '-c', 'exec 0<&-; echo closed'], stdin })), 'closed\n');
  });

  it('is not UTF-8: readable all the same, and said', async () => {
    const lines: string[] = [];
    const log = (level: string, message: string): void => {
      lines.push(`${level} ${message}`);
    };
    assert.equal(outputOf(await sh("printf 'caf\\351'; printf 'na\\357ve\\n' >&2", { log })), 'caf\ufffd');
    assert.deepEqual(lines.sort(), [
      'info na\ufffdve',
      'warning The output is not UTF-8: what cannot be read is shown as \ufffd.',
    ]);
  });

  it('an attempt that is aborted before it begins starts nothing', async () => {
    const outcome = await sh('echo ready >&2', { signal: AbortSignal.abort(), log: () => assert.fail('it ran') });
    assert.equal(errorOf(outcome).kind, 'aborted');
  });

  async function watchdogsOf(parent: number): Promise<number[]> {
    const { stdout } = spawn('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']);
    let text = '';
    for await (const chunk of stdout) text += String(chunk);
    return text
      .split('\n')
      .filter((line) => line.includes('watchdog') && line.trim().split(/\s+/)[1] === String(parent))
      .map((line) => Number(line.trim().split(/\s+/)[0]));
  }
});
