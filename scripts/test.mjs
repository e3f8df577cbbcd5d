/**
 * `npm test`: everything, from lint to a person's clicks in a real VS Code. A step that fails does not stop the others; the last
 * line sums the tests, and the exit code is non-zero when anything failed.
 */
import { availableParallelism } from 'node:os';
import { build } from './build.mjs';
import { runAsync } from './prepare.mjs';

const minute = 60_000;

/**
 * Scripts of package.json; `tests` ones say how many passed and failed, as mocha or test:host prints it. One stage comes after the
 * other. Its lanes go beside each other: they need nothing of each other, and hardly more than a processor each.
 */
const stages = [
  [
    [{ script: 'test:unit', limitMs: 15 * minute, tests: true }],
    [
      { script: 'lint', limitMs: 10 * minute },
      { script: 'typecheck', limitMs: 10 * minute },
      { script: 'test:property', limitMs: 10 * minute, tests: true },
    ],
  ],
  [
    // Processes are killed and windows clicked in at chosen moments: nothing else keeps them from their processor.
    [
      { script: 'test:fault', limitMs: 10 * minute, tests: true },
      { script: 'test:architecture', limitMs: 5 * minute, tests: true },
      { script: 'check:size', limitMs: 5 * minute },
      { script: 'test:webview', limitMs: 15 * minute, tests: true },
      { script: 'test:host', limitMs: 25 * minute, tests: true },
      { script: 'test:ui', limitMs: 25 * minute, tests: true },
    ],
  ],
];

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => (interrupted = true));

/** @param isAlone otherwise it prints what it has to say in the end, so that no step speaks into another's words */
async function runStep({ script, limitMs, tests }, isAlone) {
  const title = `\n━━ ${script} ${'━'.repeat(Math.max(3, 60 - script.length))}\n`;
  if (isAlone) process.stdout.write(title);
  const started = Date.now();
  let text = '';
  const output = (chunk) => {
    text += chunk;
    if (isAlone) process.stdout.write(chunk);
  };
  const shell = process.platform === 'win32';
  const code = await runAsync('npm', ['run', '--silent', script], { output, limitMs, shell });
  if (!isAlone) process.stdout.write(title + text);
  const counted = tests ? count(text) : { passed: 0, failed: 0 };
  return { script, ok: code === 0 && counted.failed === 0, seconds: (Date.now() - started) / 1000, ...counted };
}

/** A run that broke off before its summary counts as one failure. */
function count(text) {
  const number = (pattern) => Number(pattern.exec(text)?.[1] ?? 0);
  const ended = /^\s*\d+ (passing|passed)\b/m.test(text);
  const passed = number(/^\s*(\d+) (?:passing|passed)\b/m);
  const failed = number(/^\s*(\d+) failing\b/m) + number(/passed, (\d+) failed/);
  return ended ? { passed, failed } : { passed, failed: Math.max(1, failed) };
}

try {
  await build();
} catch (error) {
  if (!Array.isArray(error.errors)) throw error;
  console.log('\nThe build failed (see above).\n\n0 passed, 0 failed');
  process.exit(1);
}

const areBeside = availableParallelism() > 1;
const inOrder = async (steps, isAlone) => {
  const results = [];
  for (const step of steps) if (!interrupted) results.push(await runStep(step, isAlone));
  return results;
};
const results = [];
for (const lanes of stages) {
  if (!areBeside || lanes.length === 1) {
    results.push(...(await inOrder(lanes.flat(), true)));
    continue;
  }
  const names = lanes.map((steps) => steps.map(({ script }) => script).join(', '));
  console.log(`\nBeside each other: ${names.join(' | ')} …`);
  results.push(...(await Promise.all(lanes.map((steps) => inOrder(steps, false)))).flat());
}

console.log(`\n━━ summary ${'━'.repeat(53)}`);
for (const { script, ok, seconds, passed, failed } of results) {
  const counts = passed + failed > 0 ? `${passed} passed, ${failed} failed` : '';
  console.log(`${ok ? '✓' : '✗'} ${script.padEnd(20)} ${seconds.toFixed(0).padStart(4)} s   ${counts}`);
}
if (interrupted) console.log('Interrupted.');
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = !interrupted && results.every(({ ok }) => ok) ? 0 : 1;
