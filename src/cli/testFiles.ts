import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Test files end like this. */
const ending = /\.workflow\.test\.ya?ml$/;

/**
 * The test files that a pattern means, as paths from `cwd`, in order: a file, those in a folder, else those whose path holds it.
 * Folders of packages and those whose name begins with a dot are left out.
 */
export async function findTests(pattern: string | undefined, cwd: string): Promise<readonly string[]> {
  const named = pattern === undefined ? undefined : await stat(path.resolve(cwd, pattern)).catch(() => undefined);
  if (pattern !== undefined && named?.isFile() === true) return [pattern];
  const folder = pattern !== undefined && named?.isDirectory() === true ? path.resolve(cwd, pattern) : cwd;
  const found = (await testsIn(folder)).map((file) => path.relative(cwd, file)).sort();
  if (pattern === undefined || named?.isDirectory() === true) return found;
  return found.filter((file) => file.split(path.sep).join('/').includes(pattern));
}

function isLeftOut(folder: string): boolean {
  return folder === 'node_modules' || folder.startsWith('.');
}

async function testsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return isLeftOut(entry.name) ? [] : await testsIn(file);
      return entry.isFile() && ending.test(entry.name) ? [file] : [];
    }),
  );
  return nested.flat();
}

/** Where the workflow of a test file lies, as a path from where the test's path counts from. */
export function workflowOf(testFile: string, written: string | undefined): string {
  if (written !== undefined) return path.join(path.dirname(testFile), written);
  return testFile.replace(/\.test(\.ya?ml)$/, '$1');
}
