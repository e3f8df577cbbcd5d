import assert from 'node:assert/strict';
import { isBuiltin } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { layers, owners, webviewImports } from '../../layers.mjs';
import {
  cycles,
  exists,
  type Import,
  importsOf,
  packageOf,
  root,
  sourceFiles,
} from '../support/architecture/imports.ts';

interface Layer {
  readonly imports: readonly string[];
  readonly node: boolean;
}

const table: Readonly<Record<string, Layer>> = layers;
const places: Readonly<Record<string, readonly string[]>> = owners;
const files = sourceFiles('src/**/*.ts', 'webview/**/*.ts');
const imports = files.flatMap(importsOf);
const ofLayer = (file: string): string | undefined => /^src\/([^/]+)\//.exec(file)?.[1];
const show = ({ from, specifier }: Import): string => `${from} imports ${specifier}`;
const internal = imports.filter((one): one is Import & { file: string } => one.file !== undefined);

describe('the layers of src (layers.mjs)', () => {
  it('has every folder of src in the table', () => {
    const folders = new Set(files.map(ofLayer).filter((layer) => layer !== undefined));
    assert.deepEqual(
      [...folders].filter((folder) => !Object.hasOwn(table, folder)),
      [],
    );
  });

  it('imports only files that exist, with their ending', () => {
    assert.deepEqual(internal.filter(({ file }) => !exists(file) || path.extname(file) === '').map(show), []);
  });

  it('imports only what the table gives to the layer', () => {
    const wrong = internal.filter(({ from, file }) => {
      const layer = ofLayer(from);
      if (layer === undefined) return false;
      const target = ofLayer(file);
      return target === undefined || (target !== layer && table[layer]?.imports.includes(target) !== true);
    });
    assert.deepEqual(wrong.map(show), []);
  });

  it('uses Node only where the table says so', () => {
    const wrong = imports.filter(({ from, specifier }) => {
      const layer = ofLayer(from);
      return isBuiltin(specifier) && (layer === undefined ? from.startsWith('webview/') : table[layer]?.node !== true);
    });
    assert.deepEqual(wrong.map(show), []);
  });

  it('lets a webview import only its own files and what it may share', () => {
    const wrong = internal.filter(({ from, file }) => {
      if (!from.startsWith('webview/') || file.startsWith('webview/')) return false;
      return !webviewImports.includes(ofLayer(file) ?? '');
    });
    assert.deepEqual(wrong.map(show), []);
  });

  it('lets src import nothing from outside src', () => {
    assert.deepEqual(
      internal.filter(({ from, file }) => from.startsWith('src/') && !file.startsWith('src/')).map(show),
      [],
    );
  });

  it('imports a package only where its owner is', () => {
    const tests = sourceFiles('test/**/*.ts').flatMap(importsOf);
    const wrong = [...imports, ...tests].filter(({ from, specifier, file }) => {
      const allowed = file === undefined ? places[packageOf(specifier)] : undefined;
      return allowed?.some((place) => from === place || from.startsWith(`${place}/`)) === false;
    });
    assert.deepEqual(wrong.map(show), []);
  });

  it('has no circular imports', () => {
    assert.deepEqual(cycles(imports.filter(({ typeOnly }) => !typeOnly)), []);
  });
});

describe('the tsconfig without Node and DOM', () => {
  it('covers every layer that runs without Node', () => {
    const { include } = JSON.parse(readFileSync(path.join(root, 'src/tsconfig.pure.json'), 'utf8')) as {
      readonly include: readonly string[];
    };
    const pure = Object.keys(table).filter((layer) => table[layer]?.node === false);
    assert.deepEqual([...include].sort(), pure.sort());
  });
});
