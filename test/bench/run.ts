/**
 * `npm run bench -- [--peers] [SUITE…]`: measures, prints a table, writes results.json beside this file. Every file of `suites` is one topic
 * and exports a `suite`; names given choose among them.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from '../../scripts/build.mjs';
import type { Row } from './measure.ts';
import { installPeers } from './peerPackages.ts';

const here = import.meta.dirname;
const wanted = process.argv.slice(2).filter((argument) => argument !== '--peers');
if (process.argv.includes('--peers')) installPeers();

await build();
const files = (await readdir(join(here, 'suites'))).filter((file) => file.endsWith('.ts')).sort();
const rows: Row[] = [];
for (const file of files) {
  if (wanted.length > 0 && !wanted.includes(file.slice(0, -3))) continue;
  const measured = await run(file);
  for (const row of measured) console.log(line(row));
  rows.push(...measured);
}
const results = rows.map(({ name, ours, other, ratio, target, holds }) => ({
  name,
  ours,
  other,
  ratio,
  target,
  holds,
}));
await writeFile(join(here, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
const judged = rows.filter(({ holds }) => holds !== null);
console.log(`\n${judged.filter(({ holds }) => holds === true).length} of ${judged.length} targets hold.`);
process.exit();

/** Each suite has a process of its own: none finds on the heap, or in the compiler, what another has left there. */
async function run(file: string): Promise<readonly Row[]> {
  const child = fork(join(here, 'suiteProcess.ts'), [file], { serialization: 'advanced' });
  let rows: readonly Row[] | undefined;
  child.once('message', (message) => (rows = message as readonly Row[]));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (rows === undefined) throw new Error(`The suite ${file} ended with ${code} and said nothing`);
  return rows;
}

function line({ name, ours, unit, other, otherValue, ratio, target, holds }: Row): string {
  const mark = holds === null ? ' ' : holds ? '✓' : '✗';
  if (ours === null) return `  ${mark} ${name.padEnd(50)} not measured yet; target ${target ?? ''} against ${other}`;
  const figures = `${short(ours)} ${unit}`.padStart(16);
  const against = /^\d/.test(other) || other === 'target' ? other : `${other}, ${short(otherValue ?? NaN)} ${unit}`;
  return `  ${mark} ${name.padEnd(50)}${figures}  ${short(ratio ?? NaN).padStart(7)} ${(target ?? '').padEnd(6)} against ${against}`;
}

/** Three digits, as many as mean something. */
function short(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
