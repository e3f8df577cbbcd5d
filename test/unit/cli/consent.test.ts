/** Threat T5 on the command line: `--allow-commands`, or a question at the terminal. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ConsentRequest } from '../../../src/agents/consent.ts';
import { disposable } from '../../../src/base/disposable.ts';
import type { Cli } from '../../../src/cli/cli.ts';
import type { Arguments } from '../../../src/cli/arguments.ts';
import { TerminalConsent } from '../../../src/cli/consent.ts';
import { Questions } from '../../../src/cli/view/questions.ts';
import { showing } from '../../../src/cli/view/showing.ts';
import { analyse } from '../../../src/model/project.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import type { Executions } from '../../../src/sdk/executions.ts';
import { buildFirst, executionIn, linesOf, Workplace } from '../../support/cli/cli.ts';

const workflow = `name: commands
inputs: { text: { default: hello } }
agents:
  say: { uses: command, with: { run: [node, -p, "process.argv[1]", --, "\${{ inputs.text }}"] } }
nodes:
  - { id: start, type: start }
  - { id: say, type: agent_task, agent_id: say }
  - { id: end, type: end }
edges:
  - { source: start, target: say }
  - { source: say, target: end }
`;

describe('consent on the command line', function () {
  this.timeout(30_000);
  let place: Workplace;

  buildFirst();

  before(() => {
    place = new Workplace();
    place.write('say.workflow.yaml', workflow);
  });
  after(() => place.remove());

  it('is refused where nobody sits at the terminal, with what would start and what helps', async () => {
    const { code, out } = await place.run(['run', 'say.workflow.yaml', '--store', 'refused', '--format', 'json']);
    const { nodes } = (
      JSON.parse(linesOf(out).at(-1) ?? '') as { execution: { nodes: Record<string, { error: unknown }> } }
    ).execution;
    assert.equal(code, 1);
    assert.deepEqual(nodes['say']?.error, {
      kind: 'consent',
      message:
        'Nobody can be asked whether node -p "process.argv[1]" -- "${{ inputs.text }}" may start. Add --allow-commands.',
      retryable: false,
    });
  });

  it('is given by --allow-commands: to run, resume, retry and rerun', async () => {
    const given = ['--allow-commands', '--store', 'given', '--format', 'json'];
    const first = executionIn(await place.run(['run', 'say.workflow.yaml', ...given]));
    assert.deepEqual(first.output, 'hello\n');
    const again = await place.run(['rerun', first.id, '--from', 'say', ...given]);
    assert.deepEqual(executionIn(again).output, 'hello\n', again.err);
    const refused = executionIn(await place.run(['run', 'say.workflow.yaml', '--store', 'given', '--format', 'json']));
    assert.equal(refused.status, 'failed');
    const retried = await place.run(['retry', refused.id, ...given]);
    assert.deepEqual(executionIn(retried).output, 'hello\n', retried.err);
    const { out } = await place.run(['resume', '--help']);
    assert.match(out, /--allow-commands/);
  });

  it('hostile inputs are only texts', async () => {
    const hostile = ['$(touch X)', '; touch X', '`touch X`', '%PATH%', 'a\nb', '--flag', '"; touch X; "'];
    for (const text of hostile) {
      const ran = await place.run(
        ['run', 'say.workflow.yaml', '--store', 'hostile', '--format', 'json', '--allow-commands', '--inputs', '-'],
        { input: JSON.stringify({ text }) },
      );
      assert.equal(executionIn(ran).output, `${text}\n`);
    }
    assert.equal(existsSync(path.join(place.folder, 'X')), false);
  });

  describe('asked for at the terminal', () => {
    const request: ConsentRequest = {
      kind: 'command',
      lines: ['git "\u001b[2J"', 'Folder: /w'],
      workspace: '/w',
      executionId: 'one',
      nodeId: 'work',
    };
    let written: string;
    let held: number;
    const signal = new AbortController().signal;

    function consent(reply: string | undefined, flags: readonly string[] = []): TerminalConsent {
      written = '';
      held = 0;
      const cli = {
        err: { write: (text: string) => (written += text) },
        ask: (question: string) => {
          written += question;
          assert.equal(held, 1);
          return Promise.resolve(reply);
        },
      } as unknown as Cli;
      const asked = new TerminalConsent({ has: (name: string) => flags.includes(name) } as unknown as Arguments, cli);
      const hold = (): ReturnType<typeof disposable> => {
        held++;
        return disposable(() => held--);
      };
      asked.askWith(new Questions({ hold }));
      return asked;
    }

    it('shows what would start, and takes nothing but a yes for a yes', async () => {
      const yes = consent('y');
      assert.equal((await yes.ask(request, signal)).ok, true);
      assert.equal(
        written,
        '\nThe workflow wants to start a program.\n  git "\\u001b[2J"\n  Folder: /w\nStart it? (y/N) ',
      );
      assert.equal((await yes.ask(request, signal)).ok, true);
      assert.equal(written.match(/Start it/g)?.length, 1);
      for (const reply of ['', 'n', 'yep', undefined])
        assert.equal((await consent(reply).ask(request, signal)).ok, false);
      assert.equal(held, 0);
    });

    it('is not drawn over by an execution that asks as soon as it starts', () => {
      let drawn = '';
      const executions = { onDidChange: () => disposable(() => undefined) } as unknown as Executions;
      const err = { write: (text: string) => (drawn += text), isTerminal: true, columns: 80, rows: 24 };
      const show = showing(executions, analyse(workflow), 'text', { err, env: {} } as unknown as Cli);
      const questions = [show.hold(), show.hold()];
      const snapshot = {
        workflow: 'commands',
        progress: 0,
        status: 'running',
        started_at: new Date().toISOString(),
        nodes: {},
      } as unknown as ExecutionSnapshot;
      show.begin('one', snapshot);
      questions[0]?.dispose();
      assert.equal(drawn, '');
      questions[1]?.dispose();
      assert.notEqual(drawn, '');
      show.end(snapshot);
    });

    it('asks nothing with --allow-commands', async () => {
      assert.equal((await consent('n', ['allow-commands']).ask(request, signal)).ok, true);
      assert.equal(written, '');
    });
  });
});
