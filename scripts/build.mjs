/**
 * Bundles everything into `dist`:
 *   extension.cjs, cli.cjs          what is needed at once
 *   sdk.mjs, sdk.cjs, types/        the library (package.json's `exports`)
 *   extension-HASH.cjs, cli-HASH.cjs   what they load later, by `import('…')`
 *   chunks/NAME.cjs                 a runner's heavy part, from src/agents/NAME/chunk.ts
 *   workers/NAME.cjs                a thread, from src/…/NAME/worker.ts
 *   webview/NAME.js and .css        a browser side, from webview/NAME/main.ts
 *   workers/elk-worker.min.js, chunks/sql-wasm.wasm   as their authors built them
 *   meta.json                       what each bundle is made of (for `npm run check:size`; not shipped)
 *
 * Does nothing when no input changed. `--watch` keeps building, unminified and with source maps.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { asCommonJs } from './parts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(root, 'dist');
const stamp = path.join(dist, '.built');
const declarationsScript = path.join(root, 'scripts/declarations.mjs');

/** All files under `folder`, relative to the root, with forward slashes, sorted. */
function filesUnder(folder) {
  const absolute = path.join(root, folder);
  if (!fs.existsSync(absolute)) return [];
  return fs
    .readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Entries named after their folder: `src/agents/sql/chunk.ts` with `chunks` gives `chunks/sql`. */
function byFolder(files, fileName, into) {
  return files
    .filter((file) => path.posix.basename(file) === fileName)
    .map((file) => ({ in: file, out: path.posix.join(into, path.posix.basename(path.posix.dirname(file))) }));
}

/** esbuild's options, one set for each kind of bundle. Entries that do not exist are left out with a note. */
function bundles(watching) {
  const shared = {
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    metafile: true,
    mainFields: ['module', 'main'],
    minify: !watching,
    sourcemap: watching ? 'linked' : false,
    legalComments: 'none',
    logLevel: 'warning',
  };
  // CommonJS has no import.meta; from it the code finds the files beside the bundle.
  const bundleUrl = "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;";
  const forNode = {
    ...shared,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.url': '__bundleUrl' },
    banner: { js: bundleUrl },
  };
  const inParts = (name, entry, banner = '') => ({
    ...forNode,
    entryPoints: [{ in: entry, out: name }],
    format: 'esm',
    splitting: true,
    chunkNames: `${name}-[hash]`,
    write: false,
    banner: {},
    // Within the files, as they go through esbuild once more.
    sourcemap: watching ? 'inline' : false,
    plugins: [asCommonJs({ name, banner, start: bundleUrl, minify: !watching })],
  });
  const sources = filesUnder('src');
  const parts = [...byFolder(sources, 'chunk.ts', 'chunks'), ...byFolder(sources, 'worker.ts', 'workers')];
  return [
    { ...inParts('extension', 'src/extension.ts'), external: ['vscode'] },
    // Without `vscode` as external: an import of it from the command line breaks the build.
    // Compiled code is kept by Node where it can (22.1 and newer): most of a short command's time is compiling.
    inParts('cli', 'src/cli/main.ts', "#!/usr/bin/env node\nrequire('node:module').enableCompileCache?.();\n"),
    inParts('sdk', 'src/sdk/main.ts'),
    asModules(shared),
    { ...forNode, entryPoints: parts },
    {
      ...shared,
      entryPoints: byFolder(filesUnder('webview'), 'main.ts', 'webview'),
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
    },
  ]
    .map((options) => ({ ...options, entryPoints: options.entryPoints.filter(exists) }))
    .filter((options) => options.entryPoints.length > 0);
}

/** The library for `import`. */
function asModules(shared) {
  return {
    ...shared,
    entryPoints: [{ in: 'src/sdk/main.ts', out: 'sdk' }],
    platform: 'node',
    format: 'esm',
    target: 'node20',
    splitting: true,
    chunkNames: 'sdk-[hash]',
    outExtension: { '.js': '.mjs' },
    // For the packages in it that are CommonJS.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  };
}

function exists(entry) {
  if (fs.existsSync(path.join(root, entry.in))) return true;
  console.error(`Note: ${entry.in} does not exist yet; dist has no ${entry.out}.`);
  return false;
}

/** Shipped unmodified, as their licences ask. */
function copyAssets() {
  const require = createRequire(import.meta.url);
  const elk = path.dirname(require.resolve('elkjs/package.json'));
  const assets = {
    'workers/elk-worker.min.js': path.join(elk, 'lib/elk-worker.min.js'),
    'workers/elk-worker.LICENSE.md': path.join(elk, 'LICENSE.md'),
    'chunks/sql-wasm.wasm': path.join(path.dirname(require.resolve('sql.js')), 'sql-wasm.wasm'),
  };
  for (const [to, from] of Object.entries(assets)) {
    fs.mkdirSync(path.dirname(path.join(dist, to)), { recursive: true });
    fs.copyFileSync(from, path.join(dist, to));
  }
  // elkjs's file is CommonJS, which this package's `"type": "module"` would hide.
  fs.writeFileSync(path.join(dist, 'workers/package.json'), '{ "type": "commonjs" }\n');
  return [...Object.keys(assets), 'workers/package.json'];
}

/** Changes whenever an input does: names, sizes and times of the sources, the lock file and this script. */
function fingerprint() {
  const hash = createHash('sha256');
  const others = ['package-lock.json', 'scripts/build.mjs', 'scripts/parts.mjs', 'scripts/declarations.mjs'];
  for (const file of [...filesUnder('src'), ...filesUnder('webview'), ...others]) {
    const { size, mtimeMs } = fs.statSync(path.join(root, file));
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** In a process of its own: the compiler is busy for seconds. */
async function declarations() {
  const [code] = await once(spawn(process.execPath, [declarationsScript], { stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error('The declarations in dist/types could not be written (see above).');
}

/** Removes what an earlier build left and this one did not write. */
function removeOthers(written) {
  const keep = new Set(written.map((file) => `dist/${file}`));
  for (const file of filesUnder('dist'))
    if (!keep.has(file) && !file.startsWith('dist/types/')) fs.rmSync(path.join(root, file));
}

/** Builds for production, or nothing when `dist` is up to date. Throws when a bundle has errors (esbuild has printed them). */
export async function build() {
  const wanted = fingerprint();
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return;
  const started = Date.now();
  fs.rmSync(stamp, { force: true });
  const esbuild = await import('esbuild');
  const [, ...results] = await Promise.all([
    declarations(),
    ...bundles(false).map((options) => esbuild.build(options)),
  ]);
  const meta = { outputs: Object.assign({}, ...results.map((result) => result.metafile.outputs)) };
  const bundled = Object.keys(meta.outputs).map((file) => file.replace(/^dist\//, ''));
  removeOthers([...bundled, ...copyAssets()]);
  if (bundled.includes('cli.cjs')) fs.chmodSync(path.join(dist, 'cli.cjs'), 0o755);
  fs.writeFileSync(path.join(dist, 'meta.json'), JSON.stringify(meta, null, 1));
  fs.writeFileSync(stamp, wanted);
  console.error(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

/** The two lines that .vscode/tasks.json waits for. */
const announce = {
  name: 'announce',
  setup(build) {
    build.onStart(() => console.error('[watch] building'));
    build.onEnd(({ errors }) => console.error(`[watch] ready, ${errors.length} errors`));
  },
};

async function watch() {
  fs.rmSync(stamp, { force: true });
  const esbuild = await import('esbuild');
  copyAssets();
  for (const options of bundles(true)) {
    const plugins = [...(options.plugins ?? []), announce];
    await (await esbuild.context({ ...options, plugins })).watch();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await (process.argv.includes('--watch') ? watch() : build());
  } catch (error) {
    // esbuild has printed the errors in the sources already.
    if (!Array.isArray(error.errors)) throw error;
    process.exitCode = 1;
  }
}
