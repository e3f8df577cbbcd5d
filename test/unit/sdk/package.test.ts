/** The library as its users have it: installed by its name in another folder, type-checked there and run. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import ts from 'typescript';
import { build } from '../../../scripts/build.mjs';
import { makeSample } from '../../../src/sdk/sample.ts';
import { defaultStore } from '../../../src/sdk/store.ts';
import { closeServers, serveHttp } from '../../support/agents/servers.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('the package ipa-workflow', function () {
  this.timeout(180_000);

  let folder: string;

  before(async () => {
    await build();
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ipa-sdk-')));
    mkdirSync(path.join(folder, 'node_modules/@types'), { recursive: true });
    symlinkSync(root, path.join(folder, 'node_modules/ipa-workflow'));
    symlinkSync(path.join(root, 'node_modules/@types/node'), path.join(folder, 'node_modules/@types/node'));
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  });

  afterEach(() => closeServers());
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (name: string, program: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, program);
    return file;
  };

  const problemsOf = (file: string): readonly string[] => {
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: ['node'],
      typeRoots: [path.join(folder, 'node_modules/@types')],
    };
    const program = ts.createProgram([file], options);
    return ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ messageText, file: at }) => `${at?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
  };

  const run = async (file: string): Promise<{ readonly out: string; readonly err: string }> => {
    const home = path.join(folder, 'home');
    const child = spawn(process.execPath, [file], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: home, LOCALAPPDATA: home },
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { out, err };
  };

  it('executes the tutorial’s program, which type-checks', async () => {
    const user = path.join(folder, 'home', 'ipa-workflow');
    const template = path.join(root, 'examples/tutorial');
    const made = await makeSample(folder, template, defaultStore(folder, user));
    assert(made.ok);
    const { url } = await serveHttp((_, response) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify([{ id: 4, name: 'Katherine Johnson', email: 'katherine@example.com' }]));
    });
    const program = readFileSync(path.join(root, 'examples/sdk/tutorial.ts'), 'utf8');
    const file = write('tutorial.ts', program.replace('http://127.0.0.1:8787', url).replace('1000', '10'));
    assert.deepEqual(problemsOf(file), []);
    const { out, err } = await run(file);
    assert.equal(err, '');
    assert.match(out, /^Workflow created: [0-9a-f-]{36}\nExecution started: [0-9a-f-]{36}\n/);
    const { users } = JSON.parse(/^Result: (.*)$/m.exec(out)?.[1] ?? '{}') as { users: { name: string }[] };
    assert.deepEqual(
      users.map(({ name }) => name),
      ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Katherine Johnson', 'Edsger Dijkstra'],
    );
  });

  it('tells events as they happen, and continues where a branch fails', async () => {
    const file = write('robust.ts', readFileSync(path.join(root, 'examples/sdk/errorHandling.ts'), 'utf8'));
    assert.deepEqual(problemsOf(file), []);
    const { out, err } = await run(file);
    assert.equal(err, '');
    assert.deepEqual(out.trim().split('\n'), [
      'other, attempt 1: The mock fails',
      'other, attempt 2: The mock fails',
      'Result: {"one":"here","other":"at last"}',
    ]);
  });

  it('knows what a node of each type may have', () => {
    const file = write(
      'wrong.ts',
      `import { WorkflowBuilder } from 'ipa-workflow';
new WorkflowBuilder('wrong').addJoinNode('join', { mode: 'most' });
new WorkflowBuilder('wrong').addForkNode('fork', { config: { error_handling: { on_failure: 'ignore' } } });
new WorkflowBuilder('wrong').addAgentNode('task');`,
    );
    assert.equal(problemsOf(file).length, 3, problemsOf(file).join('\n'));
  });

  it('needs no types but its own and Node’s', () => {
    const types = path.join(root, 'dist/types');
    const names = readdirSync(types, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'));
    const imported = names.flatMap((name) =>
      [...readFileSync(path.join(types, name), 'utf8').matchAll(/from '([^']+)'/g)].map(([, from]) => from),
    );
    assert(names.length > 10);
    assert.deepEqual(
      imported.filter((from) => from?.startsWith('.') === false && !from.startsWith('node:')),
      [],
    );
  });

  it('is there for require as well', async () => {
    const { out, err } = await run(
      write(
        'old.cjs',
        `const { WorkflowBuilder } = require('ipa-workflow');
process.stdout.write(new WorkflowBuilder('old').addStartNode('start').addEndNode('end').connect('start', 'end').build().toYaml());`,
      ),
    );
    assert.equal(err, '');
    assert.equal(
      out,
      'name: old\nnodes:\n  - id: start\n    type: start\n  - id: end\n    type: end\nedges:\n  - source: start\n    target: end\n',
    );
  });

  it('leaves the engine out of a program that only builds', async () => {
    const contents = `import { WorkflowBuilder } from 'ipa-workflow'; console.log(new WorkflowBuilder('a').build().name);`;
    const built = await bundle({
      stdin: { contents, resolveDir: folder },
      bundle: true,
      platform: 'node',
      format: 'esm',
      minify: true,
      write: false,
      treeShaking: true,
    });
    const size = built.outputFiles[0]?.contents.length ?? 0;
    assert(size < 350_000, `${String(size)} bytes`);
  });
});
