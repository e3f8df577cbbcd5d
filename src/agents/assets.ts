/**
 * Where the files beside the code are. From the sources (tests on Node's type stripping) they are TypeScript in the runner's
 * folder; in a bundle they are `chunks/NAME.cjs` and `workers/NAME.cjs` beside it.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const here = import.meta.url;
const fromSources = here.endsWith('.ts');
const require = createRequire(here);

/** Loads a runner's heavy part on first use: `src/agents/NAME/chunk.ts`. */
export function loadChunk(name: string): unknown {
  return require(fileURLToPath(new URL(fromSources ? `./${name}/chunk.ts` : `./chunks/${name}.cjs`, here)));
}

/** The worker's file for `worker_threads`, seen from a chunk: `src/agents/NAME/worker.ts`. */
export function workerFile(name: string): string {
  return fileURLToPath(new URL(fromSources ? `./${name}/worker.ts` : `../workers/${name}.cjs`, here));
}

/** A file that ships beside a chunk, e.g. a `.wasm`; from the sources it is the package's own. */
export function chunkAsset(file: string, packagePath: string): string {
  return fromSources ? require.resolve(packagePath) : fileURLToPath(new URL(`./${file}`, here));
}
