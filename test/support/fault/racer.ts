/**
 * One of two processes that want the same executions. On a line `start ID` or `resume ID` it tries to, and executes what it got to
 * its end; what another owns it asks to cancel. It prints what came of it.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createEngine, type Engine } from '../../../src/engine/engine.ts';
import { fileJournal } from '../../../src/engine/journal/fileJournal.ts';
import { systemClock } from '../../../src/engine/systemPorts.ts';
import { effectRunners } from './effects.ts';
import { compiled, scenarioNamed } from './workflows.ts';

const [, , folder = '', name = ''] = process.argv;
const scenario = scenarioNamed(name);
const workflow = compiled(scenario);
const store = fileJournal(join(folder, 'executions'));
const clock = systemClock();

function engineFor(id: string): Engine {
  const effect = (done: string): void => {
    appendFileSync(join(folder, `${id}.txt`), `${done}\n`);
  };
  return createEngine({
    clock,
    ids: { executionId: () => id, seed: () => 1 },
    journal: store,
    runners: effectRunners(scenario.agents ?? {}, clock, effect),
    logger: { log: () => undefined },
  });
}

async function start(id: string): Promise<string> {
  const started = await engineFor(id).start({ workflow, file: null, inputs: {} });
  return started.ok ? `ran ${(await started.value.finished).status}` : started.error.code;
}

async function resume(id: string): Promise<string> {
  const opened = await store.open(id);
  if (opened.kind === 'owned') {
    const isHeard = await store.request(id, { type: 'cancel' });
    return isHeard ? 'asked' : 'not heard';
  }
  if (opened.kind !== 'opened') return opened.kind;
  const resumed = await engineFor(id).resume({ workflow, ...opened, cutOff: 'fail' });
  return resumed.ok ? `ran ${(await resumed.value.finished).status}` : resumed.error.code;
}

console.log('ready');
for await (const line of createInterface(process.stdin)) {
  const [verb = '', id = ''] = line.split(' ');
  console.log(await (verb === 'start' ? start(id) : resume(id)));
}
