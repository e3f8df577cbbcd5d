/** `npm run check:size`: what ships stays small. Fails when a limit is passed, and says what the space goes to. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { makePackage } from './package.mjs';
import { root } from './prepare.mjs';

const vsix = await makePackage({ quiet: true });
const { outputs } = JSON.parse(readFileSync(path.join(root, 'dist/meta.json'), 'utf8'));
const activation = loadedWith('dist/extension.cjs');

const limits = [
  { what: 'the packaged .vsix', files: [vsix], limit: 2_500_000 },
  { what: `what activation loads (${activation.length} files)`, files: activation, limit: 250_000 },
];

/** A bundle and the parts that it loads at once; what `import('…')` loads later is left out. */
function loadedWith(entry) {
  const files = new Set([entry]);
  for (const file of files)
    for (const { path: part, kind, external } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && external !== true) files.add(part);
  return [...files];
}

/** The ten largest packages or folders of bundles, `kB name`. */
function largest(files) {
  const sizes = new Map();
  for (const file of files)
    for (const [input, { bytesInOutput }] of Object.entries(outputs[file]?.inputs ?? {})) {
      const group = /^node_modules\/((@[^/]+\/)?[^/]+)/.exec(input)?.[0] ?? input.split('/').slice(0, 2).join('/');
      sizes.set(group, (sizes.get(group) ?? 0) + bytesInOutput);
    }
  const rows = [...sizes].sort((one, other) => other[1] - one[1]).slice(0, 10);
  return rows.map(([group, bytes]) => `    ${kilobytes(bytes)}  ${group}`).join('\n');
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(8)} kB`;
}

for (const { what, files, limit } of limits) {
  const size = files.reduce((sum, file) => sum + statSync(path.resolve(root, file)).size, 0);
  const holds = size <= limit;
  console.log(`${holds ? '✓' : '✗'} ${kilobytes(size)} of ${kilobytes(limit)}  ${what}`);
  if (!holds) console.log(largest(files));
  if (!holds) process.exitCode = 1;
}
