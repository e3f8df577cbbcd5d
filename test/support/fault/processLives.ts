/** An execution whose owners are processes that are killed; what all of them did is looked at after each death, and at the end. */
import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { fileJournal } from '../../../src/engine/journal/fileJournal.ts';
import { storedSnapshot } from '../../../src/engine/journal/replay.ts';
import type { JournalStore, StoredExecution } from '../../../src/engine/ports.ts';
import type { Scenario } from './crash/scenario.ts';
import type { ChildTask } from './child.ts';
import { checkEnded, checkFences, checkPrefix, EffectCounter } from './invariants.ts';
import { isLong } from './seeds.ts';
import { compiled } from './workflows.ts';

const script = join(import.meta.dirname, 'child.ts');
/** Most of a short life is reading the program. */
export const compiledCode = join(import.meta.dirname, '../../../node_modules/.cache/compiled');
const id = 'execution-1';
const longestLifeMs = 30_000;

export class Child {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ended: Promise<unknown>;
  output = '';
  #heard: () => void = () => undefined;

  constructor(task: ChildTask) {
    this.process = spawn(process.execPath, [script, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: compiledCode },
    });
    this.#ended = once(this.process, 'close');
    for (const stream of [this.process.stdout, this.process.stderr])
      stream.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        this.#heard();
      });
  }

  /** It is about to begin. */
  async ready(): Promise<void> {
    while (!this.output.includes('ready\n') && this.process.exitCode === null)
      await Promise.race([new Promise<void>((resolve) => (this.#heard = resolve)), this.#ended]);
  }

  /** Whether it was killed. */
  async ended(): Promise<boolean> {
    const timer = setTimeout(() => this.process.kill('SIGKILL'), longestLifeMs);
    const startedMs = performance.now();
    await this.#ended;
    clearTimeout(timer);
    assert(performance.now() - startedMs < longestLifeMs, `I8 it does not end: ${this.output}`);
    return this.process.signalCode === 'SIGKILL';
  }

  /** The last line that it printed. */
  get last(): string {
    return this.output.trimEnd().split('\n').at(-1) ?? '';
  }
}

export class ProcessLives {
  readonly folder = mkdtempSync(join(tmpdir(), 'ipa-fault-'));
  readonly store: JournalStore = fileJournal(join(this.folder, 'executions'));
  readonly #scenario: Scenario;
  readonly #counter = new EffectCounter();
  #before: readonly EngineEvent[] = [];
  #exists = false;
  crashes = 0;
  lives = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  spawn(task: Partial<ChildTask> = {}): Child {
    this.lives++;
    const how = this.#exists ? 'resume' : 'start';
    return new Child({ folder: this.folder, id, scenario: this.#scenario.name, how, ...task });
  }

  journalPath(name = 'journal.jsonl'): string {
    return join(this.folder, 'executions', id, name);
  }

  /** I1, I2 after a death. */
  async crashed(): Promise<void> {
    this.crashes++;
    const stored = await this.#stored();
    if (stored === undefined) {
      assert.deepEqual([this.#lines('seen.jsonl'), this.#effects()], [[], []], 'I1 it is lost');
      return;
    }
    assert.equal(stored.state, 'free', stored.problem);
    this.#checkHeard(stored.events);
    checkPrefix('I2', this.#before, stored.events);
    this.#before = stored.events;
    this.#counter.crashed(this.#effects(), stored.events);
    this.#exists = true;
  }

  /** All the rest, when a life has come to its end. */
  async ended(child: Child): Promise<void> {
    const stored = await this.#stored();
    assert(stored, child.output);
    const workflow = compiled(this.#scenario);
    checkEnded(stored, workflow);
    this.#checkHeard(stored.events);
    checkPrefix('I2', this.#before, stored.events);
    this.#counter.ended(this.#effects(), stored.events, this.crashes);
    checkFences(readFileSync(this.journalPath(), 'utf8'), this.lives);
    if (child.last.startsWith('{')) assert.equal(child.last, JSON.stringify(storedSnapshot(stored, workflow)), 'I7');
    else assert.equal(child.last, 'ended', child.output);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #stored(): Promise<StoredExecution | undefined> {
    return await this.store.read(id);
  }

  /** I1: what anybody heard is stored, in its place. */
  #checkHeard(events: readonly EngineEvent[]): void {
    for (const line of this.#lines('seen.jsonl')) {
      const { seq } = JSON.parse(line) as EngineEvent;
      assert.equal(JSON.stringify(events[seq - 1]), line, `I1 event ${seq} was heard`);
    }
  }

  #effects(): readonly string[] {
    return this.#lines('effects.txt');
  }

  /** Whole lines. */
  #lines(name: string): readonly string[] {
    const path = join(this.folder, name);
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  }

  /** As if its owner were another machine that has been silent: what the system shows of a stopped one in the long run. */
  makeForeign(): void {
    const path = this.journalPath('lock-000001');
    const lock = JSON.parse(readFileSync(path, 'utf8')) as { readonly host: string };
    // As long as before: its owner changes one word of it when it lets go.
    writeFileSync(path, JSON.stringify({ ...lock, host: '-'.repeat(lock.host.length) }));
  }
}

/**
 * Two at a time, as there are cores. In CI no new one begins when so much time is over: a busy machine tries fewer.
 *
 * @returns how many there were
 */
export async function inPairs<T>(tasks: readonly T[], ciMs: number, run: (task: T) => Promise<void>): Promise<number> {
  const untilMs = isLong ? Infinity : performance.now() + ciMs;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < tasks.length && performance.now() < untilMs) await run(tasks[next++] as T);
  };
  await Promise.all([work(), work()]);
  return next;
}
