/** `npm run check:size`: what ships stays small. Fails when a limit is passed, and says what the space goes to. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { makePackage } from './package.mjs';
import { root } from './prepare.mjs';

const limits = [
  { what: 'the packaged .vsix', file: await makePackage({ quiet: true }), limit: 2_500_000 },
  { what: 'what activation loads', file: path.join(root, 'dist/extension.cjs'), limit: 250_000 },
];

/** The ten largest packages or folders of a bundle, `kB name`. */
function largest(file) {
  const meta = JSON.parse(readFileSync(path.join(root, 'dist/meta.json'), 'utf8'));
  const inputs = meta.outputs[path.relative(root, file)]?.inputs ?? {};
  const sizes = new Map();
  for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
    const group = /^node_modules\/((@[^/]+\/)?[^/]+)/.exec(input)?.[0] ?? input.split('/').slice(0, 2).join('/');
    sizes.set(group, (sizes.get(group) ?? 0) + bytesInOutput);
  }
  const rows = [...sizes].sort((one, other) => other[1] - one[1]).slice(0, 10);
  return rows.map(([group, bytes]) => `    ${kilobytes(bytes)}  ${group}`).join('\n');
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(8)} kB`;
}

for (const { what, file, limit } of limits) {
  const { size } = statSync(file);
  const holds = size <= limit;
  console.log(`${holds ? '✓' : '✗'} ${kilobytes(size)} of ${kilobytes(limit)}  ${what}`);
  if (!holds) console.log(largest(file));
  if (!holds) process.exitCode = 1;
}
