import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { asCommonJs } from '../../scripts/parts.mjs';

/** One program: what both use, what is needed at once, what is loaded later. */
const sources = {
  'shared.ts': "export const one = { name: 'one' };\n",
  'main.ts':
    "import { one } from './shared.ts';\nexport const here = one;\nexport const later = () => import('./late.ts');\n",
  'late.ts': "import { one } from './shared.ts';\nexport const there = one;\n",
};

interface Program {
  readonly here: object;
  readonly later: () => Promise<{ readonly there: object }>;
}

describe('a program in parts', () => {
  for (const sourcemap of [false, 'inline'] as const)
    it(`has what it shares once, and shows no more than it exports, ${sourcemap ? 'with' : 'without'} source maps`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'parts-'));
      try {
        for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, name), text);
        await build({
          ...{
            entryPoints: [{ in: join(folder, 'main.ts'), out: 'program' }],
            outdir: join(folder, 'dist'),
            sourcemap,
          },
          ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', write: false, metafile: true },
          ...{ outExtension: { '.js': '.cjs' }, chunkNames: 'program-[hash]' },
          plugins: [asCommonJs({ name: 'program', banner: '', start: '', minify: false })],
        });
        const program = createRequire(import.meta.url)(join(folder, 'dist/program.cjs')) as Program;
        assert.deepEqual(Object.keys(program).sort(), ['here', 'later']);
        assert.equal((await program.later()).there, program.here);
        assert.equal((await readdir(join(folder, 'dist'))).length, 2, 'the entry with all that it needs, and the part');
        const text = await readFile(join(folder, 'dist/program.cjs'), 'utf8');
        assert.equal(text.includes('sourceMappingURL'), sourcemap !== false);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
});
