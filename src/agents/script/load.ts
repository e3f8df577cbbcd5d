/** Loads a user's module, in the thread that executes it. */
import * as nodeModule from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { ScriptTask } from './messages.ts';

/** Its function; undefined where there is no such export, or it is none. Throws what the module throws. */
export async function loadFunction({
  file,
  sources,
  exportName,
}: ScriptTask): Promise<((input: unknown, context: unknown) => unknown) | undefined> {
  const { href } = pathToFileURL(file);
  serveAllowed(href, sources);
  const module = (await import(href)) as Readonly<Record<string, unknown>>;
  const found = exportOf(module, exportName);
  return typeof found === 'function' ? (found as (input: unknown, context: unknown) => unknown) : undefined;
}

/** Of a CommonJS module `default` is `module.exports`, which may itself have a `default`. */
function exportOf(module: Readonly<Record<string, unknown>>, name: string): unknown {
  if (name !== 'default' && Object.hasOwn(module, name)) return module[name];
  const exported = module['default'];
  const isMap = typeof exported === 'object' && exported !== null;
  return isMap ? (exported as Readonly<Record<string, unknown>>)[name] : name === 'default' ? exported : undefined;
}

/** Of a module that is imported by a path and was not allowed. The message is that path. */
export class NotAllowed extends Error {}

/** `name` or `@scope/name`; neither a path nor an address, nor a name that the `package.json` of the workspace gives (`#name`). */
const isPackage = /^(?![./\\#]|[a-z][a-z\d+.-]*:)/i;

/** Has what was allowed executed, whatever is in the files by now, and nothing else but packages (threats T5 and T10). */
function serveAllowed(href: string, sources: ScriptTask['sources']): void {
  // Of Node 22.15, 23.5 and newer.
  if (!('registerHooks' in nodeModule)) {
    for (const [file, source] of Object.entries(sources))
      if (readFileSync(file, 'utf8') !== source) throw new Error(`${file} was changed after it was allowed`);
    return;
  }
  const allowed = new Map(Object.entries(sources).map(([file, source]) => [pathToFileURL(file).href, source]));
  // Modules of packages may import whatever they want.
  const ofPackages = new Set<string>();
  nodeModule.registerHooks({
    resolve(specifier, context, next) {
      if (specifier === href) return { url: href, shortCircuit: true };
      const found = next(specifier, context);
      if (!found.url.startsWith('file:') || allowed.has(plain(found.url))) return found;
      if (!isPackage.test(specifier) && !ofPackages.has(context.parentURL ?? '')) throw new NotAllowed(specifier);
      ofPackages.add(found.url);
      return found;
    },
    load(url, context, next) {
      const source = allowed.get(plain(url));
      return source === undefined ? next(url, context) : { ...next(url, context), source, shortCircuit: true };
    },
  });
}

/** Without what an import may add to have a module once more. */
function plain(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
