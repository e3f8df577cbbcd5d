/**
 * `npm run defects [NAME …]`: shows that the tests can fail (fault F20). Puts the defects of `scripts/defects` into a copy of the
 * project, one at a time, and runs the suites of the engine until a test fails. Prints which test caught each; the exit code is 1
 * when one was missed. `JOBS` says how many run at a time (2).
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allSuites, defects, editsOf } from './defects/all.mjs';
import { node, projectEnvironment, root } from './prepare.mjs';

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
function runSuites(copy, { suites, bail, ignore, limitMs }) {
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

/** Gives what takes it out again; undefined when it does not fit the source. */
function apply(copy, defect) {
  const texts = editsOf(defect).map((edit) => readFileSync(path.join(copy, edit.file), 'utf8'));
  if (editsOf(defect).some(({ old }, index) => texts[index].split(old).length !== 2)) return undefined;
  const write = (textOf) =>
    editsOf(defect).forEach((edit, index) => writeFileSync(path.join(copy, edit.file), textOf(edit, texts[index])));
  write((edit, text) => text.replace(edit.old, () => edit.new));
  return () => write((_, text) => text);
}

/** How a defect came out, in words; undefined when these suites do not see it. */
async function tryDefect(copy, defect, suites, plan) {
  const undo = apply(copy, defect);
  if (undo === undefined)
    return { caught: false, line: `BROKEN          ${defect.name}: it does not fit the source any more` };
  const { code, isLate, failures, errors, ms } = await runSuites(copy, { ...plan, suites, bail: true });
  undo();
  const tell = (word, why) => `${word}  ${(ms / 1000).toFixed(0).padStart(4)} s  ${defect.name}: ${why}`;
  if (failures.length > 0) return { caught: true, line: tell('caught', failures[0].title) };
  if (isLate) return { caught: true, line: tell('caught', 'the tests do not end') };
  if (code === 0) return undefined;
  const isFull = errors.includes('heap out of memory');
  if (isFull) return { caught: true, line: tell('caught', 'no memory is left') };
  return { caught: false, line: tell('BROKEN', errors.trim().split('\n').at(-1) ?? '') };
}

/** How to run suites: without those that fail anyway, and no longer than is reasonable. Tries them once as they are. */
function plans(copy) {
  const known = new Map();
  const find = async (suites) => {
    const { code, failures, errors, ms } = await runSuites(copy, { suites, ignore: [], limitMs: 1_800_000 });
    const ignore = [...new Set(failures.map(({ file }) => path.relative(copy, file)))];
    if (code !== 0 && ignore.length === 0) throw new Error(`The tests do not run:\n${errors}`);
    for (const file of ignore) console.log(`LEFT OUT, since it fails without a defect: ${file}`);
    if (ignore.length > 0) process.exitCode = 1;
    return { ignore, limitMs: Math.max(shortestLimitMs, 3 * ms) };
  };
  return (suites) => {
    if (!known.has(suites)) known.set(suites, find(suites));
    return known.get(suites);
  };
}

async function main(names) {
  const chosen = names.length === 0 ? defects : defects.filter(({ name }) => names.includes(name));
  const planOf = plans(copyTree());
  const copiesToUse = Array.from({ length: Math.min(chosen.length, Number(process.env.JOBS ?? 2)) }, copyTree);
  let failed = 0;
  let left = [...chosen];
  for (const suitesOf of [({ suites }) => suites, () => allSuites]) {
    const waiting = left;
    left = [];
    const work = async (copy) => {
      for (let defect = waiting.shift(); defect; defect = waiting.shift()) {
        const suites = suitesOf(defect);
        const result = await tryDefect(copy, defect, suites, await planOf(suites));
        if (result === undefined) {
          left.push(defect);
          console.log(`        ${defect.name}: not seen yet`);
        } else console.log(result.line);
        if (result?.caught === false) failed++;
      }
    };
    await Promise.all(copiesToUse.map(work));
  }
  for (const { name } of left) console.log(`MISSED          ${name}`);
  failed += left.length;
  console.log(`\n${chosen.length - failed} of ${chosen.length} defects caught`);
  if (failed > 0) process.exitCode = 1;
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
