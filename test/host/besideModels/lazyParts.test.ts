import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Api } from '../../../src/extension.ts';
import { execute } from '../../support/vscode/execute.ts';
import { ourExtension } from '../../support/vscode/workspace.ts';

/** The heavy parts that the host has loaded, by name. */
function chunks(): readonly string[] {
  const folder = path.join(ourExtension().extensionPath, 'dist', 'chunks') + path.sep;
  const files = Object.keys(createRequire(import.meta.url).cache).filter((file) => file.startsWith(folder));
  return files.map((file) => path.basename(file, '.cjs')).sort();
}

describe('the heavy parts of runners', () => {
  it('are not loaded by activation, nor by an execution without them; then each by the first that needs it', async () => {
    const api = (await ourExtension().activate()) as Api;
    assert.deepEqual(chunks(), []);
    const { status } = await execute(api, 'uses: mock, with: { output: 1 }');
    assert.equal(status, 'completed');
    assert.deepEqual(chunks(), []);
    await execute(api, 'uses: transform, with: { expression: "1" }');
    assert.deepEqual(chunks(), ['transform']);
    await execute(api, 'uses: http, with: { url: "http://127.0.0.1:1/" }');
    assert.deepEqual(chunks(), ['http', 'transform']);
  });
});
