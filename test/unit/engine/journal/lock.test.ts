import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileJournal } from '../../../../src/engine/journal/fileJournal.ts';
import { isOwned, takeLock } from '../../../../src/engine/journal/lock.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';
import { executionId, sampleDefinition, sampleEvents } from '../../../support/engine/records.ts';

const script = join(import.meta.dirname, '../../../support/engine/lockOwner.ts');

/** Another process that tries to own a folder. */
class Other {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;

  constructor(folder: string) {
    this.#child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface(this.#child.stdout);
    this.#answers = this.#lines[Symbol.asyncIterator]();
    others.push(this);
  }

  async answer(): Promise<string> {
    return String((await this.#answers.next()).value);
  }

  async ask(question: 'take' | 'release' | 'held'): Promise<string> {
    this.#child.stdin.write(`${question}\n`);
    return await this.answer();
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  stop(): void {
    this.#child.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child.kill('SIGCONT');
  }
}

const others: Other[] = [];

describe('E5 one owner (invariant I9)', () => {
  let folder: string;
  const locks = (): string[] =>
    readdirSync(folder)
      .filter((name) => name.startsWith('lock-'))
      .sort();
  /** Replaces what the newest lock says of its owner. */
  const describeOwner = (change: object): void => {
    const path = join(folder, locks().at(-1) ?? '');
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...change }));
  };
  const taken = async (): Promise<number | undefined> => {
    const lock = await takeLock(folder);
    await lock?.release();
    return lock?.fence;
  };
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    for (const other of others.splice(0)) {
      other.goOn();
      await other.kill();
    }
    removeFolders();
  });

  it('two processes: while one has it, the other gets nothing; the fence rises with each owner', async () => {
    const [first, second] = [new Other(folder), new Other(folder)];
    const fences = [await first.answer(), await second.answer()];
    assert.deepEqual(fences.sort(), ['1', 'none']);
    const [owner, waiting] = (await first.ask('held')) === 'true' ? [first, second] : [second, first];
    assert.equal(await isOwned(folder), true);
    assert.equal(await waiting.ask('take'), 'none');
    await owner.ask('release');
    assert.equal(await isOwned(folder), false);
    assert.equal(await waiting.ask('take'), '2');
    assert.deepEqual([await owner.ask('held'), await waiting.ask('held')], ['false', 'true']);
    assert.deepEqual(readdirSync(folder), ['lock-000002']);
  });

  it('of many who try at once, also for a dead owner’s, exactly one has it', async () => {
    for (let fence = 1; fence <= 20; fence++) {
      const tries = await Promise.all(Array.from({ length: 8 }, () => takeLock(folder)));
      const got = tries.filter((lock) => lock !== undefined);
      assert.deepEqual(
        got.map((lock) => lock.fence),
        [fence],
      );
      // Its process is taken for one that has ended: let go without a word.
      if (fence % 2 === 0) await got[0]?.release();
      else describeOwner({ process_start: '1' });
    }
    assert.deepEqual(locks().length, 1);
  });

  it('is taken over from a process that was killed, not from one that is only stopped', async () => {
    const owner = new Other(folder);
    assert.equal(await owner.answer(), '1');
    owner.stop();
    assert.equal(await taken(), undefined);
    assert.equal(await isOwned(folder), true);
    await owner.kill();
    assert.equal(await isOwned(folder), false);
    assert.equal(await taken(), 2);
  });

  it('is taken over from a process that has ended, and whose parent has not asked how', async function () {
    if (!existsSync('/proc/self/stat')) this.skip();
    const command = ['-c', '"$0" "$1" "$2" & exec sleep 600', process.execPath, script, folder];
    // Without input it ends at once, and lets nothing go.
    const parent = spawn('sh', command, { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
      assert.equal(line, '1');
      const { pid } = JSON.parse(readFileSync(join(folder, 'lock-000001'), 'utf8')) as { pid: number };
      while (!readFileSync(`/proc/${String(pid)}/stat`, 'utf8').includes(') Z ')) await new Promise(setImmediate);
      assert.equal(await isOwned(folder), false);
      assert.equal(await taken(), 2);
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('is taken over when the process’s number belongs to another, or the machine was started again', async () => {
    const system = JSON.parse(readFileSync(join(folder, await held()), 'utf8')) as Record<string, unknown>;
    if (system['process_start'] === null || system['boot_id'] === null) return;
    assert.equal(await taken(), undefined);
    describeOwner({ process_start: '1' });
    assert.equal(await taken(), 2);
    await held();
    describeOwner({ boot_id: 'another' });
    assert.equal(await taken(), 4);
    await held();
    describeOwner({ pid: 2 ** 22 + 1 });
    assert.equal(await taken(), 6);
  });

  it('of another machine, and one that cannot be read, is its owner’s for as long as its heart beats', async () => {
    const name = await held();
    for (const text of [JSON.stringify({ pid: process.pid, host: 'elsewhere', process_start: null }), '{"pid":', '']) {
      writeFileSync(join(folder, name), text);
      assert.equal(await isOwned(folder), true, text);
    }
    const minuteAgo = Date.now() / 1000 - 61;
    utimesSync(join(folder, name), minuteAgo, minuteAgo);
    assert.equal(await isOwned(folder), false);
  });

  it('threat T18: an owner that was taken over from does not let go of the new one’s', async () => {
    const old = await takeLock(folder);
    describeOwner({ process_start: '1' });
    const current = await takeLock(folder);
    assert.deepEqual([await old?.isHeld(), await current?.isHeld()], [false, true]);
    await old?.release();
    assert.deepEqual([await current?.isHeld(), await isOwned(folder)], [true, true]);
    await current?.release();
  });

  it('threat T18: an owner that wakes up after a takeover writes nothing more', async () => {
    const store = fileJournal(folder);
    const place = join(folder, executionId);
    const old = await store.create(sampleDefinition());
    await old.append(sampleEvents(2), true);
    folder = place;
    describeOwner({ process_start: '1' });
    const opened = await store.open(executionId);
    assert(opened.kind === 'opened');
    await opened.writer.append(sampleEvents(1, 3), true);
    const later = performance.now() + 60_000;
    performance.now = () => later;
    try {
      await assert.rejects(old.append(sampleEvents(1, 3), true), /Another process has taken over this execution/);
    } finally {
      Reflect.deleteProperty(performance, 'now');
    }
    await old.close();
    assert.deepEqual((await store.read(executionId))?.events, sampleEvents(3));
    assert.equal((await store.read(executionId))?.state, 'owned');
    await opened.writer.close();
  });

  /** Takes the lock for this process, and tells its file. */
  async function held(): Promise<string> {
    assert.ok(await takeLock(folder));
    return locks().at(-1) ?? '';
  }
});
