/** What a script imports: part of what one consents to (threat T5), and inside the workspace (threat T10). */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestOf } from '../../../../src/agents/consent.ts';
import { createRunner } from '../../../../src/agents/script/chunk.ts';
import type { JsonValue } from '../../../../src/base/json.ts';
import type { AgentOutcome } from '../../../../src/engine/ports.ts';
import { hostilePaths, hostilePlace } from '../../../support/agents/hostilePaths.ts';
import { Asked } from '../../../support/agents/programs.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

describe('script: what it imports', function () {
  this.timeout(20_000);

  let folder: string;
  let asked: Asked;
  const runner = createRunner(() => ({ consent: asked, workspaceFolders: [folder] }));

  function write(name: string, source: string): string {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
    return name;
  }

  const call = (source: string, name = 'main.mjs', input: JsonValue = null): Promise<AgentOutcome> =>
    runner.run(agentRequest({ path: write(name, source) }, { baseDirectory: folder, input }));
  const says = async (outcome: Promise<AgentOutcome>): Promise<string> => {
    const { kind, message, retryable } = errorOf(await outcome);
    assert.equal(retryable, false);
    return `${kind}: ${message}`;
  };

  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    folder = realpathSync(temporaryFolder());
    asked = new Asked();
  });
  afterEach(removeFolders);

  describe('threat T5', () => {
    it('is shown with its hash, whatever the way it is imported, and what that imports', async () => {
      write('lib/a.mjs', 'export * from "./deep/b.mjs"; export const a = 1');
      write(
        'lib/deep/b.mjs',
        "const c = await import(/* late */ '../../c d.json', { with: { type: 'json' } }); export const b = c.default",
      );
      write('c d.json', '3');
      write('lib/old.js', 'module.exports = require("./older")');
      write('lib/older/index.js', 'module.exports = 4');
      write('not.mjs', '');
      const output = outputOf(
        await call(
          `import { a, b } from './lib/a.mjs';
           // import './not.mjs'
           import old from './lib/old.js'
           import fs from 'node:fs'
           export default () => [a, b, old]`,
        ),
      );
      assert.deepEqual(output, [1, 3, 4]);
      const lines = asked.requests[0]?.lines ?? [];
      assert.equal(lines[3], 'Imports: "c d.json" lib/a.mjs lib/deep/b.mjs lib/old.js lib/older/index.js');
      assert.match(lines[4] ?? '', /^SHA-256 of what it imports: [0-9a-f]{64}$/);
      assert.equal(lines.length, 5);
    });

    it('asks again when it has changed, and only then', async () => {
      const source = "import { a } from './a.mjs'; export default () => a";
      write('a.mjs', 'export const a = 1');
      outputOf(await call(source));
      write('other.mjs', 'changed');
      outputOf(await call(source));
      write('a.mjs', 'export const a = 2');
      outputOf(await call(source));
      const [first, second, third] = asked.requests.map(digestOf);
      assert.equal(first, second);
      assert.notEqual(second, third);
    });

    it('is not executed where it was changed while one was asked', async () => {
      write('a.mjs', 'export const a = 1');
      asked.ask = () => {
        write('a.mjs', 'export const a = 2');
        return Promise.resolve(asked.answer);
      };
      assert.match(
        await says(call("import { a } from './a.mjs'; export default () => a")),
        /^settings: "main\.mjs" was changed while/,
      );
    });

    it('is executed as it was allowed, though it is changed before it is loaded', async () => {
      for (const [name, allowed, changed] of [
        ['a.mjs', 'export default 1', 'export default 2'],
        ['a.cjs', 'module.exports = 1', 'module.exports = 2'],
        ['a.json', '1', '2'],
      ] as const) {
        write(name, allowed);
        const load = name === 'a.mjs' ? `(await import('./a.mjs')).default` : `require('./${name}')`;
        const output = await call(
          `const { writeFileSync } = require('node:fs');
           module.exports = async (changed) => { writeFileSync(__dirname + '/${name}', changed); return ${load} }`,
          'main.cjs',
          changed,
        );
        assert.equal(outputOf(output), 1, name);
      }
    });

    it('is only what could be shown: a file whose path is computed, or that package.json names, is not executed', async () => {
      write(
        'a.mjs',
        `import { writeFileSync } from 'node:fs'; writeFileSync(new URL('X', import.meta.url), ''); export default 1`,
      );
      write('b.cjs', `require('node:fs').writeFileSync(__dirname + '/X', '')`);
      write('package.json', '{ "imports": { "#a": { "import": "./a.mjs" } } }');
      const refused: Readonly<Record<string, string>> = {
        './a.mjs': `export default async () => (await import('./' + 'a.mjs')).default`,
        './b.cjs': `import { createRequire } from 'node:module'; export default () => createRequire(import.meta.url)(['./b.cjs'][0])`,
        '#a': `import a from '#a'; export default () => a`,
      };
      for (const [specifier, source] of Object.entries(refused))
        assert.equal(
          await says(call(source)),
          `settings: main.mjs imports "${specifier}", which was not part of what was allowed. Write out the path of a file in the workspace, or import a package by its name.`,
        );
      assert.equal(existsSync(join(folder, 'X')), false);
    });

    it('may be a package, with all that it imports', async () => {
      write('node_modules/one/package.json', '{ "type": "module", "exports": "./main.js" }');
      write(
        'node_modules/one/main.js',
        "import { inner } from './inner.js'; import two from 'two'; export default inner + two",
      );
      write('node_modules/one/inner.js', 'export const inner = 1');
      const linked = realpathSync(temporaryFolder());
      writeFileSync(join(linked, 'index.js'), "module.exports = require('./' + 'value')");
      writeFileSync(join(linked, 'value.js'), 'module.exports = 2');
      symlinkSync(linked, join(folder, 'node_modules', 'two'));
      assert.equal(outputOf(await call("import one from 'one'; export default () => one")), 3);
      assert.equal(asked.requests[0]?.lines.length, 3);
    });

    it('is not without limit', async () => {
      for (let i = 0; i < 1_001; i++) write(`many/${String(i)}.mjs`, `import './${String(i + 1)}.mjs'`);
      assert.match(
        await says(call("import './many/0.mjs'")),
        /^settings: main\.mjs imports more than 1000 files or 16 MiB/,
      );
      write('large.json', JSON.stringify('x'.repeat(16 * 1024 * 1024)));
      assert.match(await says(call("import './large.json'")), /^settings: main\.mjs imports more than/);
      assert.deepEqual(asked.requests, []);
    });
  });

  describe('threat T10', () => {
    it('a path that leads out is refused before anybody is asked', async () => {
      let elsewhere: string;
      ({ folder, elsewhere } = hostilePlace('export default 1'));
      writeFileSync(join(dirname(folder), 'above.mjs'), 'export default 1');
      const imports = [
        ...[
          './out/x.mjs',
          './sub/out/inner/x.mjs',
          './sub/../out/x.mjs',
          join(elsewhere, 'x.mjs'),
          `file://${elsewhere}/x.mjs`,
        ],
        ...['./out/%78.mjs', './out/x.mjs?a=1', '../above.mjs'],
      ];
      write('inner.mjs', `export * from './out/x.mjs'`);
      for (const specifier of imports)
        assert.equal(
          await says(call(`import x from ${JSON.stringify(specifier)}; export default () => x`)),
          `settings: main.mjs imports "${specifier}", which lies outside of the workspace folder.`,
        );
      assert.match(
        await says(call(`require('./out/x.mjs')`, 'main.cjs')),
        /^settings: main\.cjs imports ".*", which lies/,
      );
      assert.match(
        await says(call(`import './inner.mjs'`)),
        /^settings: inner\.mjs imports "\.\/out\/x\.mjs", which lies/,
      );
      assert.deepEqual(asked.requests, []);
    });

    it('none of 40 paths leads out, however it is imported', async () => {
      const marker = join(realpathSync(temporaryFolder()), 'reached');
      ({ folder } = hostilePlace(
        `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(marker)}, '')`,
      ));
      const tried = hostilePaths.flatMap((path) => [
        path,
        `./${path}`,
        `${path}/x.mjs`,
        `./${path}/x.mjs`,
        `${path}.mjs`,
      ]);
      const source = `import { createRequire } from 'node:module';
        const ways = [(path) => import(path), createRequire(import.meta.url), createRequire('/anywhere/else.js')];
        export default async (paths) => {
          const loaded = [];
          for (const path of paths) for (const way of ways) try { await way(path); loaded.push(path) } catch {}
          return loaded;
        }`;
      // What a URL of data holds is part of the script's own text.
      const loaded = outputOf(await call(source, 'main.mjs', tried)) as string[];
      assert.deepEqual(
        loaded.filter((path) => !path.startsWith('data:')),
        [],
      );
      assert.equal(existsSync(marker), false);
    });

    it('a link that is put in its place before it is loaded is not followed', async () => {
      const marker = join(realpathSync(temporaryFolder()), 'reached');
      for (const [main, load] of [
        [
          'main.mjs',
          `import { rmSync, symlinkSync } from 'node:fs'; export default async (other) => { swap(other); return (await import('./lib/a.js')).default };`,
        ],
        [
          'main.cjs',
          `const { rmSync, symlinkSync } = require('node:fs'); module.exports = (other) => { swap(other); return require('./lib/a.js') };`,
        ],
      ] as const) {
        const elsewhere = realpathSync(temporaryFolder());
        writeFileSync(join(elsewhere, 'a.js'), `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`);
        folder = realpathSync(temporaryFolder());
        write('lib/a.js', 'module.exports = 1');
        const swap = `function swap(other) { rmSync(${JSON.stringify(join(folder, 'lib'))}, { recursive: true }); symlinkSync(other, ${JSON.stringify(join(folder, 'lib'))}) }`;
        assert.match(
          await says(call(`${load}\n${swap}`, main, elsewhere)),
          /^settings: main\.[cm]js imports "\.\/lib\/a\.js", which was not part/,
        );
        assert.equal(existsSync(marker), false);
      }
    });
  });
});
