/**
 * `npm run defects [NAME …]`: shows that the tests can fail (fault F20). Puts the defects of `scripts/defects` into a copy of the
 * project, one at a time, and runs the suites of the engine until a test fails. Prints which test caught each; the exit code is 1
 * when one was missed. `JOBS` says how many run at a time (2).
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defects, editsOf } from './defects/all.mjs';
import { node, projectEnvironment, root } from './prepare.mjs';

const suites = ['test/unit/engine/**/*.test.ts', 'test/fault/**/*.test.ts', 'test/property/**/*.test.ts'];
const shortestLimitMs = 120_000;
/** Few runs: a defect that matters shows itself early. A mutated engine may eat all memory. */
const environment = projectEnvironment({ PROPERTY_RUNS: '0.1', NODE_OPTIONS: '--max-old-space-size=1024' });

const running = new Set();
const copies = [];

/** A copy of what is in the working tree. */
function copyTree() {
  const copy = mkdtempSync(path.join(tmpdir(), 'ipa-defects-'));
  copies.push(copy);
  const list = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of list.split('\0').filter(Boolean))
    cpSync(path.join(root, file), path.join(copy, file), { recursive: true, errorOnExist: false });
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  return copy;
}

/** Runs the suites; gives how they ended, and the tests that failed. */
function runSuites(copy, { bail, ignore, limitMs }) {
  const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
  const options = [...(bail ? ['--bail'] : []), ...ignore.flatMap((file) => ['--ignore', file])];
  const started = Date.now();
  const child = spawn(node, [mocha, '--reporter', 'json-stream', ...options, ...suites], {
    cwd: copy,
    env: environment,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk) => (errors = (errors + chunk).slice(-4_000)));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end(child);
  }, limitMs);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      end(child);
      running.delete(child);
      const failures = output.split('\n').flatMap(failureIn);
      resolve({ code, isLate, failures, errors, ms: Date.now() - started });
    });
  });
}

/** With everything that it has started. */
function end(child) {
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function failureIn(line) {
  if (!line.startsWith('["fail"')) return [];
  const [, { fullTitle, file }] = JSON.parse(line);
  return [{ title: fullTitle, file }];
}

function apply(copy, defect) {
  const originals = [];
  for (const edit of editsOf(defect)) {
    const file = path.join(copy, edit.file);
    const text = readFileSync(file, 'utf8');
    if (text.split(edit.old).length !== 2)
      throw new Error(`${defect.name} does not fit ${edit.file} any more: "${edit.old}"`);
    originals.push([file, text]);
    writeFileSync(
      file,
      text.replace(edit.old, () => edit.new),
    );
  }
  return () => {
    for (const [file, text] of originals.reverse()) writeFileSync(file, text);
  };
}

/** How a defect came out, in words; `missed` when no test saw it. */
async function tryDefect(copy, defect, plan) {
  const undo = apply(copy, defect);
  const { code, isLate, failures, errors, ms } = await runSuites(copy, { ...plan, bail: true });
  undo();
  const seconds = `${(ms / 1000).toFixed(0).padStart(3)} s`;
  if (failures.length > 0) return { caught: true, line: `caught  ${seconds}  ${defect.name}: ${failures[0].title}` };
  if (isLate) return { caught: true, line: `caught  ${seconds}  ${defect.name}: the tests do not end` };
  if (code === 0) return { caught: false, line: `MISSED  ${seconds}  ${defect.name}` };
  const isFull = errors.includes('heap out of memory');
  if (isFull || code === null)
    return {
      caught: true,
      line: `caught  ${seconds}  ${defect.name}: ${isFull ? 'no memory is left' : 'the process dies'}`,
    };
  return { caught: false, line: `BROKEN  ${seconds}  ${defect.name}: ${errors.trim().split('\n').at(-1) ?? ''}` };
}

async function main(names) {
  const chosen = names.length === 0 ? defects : defects.filter(({ name }) => names.includes(name));
  const first = copyTree();
  console.log('The suites as they are …');
  const whole = await runSuites(first, { bail: false, ignore: [], limitMs: 1_800_000 });
  const ignore = [...new Set(whole.failures.map(({ file }) => path.relative(first, file)))];
  if (whole.code !== 0 && ignore.length === 0) throw new Error(`They do not run:\n${whole.errors}`);
  for (const file of ignore) console.log(`LEFT OUT, since it fails without a defect: ${file}`);
  console.log(`${(whole.ms / 1000).toFixed(0)} s`);
  const plan = { ignore, limitMs: Math.max(shortestLimitMs, 2 * whole.ms) };
  const waiting = [...chosen];
  let missed = 0;
  const work = async (copy) => {
    for (let defect = waiting.shift(); defect; defect = waiting.shift()) {
      const { caught, line } = await tryDefect(copy, defect, plan);
      if (!caught) missed++;
      console.log(line);
    }
  };
  const jobs = Math.min(chosen.length, Number(process.env.JOBS ?? 2));
  await Promise.all(Array.from({ length: jobs }, (_, index) => work(index === 0 ? first : copyTree())));
  console.log(`\n${chosen.length - missed} of ${chosen.length} defects caught`);
  if (missed > 0 || ignore.length > 0) process.exitCode = 1;
}

function cleanUp() {
  for (const child of running) end(child);
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    cleanUp();
    process.exit(1);
  });
try {
  await main(process.argv.slice(2));
} finally {
  cleanUp();
}
