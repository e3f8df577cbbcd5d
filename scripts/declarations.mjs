/**
 * Writes `dist/types`: what TypeScript knows of the library (src/sdk/main.ts), one file for each source that its types come from. Does
 * nothing while none of these has changed: the compiler takes its time.
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = path.join(root, 'src');
const types = path.join(root, 'dist', 'types');
const entry = 'sdk/main.ts';
const stamp = path.join(types, '.written');

/** Its types are nobody's business outside, and the package is not there. */
const foreignImport = /import (?:type )?\{ (?:type )?(\w+) \} from '@actions\/expressions';/g;

const relativeImport = /(?<=(?:from |import\()')(\.{1,2}\/[^']+)\.ts(?=')/g;

/** Of sources, relative to `src`; undefined where one is gone. */
function fingerprint(sources) {
  const hash = createHash('sha256').update(fs.readFileSync(fileURLToPath(import.meta.url)));
  for (const source of [...sources].sort()) {
    const file = path.join(src, source);
    if (!fs.existsSync(file)) return undefined;
    hash.update(`${source}\0`).update(fs.readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function isWritten() {
  if (!fs.existsSync(stamp)) return false;
  const { sources, hash } = JSON.parse(fs.readFileSync(stamp, 'utf8'));
  return fingerprint(sources) === hash;
}

async function write() {
  const { default: ts } = await import('typescript');
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const emit = { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: src, types: ['node'] };
  const program = ts.createProgram([path.join(src, entry)], { ...options, ...emit });
  const sources = new Set([entry]);
  const written = new Map();
  for (const source of sources)
    program.emit(
      program.getSourceFile(path.join(src, source)),
      (_, text) => {
        for (const [, name] of text.matchAll(relativeImport))
          sources.add(path.posix.join(path.posix.dirname(source), `${name}.ts`));
        written.set(
          source.replace(/\.ts$/, '.d.ts'),
          text.replaceAll(relativeImport, '$1.js').replaceAll(foreignImport, 'type $1 = unknown;'),
        );
      },
      undefined,
      true,
    );
  fs.rmSync(types, { recursive: true, force: true });
  for (const [name, text] of written) {
    fs.mkdirSync(path.dirname(path.join(types, name)), { recursive: true });
    fs.writeFileSync(path.join(types, name), text);
  }
  fs.writeFileSync(stamp, JSON.stringify({ sources: [...sources], hash: fingerprint(sources) }));
}

if (!isWritten()) await write();
