/** Fault F10, the rows about programs, for scripts: what each does to its node × retry, continue, timeout and cancel, with the real engine. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionSnapshot } from '../../../../src/protocol/execution.ts';
import type { Executions } from '../../../../src/sdk/executions.ts';
import { createLocal } from '../../../../src/sdk/local.ts';
import { defaultSettings } from '../../../../src/sdk/settings.ts';
import { storeIn } from '../../../../src/sdk/store.ts';
import { executeTask } from '../../../support/agents/oneTask.ts';
import { Asked, livingAre, token } from '../../../support/agents/programs.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

/** What a script does before it fails or hangs; `TOKEN` is a word that its processes carry. */
const misdeeds: Readonly<
  Record<string, { readonly does: string; readonly failsWith: string; readonly attempts: number }>
> = {
  'exits with 1': { does: '', failsWith: 'process.exit(1)', attempts: 1 },
  'is killed': { does: '', failsWith: "process.kill(process.pid, 'SIGKILL'); for (;;);", attempts: 3 },
  'ignores its signal': { does: 'void context.signal;', failsWith: 'throw new Error("no")', attempts: 3 },
  'closes its input': { does: 'process.stdin.destroy();', failsWith: 'throw new Error("no")', attempts: 3 },
  'forks a daemon': {
    does: `spawn('sh', ['-c', 'while :; do sleep 0.1; done', 'TOKEN'], { detached: true, stdio: 'ignore' }).unref();`,
    failsWith: 'throw new Error("no")',
    attempts: 3,
  },
  'is not UTF-8': {
    does: 'process.stdout.write(Buffer.from([0xe9, 10]));',
    failsWith: 'throw new Error("no")',
    attempts: 3,
  },
  'writes 100 MB': {
    does: 'for (let i = 0; i < 100; i++) process.stdout.write("y".repeat(1_000_000));',
    failsWith: 'return "y".repeat(100_000_000)',
    attempts: 1,
  },
};

describe('scripts that misbehave (fault F10)', function () {
  this.timeout(60_000);

  let executions: Executions;
  let folder: string;
  let word: string;

  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    folder = temporaryFolder();
    word = token();
    executions = createLocal({
      store: storeIn(join(folder, 'store')),
      trusted: () => true,
      logger: { log: () => undefined },
      settings: () => defaultSettings,
      consent: new Asked(),
    });
  });
  afterEach(async () => {
    executions.dispose();
    await livingAre(0, word);
    removeFolders();
  });

  /** @param heard hears that the script is where it hangs, with the execution's id */
  async function execute(
    body: string,
    errorHandling: string,
    heard: (id: string) => void = () => undefined,
  ): Promise<ExecutionSnapshot> {
    const source = `import { spawn } from 'node:child_process';
export default async (input, context) => { const { log } = context; ${body.replaceAll('TOKEN', word)} }`;
    writeFileSync(join(folder, 'work.mjs'), source);
    return await executeTask(executions, {
      folder,
      agent: { uses: 'script', with: { path: 'work.mjs' } },
      errorHandling,
      heard: (event, id) => {
        if (event.type === 'agentLogged' && event.message === 'ready') heard(id);
      },
    });
  }

  for (const [name, { does, failsWith, attempts }] of Object.entries(misdeeds)) {
    const hangs = `${does}\nlog('ready'); return new Promise((resolve) => setTimeout(resolve, 1e6));`;

    it(`${name} × retry: is tried again where that may help`, async () => {
      const retries = '{ max_retries: 2, retry: { delay_seconds: 0 } }';
      const { status, nodes } = await execute(`${does}\n${failsWith}`, retries);
      assert.deepEqual(
        [status, nodes['work']?.status, nodes['work']?.attempts],
        ['failed', 'failed', attempts],
        nodes['work']?.error?.message,
      );
    });

    it(`${name} × continue: the execution goes on`, async () => {
      const { status, nodes } = await execute(`${does}\n${failsWith}`, '{ on_failure: continue }');
      assert.deepEqual([status, nodes['work']?.status, nodes['work']?.attempts], ['completed', 'failed', 1]);
    });

    it(`${name} × timeout: is ended, and the node timed out`, async () => {
      const { nodes } = await execute(hangs, '{ timeout_seconds: 0.5 }');
      assert.deepEqual([nodes['work']?.status, nodes['work']?.error?.kind], ['timed_out', 'timeout']);
    });

    it(`${name} × cancel: is ended, and the execution cancelled`, async () => {
      const { status, nodes } = await execute(hangs, '{ max_retries: 2 }', (id) => void executions.cancel(id));
      assert.deepEqual([status, nodes['work']?.status, nodes['work']?.attempts], ['cancelled', 'cancelled', 1]);
    });
  }
});
