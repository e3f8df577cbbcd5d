/**
 * Fault F9: two processes start, resume and cancel the same execution at once. One owns it; the other is refused, or heard.
 * `npm run fuzz -- --race 1000`.
 */
import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileJournal } from '../../src/engine/journal/fileJournal.ts';
import { checkEnded, checkFences, EffectCounter } from '../support/fault/invariants.ts';
import { compiledCode } from '../support/fault/processLives.ts';
import { chanceFrom, replayable, seedsOf } from '../support/fault/seeds.ts';
import { compiled, scenarioNamed } from '../support/fault/workflows.ts';

const script = join(import.meta.dirname, '../support/fault/racer.ts');
const name = 'diamond';
const seeds = seedsOf(50);

class Racer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  constructor(folder: string) {
    const env = { ...process.env, NODE_COMPILE_CACHE: compiledCode };
    this.#child = spawn(process.execPath, [script, folder, name], { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    return String((await this.#lines.next()).value);
  }

  async ask(what: string): Promise<string> {
    this.#child.stdin.write(`${what}\n`);
    return await this.line();
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'close');
  }
}

describe('F9 races of two processes (invariants I3, I5, I6, I9, I14)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipa-race-'));
  const store = fileJournal(join(folder, 'executions'));
  let racers: readonly Racer[] = [];
  before(async () => {
    racers = [new Racer(folder), new Racer(folder)];
    for (const racer of racers) assert.equal(await racer.line(), 'ready');
  });
  after(async () => {
    await Promise.all(racers.map((racer) => racer.kill()));
    rmSync(folder, { recursive: true, force: true });
  });

  it(`${seeds.length} of them have one owner each`, async () => {
    const seen = new Map<string, number>();
    for (const seed of seeds)
      await replayable('race', seed, async () => {
        const answers = await race(`race-${seed}`, seed);
        const kinds = answers.map((answer) => answer.split(' ')[0]).sort();
        seen.set(kinds.join(), (seen.get(kinds.join()) ?? 0) + 1);
        for (const answer of answers)
          assert.match(answer, /^(ran (completed|cancelled)|asked|not heard|ended|storage)$/);
        assert.equal(kinds.filter((kind) => kind === 'ran').length, 1, `I9 ${answers.join(', ')}`);
      });
    console.log(`    ${[...seen].map(([kinds, count]) => `${kinds}: ${count}`).join('; ')}`);
  }).timeout(60_000 + seeds.length * 5_000);

  async function race(id: string, seed: number): Promise<readonly string[]> {
    const chance = chanceFrom(seed);
    const verb = chance() < 0.4 ? 'start' : 'resume';
    if (verb === 'resume') await leave(id, chance() < 0.5);
    const lateMs = chance() < 0.5 ? 0 : chance() * 6;
    const answers = await Promise.all(
      racers.map(async (racer, index) => {
        if (index === 1 && lateMs > 0) await new Promise((resolve) => setTimeout(resolve, lateMs));
        return await racer.ask(`${verb} ${id}`);
      }),
    );
    const stored = await store.read(id);
    assert(stored, answers.join());
    checkEnded(stored, compiled(scenarioNamed(name)));
    const place = join(folder, 'executions', id);
    checkFences(readFileSync(join(place, 'journal.jsonl'), 'utf8'), 2);
    const effects = readFileSync(join(folder, `${id}.txt`), { encoding: 'utf8', flag: 'a+' });
    new EffectCounter().ended(effects.split('\n').filter(Boolean), stored.events, 0);
    assert.deepEqual(
      readdirSync(place).filter((file) => /^(request|draft|asking|taking)-/.test(file)),
      [],
    );
    return answers;
  }

  /** One that nobody owns: let go, or its owner died. */
  async function leave(id: string, died: boolean): Promise<void> {
    const definition = { execution_id: id, text: '', file: null, inputs: {}, seed: 1, created_ms: 1 };
    const writer = await store.create(definition);
    await writer.close();
    if (!died) return;
    const path = join(folder, 'executions', id, 'lock-000001');
    const lock = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...lock, process_start: '1', released: false }));
  }
});
