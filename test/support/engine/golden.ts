import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', 'golden', 'engine');

/**
 * Compares with a file that somebody read: written when missing (but not in CI), `.actual` beside it on a mismatch,
 * UPDATE_GOLDEN=1 rewrites.
 */
export function assertGolden(name: string, actual: string): void {
  const path = join(root, name);
  const isThere = existsSync(path);
  if (!isThere) assert.notEqual(process.env['CI'], 'true', `${path} is missing.`);
  if (!isThere || process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
    return;
  }
  const expected = readFileSync(path, 'utf8');
  if (expected === actual) rmSync(`${path}.actual`, { force: true });
  else writeFileSync(`${path}.actual`, actual);
  assert.equal(actual, expected);
}
