/**
 * One life of an execution in a process of its own, which the test kills, or which kills itself. Its argument is a `ChildTask` as
 * JSON. What its listener hears goes to `seen.jsonl`, what its agents do to `effects.txt`, both before anything follows from it.
 * It prints `ready` before it begins, and at its end the last snapshot, or why it did not run.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, type EnginePorts } from '../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { type Disk, systemDisk } from '../../../src/engine/journal/fileDisk.ts';
import { fileJournal } from '../../../src/engine/journal/fileJournal.ts';
import { systemClock } from '../../../src/engine/systemPorts.ts';
import { crashingDisk, type CrashPoint } from './crashingDisk.ts';
import { effectRunners } from './effects.ts';
import { compiled, scenarioNamed } from './workflows.ts';

export interface ChildTask {
  readonly folder: string;
  readonly id: string;
  readonly scenario: string;
  readonly how: 'start' | 'resume';
  readonly crashAt?: CrashPoint;
  /** How much longer its agents take than usual. */
  readonly slower?: number;
}

const { folder, id, scenario: name, how, crashAt, slower = 0 } = JSON.parse(process.argv[2] ?? '') as ChildTask;
const scenario = scenarioNamed(name);
const executions = join(folder, 'executions');
const clock = systemClock();

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal comes at once; nothing more may happen until then.
  for (;;);
}

let effects = 0;
function effect(done: string): void {
  appendFileSync(join(folder, 'effects.txt'), `${done}\n`);
  if (crashAt?.phase === 'effect' && ++effects === crashAt.write) die();
}

const disk: Disk = crashAt ? crashingDisk(systemDisk, crashAt, die) : systemDisk;
const store = fileJournal(executions, { disk, outputInJournal: () => 200 });
const slow = Object.fromEntries(
  Object.entries(scenario.agents ?? {}).map(([node, does]) => [node, { ...does, ms: (does.ms ?? 10) + slower }]),
);
const ports: EnginePorts = {
  clock,
  ids: { executionId: () => id, seed: () => 1 },
  journal: store,
  runners: effectRunners(slow, clock, effect, 10 + slower),
  logger: { log: (level, message) => level === 'error' && process.stderr.write(`${message}\n`) },
};

async function live(): Promise<string> {
  const engine = createEngine(ports);
  const workflow = compiled(scenario);
  const listener = (event: EngineEvent): void => {
    appendFileSync(join(folder, 'seen.jsonl'), `${JSON.stringify(event)}\n`);
  };
  if (how === 'start') {
    const started = await engine.start({ workflow, file: null, inputs: {}, listener });
    return started.ok ? JSON.stringify(await started.value.finished) : started.error.code;
  }
  const opened = await store.open(id);
  if (opened.kind !== 'opened') return opened.kind;
  const resumed = await engine.resume({ workflow, listener, ...opened, cutOff: 'fail' });
  return resumed.ok ? JSON.stringify(await resumed.value.finished) : resumed.error.code;
}

process.stdout.write('ready\n');
const ended = await live();
process.stdout.write(`${ended}\n`);
