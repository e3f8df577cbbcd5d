/**
 * Bundles everything into dist: extension and command line (CommonJS, each with what it needs at once), a file for each heavy
 * runner and each worker, the graph's webview, and elkjs's worker as its authors built it.
 *
 * Skips what is up to date. `--watch` rebuilds as files change.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(root, 'dist');
const require = createRequire(import.meta.url);
const watching = process.argv.includes('--watch');

const nodeBundle = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  // Files beside the bundle are found from __dirname; the sources use import.meta.url.
  define: { 'import.meta.url': '__bundleUrl' },
  banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  minify: !watching,
  sourcemap: watching,
  legalComments: 'none',
  logLevel: 'warning',
};

/** `src/agents/sql/chunk.ts` becomes `dist/chunks/sql.cjs`; `src/agents/transform/worker.ts` becomes `dist/workers/transform.cjs`. */
function byFolder(file, into) {
  return globSync(`src/**/${file}.ts`, { cwd: root }).map((entry) => ({
    in: entry.replaceAll('\\', '/'),
    out: `${into}/${path.basename(path.dirname(entry))}`,
  }));
}

function bundles() {
  return [
    { ...nodeBundle, entryPoints: [{ in: 'src/extension.ts', out: 'extension' }], external: ['vscode'], outdir: 'dist', outExtension: { '.js': '.cjs' } },
    {
      ...nodeBundle,
      entryPoints: [{ in: 'src/cli/main.ts', out: 'cli' }],
      banner: { js: `#!/usr/bin/env node\n${nodeBundle.banner.js}` },
      outdir: 'dist',
      outExtension: { '.js': '.cjs' },
    },
    {
      ...nodeBundle,
      entryPoints: [...byFolder('chunk', 'chunks'), ...byFolder('worker', 'workers')],
      outdir: 'dist',
      outExtension: { '.js': '.cjs' },
    },
    {
      absWorkingDir: root,
      entryPoints: [{ in: 'webview/graph/main.ts', out: 'webview/graph' }],
      bundle: true,
      format: 'iife',
      target: 'es2022',
      mainFields: ['module', 'main'],
      minify: !watching,
      sourcemap: watching ? 'inline' : false,
      legalComments: 'none',
      outdir: 'dist',
      logLevel: 'warning',
    },
  ];
}

/** Shipped unmodified, as their licences ask. */
function copies() {
  const elk = path.dirname(require.resolve('elkjs/package.json'));
  const sqljs = path.dirname(require.resolve('sql.js'));
  return [
    [path.join(elk, 'lib/elk-worker.min.js'), 'workers/elk-worker.min.js'],
    [path.join(elk, 'LICENSE.md'), 'workers/elk-worker.LICENSE.md'],
    [path.join(sqljs, 'sql-wasm.wasm'), 'chunks/sql-wasm.wasm'],
  ];
}

/** Changes whenever an input does: names, sizes and times of all sources, and the lock file. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const pattern of ['src/**/*.{ts,js}', 'webview/**/*.{ts,css}', 'package-lock.json', 'scripts/build.mjs', 'l10n/*.json'])
    for (const file of globSync(pattern, { cwd: root }).sort()) {
      const { size, mtimeMs } = statSync(path.join(root, file));
      hash.update(`${file}\0${size}\0${mtimeMs}\n`);
    }
  return hash.digest('hex');
}

export async function build() {
  const stamp = path.join(dist, '.built');
  const wanted = `${fingerprint()}${watching ? ' watch' : ''}`;
  if (!watching && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const esbuild = await import('esbuild');
  rmSync(dist, { recursive: true, force: true });
  for (const [from, to] of copies()) {
    mkdirSync(path.dirname(path.join(dist, to)), { recursive: true });
    copyFileSync(from, path.join(dist, to));
  }
  if (watching) {
    for (const options of bundles()) await (await esbuild.context(options)).watch();
    console.error('Watching …');
    return;
  }
  await Promise.all(bundles().map((options) => esbuild.build(options)));
  writeFileSync(stamp, wanted);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
