/**
 * Fault F1: every execution is cut off at every record of its journal, in every phase of writing it, and goes on in a new engine.
 *
 * `CRASH=diamond:7:half` tries one point, `CRASH=diamond:7:half+3:lost` that one with a second crash in the recovery, `CRASH=diamond`
 * one workflow; `CRASH_TWICE=1` tries a second crash at each record of each recovery.
 */
import assert from 'node:assert/strict';
import { checkLives, endOf } from '../support/fault/crash/checks.ts';
import { type Compiled, compiledOf } from '../support/fault/crash/compiled.ts';
import { type Phase, phases, type Point } from '../support/fault/crash/crashStore.ts';
import { type Lives, playLives } from '../support/fault/crash/lives.ts';
import type { Scenario } from '../support/fault/crash/scenario.ts';
import { scenarios } from '../support/fault/crash/scenarios.ts';

const { CRASH: only = '', CRASH_TWICE: twice } = process.env;
const [onlyName, ...onlyPoints] = parse(only);

describe('F1 a crash at every record (invariants I1 to I8, I14)', () => {
  let tried = 0;
  for (const scenario of scenarios)
    if (onlyName === undefined || onlyName === scenario.name)
      it(scenario.name, async () => {
        tried += await tryAll(scenario);
      }).timeout(twice === undefined ? 120_000 : 3_600_000);

  it('was tried at thousands of points', function () {
    if (onlyName !== undefined) this.skip();
    console.log(`    ${tried} points`);
    assert(tried >= 4_000, `only ${tried}`);
  });
});

/** Returns how many points there were. */
async function tryAll(scenario: Scenario): Promise<number> {
  const compiled = compiledOf(scenario);
  const whole = await playLives(scenario, compiled, []);
  const expected = [endOf(whole)];
  checkLives(scenario, compiled, whole, expected);
  if (onlyPoints.length > 0) {
    await tryOne(scenario, compiled, onlyPoints, expected);
    return 1;
  }
  let tried = 0;
  for (const first of pointsOf(whole)) {
    const played = await tryOne(scenario, compiled, [first], expected);
    tried++;
    if (twice === undefined) continue;
    const records = recordsOf(played);
    for (let record = 1; record <= records; record++) {
      const phase = phases[(tried + record) % phases.length] ?? 'before';
      await tryOne(scenario, compiled, [first, { record, phase }], expected);
      tried++;
    }
  }
  return tried;
}

async function tryOne(
  scenario: Scenario,
  compiled: Compiled,
  points: readonly Point[],
  expected: readonly string[],
): Promise<Lives> {
  try {
    const played = await playLives(scenario, compiled, points);
    assert.equal(played.lives.length, points.length + 1, 'it was cut off');
    checkLives(scenario, compiled, played, expected);
    return played;
  } catch (error) {
    const places = points.map(({ record, phase }) => `${record}:${phase}`).join('+');
    const told = points.map(({ record, phase }) => `record ${record} (${phase})`).join(', then at ');
    const command = `CRASH='${scenario.name}:${places}' npx mocha test/fault/crash.test.ts`;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${scenario.name}, cut off at ${told}: ${reason}\nAgain: ${command}`, { cause: error });
  }
}

function pointsOf(played: Lives): readonly Point[] {
  return Array.from({ length: recordsOf(played) }, (_, index) =>
    phases.map((phase) => ({ record: index + 1, phase })),
  ).flat();
}

/** How many the last life wrote. */
function recordsOf({ lives }: Lives): number {
  return lives.at(-1)?.store.handed.length ?? 0;
}

function parse(text: string): readonly [string | undefined, ...Point[]] {
  if (text === '') return [undefined];
  const [name = '', ...rest] = text.split(/:(.*)/s);
  const points = rest.join('').split('+').filter(Boolean);
  return [
    name,
    ...points.map((point) => {
      const [record, phase] = point.split(':');
      return { record: Number(record), phase: phase as Phase };
    }),
  ];
}
