/**
 * A script and the files of the workspace that it imports (threats T5 and T10): what one consents to, and what is executed.
 *
 * 1. What a file imports by a path that is written in it belongs to it, and what that imports in turn; all of it lies inside the
 *    workspace. More than that is found here where a text only looks like an import; less is refused when it is executed.
 * 2. Packages (`import 'name'`) do not: they are found as Node finds them.
 */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { isInside } from '../consent.ts';
import { reasonOf } from '../failures.ts';
import { realPath } from '../realPath.ts';
import { openChecked } from '../workspacePath.ts';

export interface Module {
  /** Real path. */
  readonly file: string;
  readonly source: string;
}

const mostModules = 1_000;
const mostCharacters = 16 * 1024 * 1024;

/**
 * The script itself first, the others in the order in which they are found. The error is a sentence.
 *
 * @param file its real path, inside the workspace
 */
export function modulesOf(file: string, workspace: string): Result<readonly [Module, ...Module[]], string> {
  const script = read(file);
  if (!script.ok) return script;
  const found = new Map([[file, script.value]]);
  let left = mostCharacters - script.value.source.length;
  for (const module of found.values())
    for (const specifier of specifiersIn(module.source))
      for (const imported of filesOf(specifier, module.file)) {
        if (found.has(imported)) continue;
        if (!isInside(workspace, imported)) return err(leadsOut(module.file, specifier));
        if (!isText(imported)) continue;
        const next = read(imported);
        if (!next.ok) return next;
        found.set(imported, next.value);
        left -= next.value.source.length;
        if (found.size > mostModules || left < 0) return err(tooMany(file));
      }
  found.delete(file);
  return ok([script.value, ...found.values()]);
}

function leadsOut(file: string, specifier: string): string {
  return t('{0} imports "{1}", which lies outside of the workspace folder.', path.basename(file), specifier);
}

function tooMany(file: string): string {
  const most = mostCharacters / 1024 / 1024;
  return t('{0} imports more than {1} files or {2} MiB of the workspace.', path.basename(file), mostModules, most);
}

function read(file: string): Result<Module, string> {
  const opened = openChecked(file, 'file');
  if (opened === undefined) return err(t('There is no file "{0}".', file));
  try {
    return ok({ file, source: readFileSync(opened.descriptor, 'utf8') });
  } catch (error) {
    return err(t('"{0}" cannot be read: {1}', path.basename(file), reasonOf(error)));
  } finally {
    opened.close();
  }
}

const importing = /\b(?:from|import|require)\s*\(?\s*(?:\/\*[^*]*\*\/\s*)?(['"`])([^'"`\n]+)\1/g;
const isPath = /^(?:\.{1,2}(?:[\\/]|$)|[\\/#]|file:|[a-z]:[\\/])/i;
const comment = /^\s*(?:\/\/|\/?\*)/;

/** Paths that a source imports; not what stands in a line that is only a comment. */
function* specifiersIn(source: string): Iterable<string> {
  for (const { 2: specifier = '', index } of source.matchAll(importing)) {
    if (!isPath.test(specifier)) continue;
    const line = source.slice(source.lastIndexOf('\n', index) + 1, index);
    if (!comment.test(line)) yield specifier;
  }
}

/** The files that it may mean: for `import` it is an address, for `require` a path, perhaps without its ending. Real paths. */
function filesOf(specifier: string, from: string): readonly string[] {
  const ways = [
    () => fileURLToPath(new URL(specifier, pathToFileURL(from))),
    () => createRequire(from).resolve(specifier),
  ];
  const files = ways.flatMap((way) => {
    try {
      const file = way();
      return statSync(file).isFile() ? [realPath(file)] : [];
    } catch {
      // Nothing is there: Node will say so.
      return [];
    }
  });
  return [...new Set(files)];
}

/** What is no text is not imported by a path: it could not be handed on as it was read. */
function isText(file: string): boolean {
  return /^(?:\.(?:[cm]?[jt]s|json))?$/i.test(path.extname(file));
}
