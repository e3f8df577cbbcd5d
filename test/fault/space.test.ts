/**
 * Fault F6: a real file system becomes full and gets space again. Skipped where nobody may mount one; `io.test.ts` has the same
 * with a disk in memory. `npm run fuzz -- --space`: five executions.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createEngine, type ExecutableWorkflow, type RunningExecution } from '../../src/engine/engine.ts';
import type { EngineEvent } from '../../src/engine/events.ts';
import { fileJournal } from '../../src/engine/journal/fileJournal.ts';
import { fileOtherProcesses } from '../../src/engine/journal/otherProcesses.ts';
import { tellingStalls } from '../../src/engine/journal/tellingStalls.ts';
import { systemClock, systemIds } from '../../src/engine/systemPorts.ts';
import { end, fork, join, start, task, workflow } from '../support/engine/build.ts';
import { join as joinPath } from 'node:path';
import { checkEnded, checkPrefix } from '../support/fault/invariants.ts';
import { isLong } from '../support/fault/seeds.ts';

const branches = Array.from({ length: 20 }, (_, index) => `b${index}`);
const tasks = Object.fromEntries(branches.map((id) => [id, task()]));
const chain = workflow({ nodes: { start, ...tasks, end }, edges: `start>${branches.join('>')}>end` });
const forked = workflow({
  nodes: { start, f: fork(), ...tasks, j: join({ mode: 'all_settled' }), end },
  edges: `start>f ${branches.map((id) => `f>${id}>j`).join(' ')} j>end`,
  definition: { maxConcurrency: 3 },
});

interface Full {
  readonly name: string;
  readonly workflow: ExecutableWorkflow;
  readonly size: string;
  /** Characters of each output. */
  readonly output: number;
  readonly outputInJournal?: number;
}

const all: readonly Full[] = [
  { name: 'a chain', workflow: chain, size: '64k', output: 5_000 },
  { name: 'a fork', workflow: forked, size: '64k', output: 5_000 },
  { name: 'outputs in files', workflow: chain, size: '256k', output: 30_000, outputInJournal: 10_000 },
  { name: 'a fork with outputs in files', workflow: forked, size: '256k', output: 30_000, outputInJournal: 10_000 },
  { name: 'records larger than what is left', workflow: chain, size: '256k', output: 90_000 },
];

function mount(folder: string, options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('F6 a full file system (threat T17)', () => {
  for (const full of isLong ? all : all.slice(0, 1))
    it(`${full.name}: waits, and goes on when there is space, without a loss`, async function () {
      const folder = mkdtempSync(joinPath(tmpdir(), 'ipa-full-'));
      if (process.platform !== 'linux' || !mount(folder, `size=${full.size}`)) {
        rmdirSync(folder);
        console.log('    skipped: no file system may be mounted here');
        this.skip();
      }
      try {
        await fill(folder, full);
      } finally {
        execFileSync('umount', [folder]);
        rmdirSync(folder);
      }
    }).timeout(60_000);
});

async function fill(folder: string, full: Full): Promise<void> {
  const { outputInJournal } = full;
  const store = tellingStalls(fileJournal(folder, { outputInJournal: () => outputInJournal }), folder);
  const others = fileOtherProcesses(folder);
  const seen: EngineEvent[] = [];
  const problems: string[] = [];
  let startedSince = 0;
  let isFull = false;
  const started = await createEngine({
    clock: systemClock(),
    ids: systemIds(),
    journal: store,
    runners: () =>
      Promise.resolve({
        run() {
          if (isFull) startedSince++;
          return Promise.resolve({ kind: 'succeeded', output: 'x'.repeat(full.output) });
        },
      }),
    logger: { log: (level, message) => level === 'error' && problems.push(message) },
  }).start({ workflow: full.workflow, file: null, inputs: {}, listener: (event) => seen.push(event) });
  assert(started.ok);
  const execution: RunningExecution = started.value;
  await until(() => execution.snapshot().status === 'paused');
  isFull = true;
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? '', /ENOSPC|accepted no more/);
  const { id } = execution;
  const before = await store.read(id);
  assert.deepEqual([before?.state, before?.problem], ['owned', undefined]);
  checkPrefix('I1', seen, before?.events ?? []);
  const heard = seen.length;
  await new Promise((resolve) => setTimeout(resolve, 600));
  assert.deepEqual([startedSince, seen.length, execution.snapshot().status], [0, heard, 'paused']);
  isFull = false;
  assert.equal((await others.look(id))?.isStalled, true, 'other processes do not hear of it');

  assert(mount(folder, 'remount,size=8m'));
  await until(() => execution.snapshot().status !== 'paused');
  while ((await others.look(id))?.isStalled === true) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal((await execution.finished).status, 'completed');
  assert.equal(problems.length, 1);
  const stored = await store.read(id);
  assert(stored);
  checkEnded(stored, full.workflow);
  checkPrefix('I1', seen, stored.events);
  assert.deepEqual(
    stored.events.filter(({ type }) => /Paused|Resumed/.test(type)).map((event) => event.type),
    ['executionPaused', 'executionResumed'],
  );
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
