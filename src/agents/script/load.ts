/** Loads a user's module, in the thread that executes it. */
import * as nodeModule from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { ScriptTask } from './messages.ts';

/** Its function; undefined where there is no such export, or it is none. Throws what the module throws. */
export async function loadFunction({
  file,
  source,
  exportName,
}: ScriptTask): Promise<((input: unknown, context: unknown) => unknown) | undefined> {
  const { href } = pathToFileURL(file);
  serveAllowed(href, file, source);
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

/** Has what was allowed executed, whatever is in the file by now (threat T10). */
function serveAllowed(href: string, file: string, source: string): void {
  // Of Node 22.15, 23.5 and newer.
  if (!('registerHooks' in nodeModule)) {
    if (readFileSync(file, 'utf8') !== source) throw new Error(`${file} was changed after it was allowed`);
    return;
  }
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      specifier === href ? { url: href, shortCircuit: true } : next(specifier, context),
    load: (url, context, next) =>
      url === href ? { ...next(url, context), source, shortCircuit: true } : next(url, context),
  });
}
