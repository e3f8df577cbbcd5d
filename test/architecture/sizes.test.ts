import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sizes } from '../../layers.mjs';
import { root, sourceFiles } from '../support/architecture/imports.ts';

const lines = (file: string): number => readFileSync(path.join(root, file), 'utf8').split('\n').length - 1;
const tooLong = (files: readonly string[], limit: number): readonly string[] =>
  files
    .filter((file) => !sizes.exempt.some((place) => file.startsWith(place)) && lines(file) > limit)
    .map((file) => `${file}: ${lines(file)} lines`);

describe('the sizes of files (layers.mjs)', () => {
  it('keeps sources, scripts and styles short', () => {
    const files = sourceFiles('src/**/*.{ts,js}', 'webview/**/*.{ts,css}', 'scripts/**/*.mjs');
    assert.deepEqual(tooLong(files, sizes.source), []);
  });

  it('keeps tests short', () => {
    assert.deepEqual(tooLong(sourceFiles('test/**/*.ts'), sizes.test), []);
  });
});
