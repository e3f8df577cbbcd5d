/** Lives of one execution on a disk in memory: started in one engine, cut off, resumed in the next. */
import assert from 'node:assert/strict';
import { createEngine, type EnginePorts } from '../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { fileJournal } from '../../../src/engine/journal/fileJournal.ts';
import type { JournalStore, JournalWriter } from '../../../src/engine/ports.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import { turn } from '../engine/manualClock.ts';
import type { Scenario } from './crash/scenario.ts';
import { effectRunners } from './effects.ts';
import type { MemoryDisk } from './memoryDisk.ts';
import { QuickClock } from './quickClock.ts';
import { compiled } from './workflows.ts';

export const folder = '/executions';
export const id = '00000000-0000-7000-8000-000000000001';

/** How a life ended; `ended`: there was nothing more to do. */
export type Ending = ExecutionSnapshot | 'cut' | 'refused' | 'ended' | 'owned' | 'missing' | `unreadable: ${string}`;

export class Life {
  readonly disk: MemoryDisk;
  readonly clock = new QuickClock();
  readonly store: JournalStore;
  /** What a listener heard. */
  readonly seen: EngineEvent[] = [];
  readonly effects: string[];
  readonly logs: string[] = [];
  /** What was there when it was resumed. */
  found: readonly EngineEvent[] = [];
  /** Events that are acknowledged as durable. */
  durable = 0;
  readonly #scenario: Scenario;

  /** @param effects what was done outside, in this life and those before */
  constructor(disk: MemoryDisk, scenario: Scenario, effects: string[] = []) {
    this.disk = disk;
    this.#scenario = scenario;
    this.effects = effects;
    const store = fileJournal(folder, { disk, clock: this.clock, outputInJournal: () => 200 });
    this.store = {
      ...store,
      create: async (definition) => this.#watched(await store.create(definition)),
      open: async (wanted) => {
        const opened = await store.open(wanted);
        return opened.kind === 'opened' ? { ...opened, writer: this.#watched(opened.writer) } : opened;
      },
    };
  }

  /** To its end, or until nothing comes back from the disk any more. */
  async play(how: 'start' | 'resume'): Promise<Ending> {
    let ending: Ending | undefined;
    let problem: unknown;
    this.#begin(how).then(
      (ended) => (ending = ended),
      (error: unknown) => (problem = error),
    );
    for (let turns = 0, dead = 0; dead < 10; turns++) {
      if (problem !== undefined) throw problem instanceof Error ? problem : new Error('It failed', { cause: problem });
      if (ending !== undefined) return ending;
      assert(turns < 50_000, `I8 it does not end: ${this.logs.slice(-3).join('; ')}`);
      if (this.disk.calls > this.disk.cutAt) dead++;
      await turn();
      // Whose process owns it is asked of the system itself, and a busy one takes its time.
      if (turns % 1_000 === 999) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return 'cut';
  }

  async #begin(how: 'start' | 'resume'): Promise<Ending> {
    const engine = createEngine(this.#ports());
    const common = { workflow: compiled(this.#scenario), listener: (event: EngineEvent) => this.seen.push(event) };
    if (how === 'start') {
      const started = await engine.start({ ...common, file: null, inputs: {} });
      if (started.ok) return await started.value.finished;
      assert.equal(started.error.code, 'storage');
      return 'refused';
    }
    const opened = await this.store.open(id);
    if (opened.kind !== 'opened') return opened.kind === 'unreadable' ? `unreadable: ${opened.problem}` : opened.kind;
    this.found = opened.execution.events;
    const resumed = await engine.resume({ ...common, ...opened, cutOff: 'fail' });
    if (resumed.ok) return await resumed.value.finished;
    assert.equal(resumed.error.code, 'ended', resumed.error.message);
    return 'ended';
  }

  #ports(): EnginePorts {
    return {
      clock: this.clock,
      ids: { executionId: () => id, seed: () => 1 },
      journal: this.store,
      runners: effectRunners(this.#scenario.agents ?? {}, this.clock, (name) => this.effects.push(name)),
      logger: { log: (level, message) => this.logs.push(`${level}: ${message}`) },
    };
  }

  #watched(writer: JournalWriter): JournalWriter {
    return {
      get bytes() {
        return writer.bytes;
      },
      listen: (listener) => {
        writer.listen(listener);
      },
      append: async (events, durable) => {
        await writer.append(events, durable);
        if (durable) this.durable = Math.max(this.durable, events.at(-1)?.seq ?? 0);
      },
      close: () => writer.close(),
    };
  }
}

/** The process that owned it is gone. */
export async function ownersDied(disk: MemoryDisk): Promise<void> {
  const place = `${folder}/${id}`;
  const names = await disk.names(place).catch(() => []);
  for (const name of names) {
    if (!name.startsWith('lock-')) continue;
    const text = (await disk.read(`${place}/${name}`)).toString();
    if (text === '') continue;
    const file = await disk.open(`${place}/${name}`, 'w');
    const dead = Buffer.from(
      text.replace(/"process_start":(null|"\d+")/, '"process_start":"1"').replace(/"pid":\d+/, '"pid":4194305'),
    );
    await file.write(dead, 0, dead.length, null);
    await file.close();
  }
}
