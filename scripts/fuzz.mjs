/**
 * `npm run fuzz -- --FAULT [RUNS] … [--seed N]`: the long sizes of the fault tests, of asking every feature of the language and of what a
 * graph's view may send, for as many runs as asked for (without a number: all there are, or thousands). A failure prints the command
 * that does it again, or, of the language, the text.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';

/** Each has a test in test/fault, or where it says; 0: all there are. */
const faults = {
  crash: { test: 'crash', runs: 0, env: { CRASH_TWICE: '1' } },
  points: { test: 'points', runs: 0 },
  kill: { test: 'kill', runs: 1_000 },
  torn: { test: 'damage', runs: 0 },
  io: { test: 'io', runs: 0 },
  space: { test: 'space', runs: 0 },
  power: { test: 'power', runs: 20_000 },
  stop: { test: 'stop', runs: 50 },
  race: { test: 'race', runs: 1_000 },
  server: { test: 'server', runs: 240 },
  language: { test: '../property/features', runs: 20_000 },
  messages: { test: '../property/graphMessages', runs: 100_000 },
};

const wanted = new Map();
let seed = randomInt(1, 2 ** 30);
const args = process.argv.slice(2);
for (let at = 0; at < args.length; at++) {
  const name = args[at].replace(/^--/, '');
  const number = /^\d+$/.test(args[at + 1] ?? '') ? Number(args[++at]) : undefined;
  if (name === 'seed' && number !== undefined) seed = number;
  else if (Object.hasOwn(faults, name)) wanted.set(name, number ?? faults[name].runs);
  else {
    console.log(`There is no ${args[at]}. Faults: ${Object.keys(faults).join(' ')}`);
    process.exit(2);
  }
}
if (wanted.size === 0) for (const [name, { runs }] of Object.entries(faults)) wanted.set(name, runs);

const mocha = fileURLToPath(new URL('../node_modules/mocha/bin/mocha.js', import.meta.url));
let failed = false;
for (const [name, runs] of wanted) {
  const { test, env = {} } = faults[name];
  console.log(`\n--${name} ${runs === 0 ? '' : `${runs} `}--seed ${seed}`);
  const { status } = spawnSync(process.execPath, [mocha, '--reporter', 'spec', `test/fault/${test}.test.ts`], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    env: { ...process.env, FUZZ_RUNS: String(runs), FUZZ_SEED: String(seed), ...env },
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
