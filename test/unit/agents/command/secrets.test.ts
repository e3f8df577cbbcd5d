/** Threats T8 and T15: a secret reaches a program by its environment and its input, never as an argument, and never comes out again. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionSnapshot } from '../../../../src/protocol/execution.ts';
import { createLocal } from '../../../../src/sdk/local.ts';
import { defaultSettings } from '../../../../src/sdk/settings.ts';
import { storeIn } from '../../../../src/sdk/store.ts';
import { Asked } from '../../../support/agents/programs.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

const canary = 'canary-7f3a';

describe('command: secrets', function () {
  this.timeout(20_000);

  afterEach(removeFolders);

  /** Executes it with the secret TOKEN and the secret input `password`; gives all that is kept of it, too. */
  async function execute(
    settings: string,
    secret = canary,
  ): Promise<{ readonly snapshot: ExecutionSnapshot; readonly kept: string }> {
    const folder = temporaryFolder();
    const consent = new Asked();
    const executions = createLocal({
      store: storeIn(join(folder, 'store')),
      trusted: () => true,
      logger: { log: () => undefined },
      settings: () => defaultSettings,
      consent,
    });
    const text = `name: secrets
inputs: { password: { secret: true } }
agents: { worker: { uses: command, with: ${settings} } }
nodes:
  - { id: start, type: start }
  - { id: work, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: work }
  - { source: work, target: end }
`;
    const started = await executions.start({
      ...{ text, file: join(folder, 's.workflow.yaml'), inputs: { password: canary } },
      secrets: { TOKEN: secret },
    });
    assert(started.ok, JSON.stringify(started));
    const snapshot = await executions.finished(started.value);
    executions.dispose();
    return { snapshot, kept: JSON.stringify([snapshot, consent.requests]) + filesIn(folder) };
  }

  function filesIn(folder: string): string {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((file) => statSync(file).isFile())
      .map((file) => readFileSync(file, 'latin1'))
      .join('\n');
  }

  for (const value of ['secrets.TOKEN', 'inputs.password', "format('x{0}', secrets.TOKEN)"])
    it(`is refused as an argument: ${value}`, async () => {
      const { snapshot, kept } = await execute(`{ run: [node, -v, "\${{ ${value} }}"] }`);
      assert.match(snapshot.nodes['work']?.error?.message ?? '', /^Item 3 of "run" holds a secret/);
      assert.equal(kept.includes(canary), false);
    });

  it('goes into the environment and the input, and is *** in the log, the failure and what is kept', async () => {
    const code = 'process.stdin.on("data", (t) => { console.error(String(t), process.env.TOKEN); process.exit(1) })';
    const settings = `{ run: [node, -e, ${JSON.stringify(code)}], env: { TOKEN: "\${{ secrets.TOKEN }}" }, stdin: "\${{ inputs.password }}" }`;
    const { snapshot, kept } = await execute(settings);
    assert.match(snapshot.nodes['work']?.error?.message ?? '', /It said: \*\*\* \*\*\*$/m);
    assert.equal(kept.includes(canary), false);
  });

  it('threat T8: is in the arguments of no process while it is used', async () => {
    const code =
      'const all = require("child_process").execFileSync("ps", ["-A", "-ww", "-o", "args="], { encoding: "utf8" });' +
      'const forms = ["utf8", "base64", "hex"].map((form) => Buffer.from(process.env.TOKEN).toString(form).slice(0, 12));' +
      'console.log(JSON.stringify([all.includes("execFileSync"), forms.filter((form) => all.includes(form)).length]))';
    const settings = `{ run: [node, -e, ${JSON.stringify(code)}], parse: json, env: { TOKEN: "\${{ secrets.TOKEN }}" }, stdin: "\${{ inputs.password }}" }`;
    const { snapshot } = await execute(settings);
    assert.deepEqual(snapshot.nodes['work']?.output, [true, 0]);
  });

  it('is hidden line by line, where it has several', async () => {
    const code = 'console.error(process.env.TOKEN); console.log(process.env.TOKEN)';
    const settings = `{ run: [node, -e, ${JSON.stringify(code)}], parse: lines, env: { TOKEN: "\${{ secrets.TOKEN }}" } }`;
    const { snapshot, kept } = await execute(settings, `first-${canary}\nsecond-${canary}\n`);
    assert.deepEqual(snapshot.nodes['work']?.output, ['***', '***', '']);
    assert.equal(kept.includes(canary), false);
  });

  it('is hidden on the border of what is logged of a long line', async () => {
    const code =
      'process.stderr.write("a".repeat(8192 - 5) + process.env.TOKEN, () => setTimeout(() => { console.error(); process.exit(1) }, 300))';
    const settings = `{ run: [node, -e, ${JSON.stringify(code)}], env: { TOKEN: "\${{ secrets.TOKEN }}" } }`;
    const { snapshot, kept } = await execute(settings);
    assert.match(snapshot.nodes['work']?.error?.message ?? '', /It said: a+…$/m);
    assert.equal(kept.includes(canary.slice(5)), false);
  });
});
