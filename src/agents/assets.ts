/**
 * Where the files beside the code are. From the sources (tests on Node's type stripping) they are TypeScript in the runner's
 * folder; in a bundle they are `chunks/NAME.cjs` and `workers/NAME.cjs` beside it.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { currentTranslations, type useTranslations } from '../base/l10n.ts';

const here = import.meta.url;
const fromSources = here.endsWith('.ts');
const require = createRequire(here);

/** Loads a runner's heavy part on first use: `src/agents/NAME/chunk.ts`. */
export function loadChunk(name: string): unknown {
  return require(fileURLToPath(new URL(fromSources ? `./${name}/chunk.ts` : `./chunks/${name}.cjs`, here)));
}

/**
 * A part of a chunk that is loaded on first use, seen from that chunk: `src/agents/FOLDER/NAME/chunk.ts`. It is another bundle, so
 * that what it throws is of no class of ours.
 */
export function loadPart(folder: string, name: string): { readonly useTranslations: typeof useTranslations } {
  const file = fromSources ? `./${folder}/${name}/chunk.ts` : `./${name}.cjs`;
  const part = require(fileURLToPath(new URL(file, here))) as ReturnType<typeof loadPart>;
  part.useTranslations(currentTranslations());
  return part;
}

/** The worker's file for `worker_threads`, seen from a chunk: `src/agents/NAME/worker.ts`. */
export function workerFile(name: string): string {
  return fileURLToPath(new URL(fromSources ? `./${name}/worker.ts` : `../workers/${name}.cjs`, here));
}

/** A file that ships beside a chunk, e.g. a `.wasm`; from the sources it is the package's own. */
export function chunkAsset(file: string, packagePath: string): string {
  return fromSources ? require.resolve(packagePath) : fileURLToPath(new URL(`./${file}`, here));
}
