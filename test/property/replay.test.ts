/** The journal says everything: its fold is the state that the engine had, after every turn and from every place on (E1, E4). */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { createEngine, type EnginePorts } from '../../src/engine/engine.ts';
import type { EngineEvent } from '../../src/engine/events.ts';
import { applyEvent } from '../../src/engine/fold.ts';
import { decodeJournal, encodeEvents } from '../../src/engine/journal/codec.ts';
import { fileJournal } from '../../src/engine/journal/fileJournal.ts';
import { memoryJournal } from '../../src/engine/journal/memoryJournal.ts';
import { storedSnapshot } from '../../src/engine/journal/replay.ts';
import type { JournalStore } from '../../src/engine/ports.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { ExecutionState } from '../../src/engine/state.ts';
import { plain } from '../support/engine/build.ts';
import { removeFolders, temporaryFolder } from '../support/engine/folder.ts';
import { ManualClock, turn } from '../support/engine/manualClock.ts';
import { chanceFrom, drive, programOf } from '../support/property/drive.ts';
import { portable, Watch } from '../support/property/invariants.ts';
import type { Plan } from '../support/property/plan.ts';
import { mocksOf } from '../support/property/planMocks.ts';
import { plans } from '../support/property/plans.ts';
import { workflowOf } from '../support/property/planWorkflow.ts';
import { runs } from '../support/property/settings.ts';

/** As the journal gives them back. */
function journalled(events: readonly EngineEvent[]): readonly EngineEvent[] {
  const { events: read, problem } = decodeJournal('driven', encodeEvents('driven', 1, events));
  assert.equal(problem, undefined);
  return read;
}

function foldOf(plan: Plan, events: readonly EngineEvent[]): ExecutionState {
  const state = new ExecutionState(programOf(plan));
  for (const event of events) applyEvent(state, event);
  return state;
}

describe('The journal', () => {
  afterEach(removeFolders);

  it('folds to the state of the engine after every turn, and holds what always holds', () => {
    fc.assert(
      fc.property(plans({ depth: 2 }), fc.nat(), (plan, seed) => {
        const watch = new Watch(plan, programOf(plan));
        drive(plan, {
          chance: chanceFrom(seed),
          onTurn(events, state) {
            for (const event of renumbered(events)) watch.see(event);
            assert.equal(portable(watch.state), portable(state));
          },
        });
        watch.finish();
      }),
      runs(1200),
    );
  }).timeout(120_000);

  it('of a simulation holds what always holds, and is the same each time', async () => {
    await fc.assert(
      fc.asyncProperty(plans({ depth: 2, mocked: true }), async (plan) => {
        const options = { inputs: {}, mocks: mocksOf(plan) };
        const { events } = await simulate(workflowOf(plan), options);
        const watch = new Watch(plan, programOf(plan));
        for (const event of journalled(events)) watch.see(event);
        watch.finish();
        assert.equal(JSON.stringify((await simulate(workflowOf(plan), options)).events), JSON.stringify(events), 'E6');
      }),
      runs(800),
    );
  }).timeout(120_000);

  it('goes on to an end from wherever it was cut (E4)', () => {
    fc.assert(
      fc.property(plans({ depth: 2 }), fc.nat(), fc.nat(), (plan, seed, place) => {
        const events = drive(plan, { chance: chanceFrom(seed) });
        const cut = 1 + (place % (events.length - 1));
        const resumed = drive(plan, { chance: chanceFrom(seed + 1) }, journalled(events.slice(0, cut)));
        const watch = new Watch(plan, programOf(plan));
        for (const event of journalled(resumed)) watch.see(event);
        watch.finish();
      }),
      runs(1200),
    );
  }).timeout(120_000);

  it('goes on to an end from every place, and from a second cut after it (E4)', () => {
    fc.assert(
      fc.property(plans({ depth: 1 }), fc.nat(), (plan, seed) => {
        const events = drive(plan, { chance: chanceFrom(seed) });
        for (let cut = 1; cut < events.length; cut++) {
          const once = drive(plan, { chance: chanceFrom(seed + cut) }, journalled(events.slice(0, cut)));
          assert.equal(once[cut]?.type, 'executionResumed');
          const again = Math.min(once.length - 1, cut + 1 + (seed % 5));
          const twice = drive(plan, { chance: chanceFrom(seed - cut) }, journalled(once.slice(0, again)));
          const watch = new Watch(plan, programOf(plan));
          for (const event of twice) watch.see(event);
          watch.finish();
        }
      }),
      runs(60),
    );
  }).timeout(120_000);

  it('of a whole engine gives back what the engine showed last: in memory', async () => {
    await fc.assert(
      fc.asyncProperty(plans({ depth: 1, mocked: true }), (plan) => givesBack(plan, memoryJournal())),
      runs(150),
    );
  }).timeout(120_000);

  it('of a whole engine gives back what the engine showed last: in files', async () => {
    await fc.assert(
      fc.asyncProperty(plans({ depth: 1, mocked: true }), (plan) => givesBack(plan, fileJournal(temporaryFolder()))),
      runs(30),
    );
  }).timeout(120_000);

  it('folds every beginning of itself alike, whole or event by event', () => {
    fc.assert(
      fc.property(plans({ depth: 1 }), fc.nat(), (plan, seed) => {
        const events = drive(plan, { chance: chanceFrom(seed) });
        const stepwise = new ExecutionState(programOf(plan));
        events.forEach((event, index) => {
          applyEvent(stepwise, event);
          if (index % 7 === 0)
            assert.equal(portable(foldOf(plan, journalled(events.slice(0, index + 1)))), portable(stepwise));
        });
      }),
      runs(150),
    );
  }).timeout(120_000);
});

/** Through the codec, each batch by itself. */
function renumbered(events: readonly EngineEvent[]): readonly EngineEvent[] {
  return events.map((event) => JSON.parse(JSON.stringify(event)) as EngineEvent);
}

async function givesBack(plan: Plan, journal: JournalStore): Promise<void> {
  const clock = new ManualClock();
  const ports: EnginePorts = {
    clock,
    ids: { executionId: () => 'execution-1', seed: () => 1 },
    journal,
    runners: () => Promise.resolve(undefined),
    logger: { log: () => undefined },
  };
  const workflow = workflowOf(plan);
  const events: EngineEvent[] = [];
  const started = await createEngine(ports).start({
    workflow,
    file: null,
    inputs: {},
    mocks: mocksOf(plan),
    listener: (event) => events.push(event),
  });
  assert(started.ok);
  let last: unknown;
  void started.value.finished.then((snapshot) => (last = snapshot));
  for (let rounds = 0; last === undefined; rounds++) {
    assert(rounds < 100_000, 'the execution does not end');
    if (clock.timers > 0) await clock.advance(5);
    await turn();
  }
  const stored = await journal.read('execution-1');
  assert(stored);
  assert.deepEqual(plain(stored.events), plain(events));
  assert.deepEqual(plain(storedSnapshot(stored, workflow)), plain(last));
}
