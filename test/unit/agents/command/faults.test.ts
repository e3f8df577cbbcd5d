/** Fault F10, the rows about programs: what each does to its node under retry, `continue`, timeout and cancel, with the real engine. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ExecutionSnapshot } from '../../../../src/protocol/execution.ts';
import type { Executions } from '../../../../src/sdk/executions.ts';
import { createLocal } from '../../../../src/sdk/local.ts';
import { defaultSettings } from '../../../../src/sdk/settings.ts';
import { storeIn } from '../../../../src/sdk/store.ts';
import { executeTask } from '../../../support/agents/oneTask.ts';
import { Asked, livingAre, token } from '../../../support/agents/programs.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

const forever = 'while :; do sleep 0.1; done';

/** What a program does before it fails or hangs; `TOKEN` is a word that its processes carry. */
const misdeeds: Readonly<
  Record<string, { readonly does: string; readonly failsWith: string; readonly attempts: number }>
> = {
  'exits with 1': { does: 'true', failsWith: 'exit 1', attempts: 3 },
  'is killed': { does: 'true', failsWith: 'kill -9 $$', attempts: 3 },
  'ignores SIGTERM': { does: "trap '' TERM", failsWith: 'exit 1', attempts: 3 },
  'closes its input': { does: 'exec 0<&-', failsWith: 'exit 1', attempts: 3 },
  'forks a daemon': { does: `setsid sh -c '${forever}' TOKEN &`, failsWith: 'exit 1', attempts: 3 },
  'is not UTF-8': { does: String.raw`printf '\351\n'; printf '\351\n' >&2`, failsWith: 'exit 1', attempts: 3 },
  'writes 100 MB': { does: 'yes | head -c 1000000', failsWith: 'yes | head -c 100000000; exit 1', attempts: 1 },
};

describe('programs that misbehave (fault F10)', function () {
  this.timeout(30_000);

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

  /** @param heard hears the log of its program, with the execution's id */
  async function execute(
    script: string,
    errorHandling: string,
    heard: (id: string) => void = () => undefined,
  ): Promise<ExecutionSnapshot> {
    return await executeTask(executions, {
      folder,
      agent: { uses: 'command', with: { run: ['sh', '-c', script.replaceAll('TOKEN', word), word] } },
      errorHandling,
      heard: (event, id) => {
        if (event.type === 'agentLogged' && event.message === 'ready') heard(id);
      },
    });
  }

  for (const [name, { does, failsWith, attempts }] of Object.entries(misdeeds)) {
    const hangs = `${does}\necho ready >&2; ${forever}`;

    it(`${name}: is tried again where that may help`, async () => {
      const retries = '{ max_retries: 2, retry: { delay_seconds: 0 } }';
      const { status, nodes } = await execute(`${does}\n${failsWith}`, retries);
      assert.deepEqual([status, nodes['work']?.status, nodes['work']?.attempts], ['failed', 'failed', attempts]);
    });

    it(`${name}: with "continue" the execution goes on`, async () => {
      const { status, nodes } = await execute(`${does}\n${failsWith}`, '{ on_failure: continue }');
      assert.deepEqual([status, nodes['work']?.status, nodes['work']?.attempts], ['completed', 'failed', 1]);
    });

    it(`${name}: past its time it is ended, and the node timed out`, async () => {
      const retries = '{ max_retries: 1, timeout_seconds: 0.5, retry: { delay_seconds: 0 } }';
      const { nodes } = await execute(hangs, retries);
      assert.deepEqual(
        [nodes['work']?.status, nodes['work']?.attempts, nodes['work']?.error?.kind],
        ['timed_out', 2, 'timeout'],
      );
    });

    it(`${name}: on cancel it is ended, and the execution cancelled`, async () => {
      const { status, nodes } = await execute(hangs, '{ max_retries: 2 }', (id) => void executions.cancel(id));
      assert.deepEqual([status, nodes['work']?.status, nodes['work']?.attempts], ['cancelled', 'cancelled', 1]);
    });
  }
});
