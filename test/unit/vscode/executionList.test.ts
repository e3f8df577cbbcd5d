import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Executions } from '../../../src/sdk/executions.ts';
import { createLocal } from '../../../src/sdk/local.ts';
import { defaultSettings } from '../../../src/sdk/settings.ts';
import { storeIn } from '../../../src/sdk/store.ts';
import { ExecutionList, type ListChange } from '../../../src/vscode/executions/executionList.ts';
import { sketch } from '../../support/presentation/story.ts';

describe('the list of executions', () => {
  let folder: string;
  let executions: Executions;
  let list: ExecutionList;
  const changes: ListChange[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ipa-workflow-list-'));
    executions = open();
    list = new ExecutionList(executions);
    changes.length = 0;
    list.onDidChange((change) => changes.push(change));
  });

  afterEach(async () => {
    list.dispose();
    executions.dispose();
    await rm(folder, { recursive: true });
  });

  function open(): Executions {
    const logger = { log: () => undefined };
    return createLocal({ store: storeIn(folder), trusted: () => true, logger, settings: () => defaultSettings });
  }

  async function start(mocks: string): Promise<string> {
    const started = await executions.start({ text: sketch('start > a > end'), file: null, inputs: {}, mocks });
    assert(started.ok, JSON.stringify(started));
    return started.value;
  }

  const nextChange = (): Promise<ListChange> =>
    new Promise((resolve) => {
      const heard = list.onDidChange((change) => {
        heard.dispose();
        resolve(change);
      });
    });

  it('gathers what happens and tells it once', async () => {
    const heard = nextChange();
    const id = await start('default: { output: 1 }');
    await executions.finished(id);
    assert.deepEqual(await heard, { ids: [id], membership: true });
    assert.equal(list.get(id)?.status, 'completed');
    assert.deepEqual(changes.map(({ ids }) => ids).flat(), [id]);
  });

  it('tells when an execution that ran here is over', async () => {
    const ended = new Promise<string>((resolve) =>
      list.onDidEnd(({ status }) => {
        resolve(status);
      }),
    );
    const id = await start('default: { delay_seconds: 600 }');
    assert(list.isHere(id));
    await executions.cancel(id);
    assert.equal(await ended, 'cancelled');
    assert(!list.isHere(id));
    assert(list.ranHere(id));
  });

  it('reads what others left only when asked', async () => {
    const id = await start('default: { output: 1 }');
    await executions.finished(id);
    const others = open();
    const other = new ExecutionList(others);
    assert.equal(other.all.length, 0);
    await other.load();
    assert.deepEqual(
      other.all.map((one) => one.id),
      [id],
    );
    assert(!other.ranHere(id));
    await executions.discard(id);
    await other.load();
    assert.equal(other.all.length, 1, 'read once');
    await other.reload();
    assert.equal(other.all.length, 0);
    other.dispose();
    others.dispose();
  });

  it('knows what another process runs', async () => {
    const id = await start('default: { delay_seconds: 600 }');
    const others = open();
    const other = new ExecutionList(others);
    await other.load();
    assert.equal(other.all[0]?.status, 'running');
    assert(other.isElsewhere(other.all[0]));
    await list.load();
    assert(!list.isElsewhere(list.all[0]!));
    await executions.cancel(id);
    await executions.finished(id);
    other.dispose();
    others.dispose();
  });

  it('watches the owner of what another process runs, and knows when it does not answer (threat T18)', async () => {
    const id = await start('default: { delay_seconds: 600 }');
    const others = open();
    let beatMs = 1;
    let nowMs = 0;
    others.owner = () => Promise.resolve({ pid: 7, host: undefined, beatMs });
    const other = new ExecutionList(others, () => nowMs);
    const isSilentAt = async (ms: number): Promise<boolean> => {
      nowMs = ms;
      await other.reload();
      return other.isSilent(other.all[0]!);
    };
    assert.equal(await isSilentAt(0), false);
    assert.equal(await isSilentAt(6_000), true);
    beatMs = 2;
    assert.equal(await isSilentAt(7_000), false);
    assert.equal(await isSilentAt(12_000), true);
    await executions.cancel(id);
    await executions.finished(id);
    assert.equal(await isSilentAt(13_000), false);
    other.dispose();
    others.dispose();
  });

  it('counts what goes on here after its process was killed as running here', async () => {
    const file = path.join(folder, 'killed.workflow.yaml');
    const mocks = path.join(folder, 'mocks.yaml');
    await writeFile(file, sketch('start > a > end'));
    await writeFile(mocks, 'default: { delay_seconds: 600 }');
    const options = ['--store', folder, '--mocks', mocks, '--format', 'json'];
    const child = spawn(process.execPath, ['src/cli/main.ts', 'run', file, ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface(child.stdout)) if (line.includes('"attemptStarted"')) break;
    child.kill('SIGKILL');
    await once(child, 'exit');
    await list.load();
    const [interrupted] = list.all;
    assert.equal(interrupted?.status, 'interrupted');
    const heard = nextChange();
    const resumed = await executions.resume(interrupted.id, { mocks: 'default: { delay_seconds: 600 }' });
    assert(resumed.ok);
    await heard;
    assert.equal(list.get(interrupted.id)?.status, 'running');
    assert(list.isHere(interrupted.id));
    await executions.cancel(interrupted.id);
    assert.equal((await executions.finished(interrupted.id)).status, 'cancelled');
  });

  it('has the outline of each workflow', async () => {
    const id = await start('default: { output: 1 }');
    assert.deepEqual([...((await list.outline(id))?.nodes.keys() ?? [])], ['start', 'a', 'end']);
    assert.equal(await list.outline('none'), undefined);
  });
});
