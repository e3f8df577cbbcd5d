import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../../../src/agents/consent.ts';
import { createRunner } from '../../../../src/agents/script/chunk.ts';
import type { JsonObject, JsonValue } from '../../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest } from '../../../../src/engine/ports.ts';
import { Asked, livingAre, token } from '../../../support/agents/programs.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

const starter = join(import.meta.dirname, '../../../support/agents/startsScript.ts');

describe('script: the runner', function () {
  this.timeout(20_000);

  let folder: string;
  let asked: Asked;
  let heard: string[];
  const options = (): { consent: Asked; workspaceFolders: string[] } => ({ consent: asked, workspaceFolders: [] });
  const runner = createRunner(options);

  function write(source: string, name = 'script.mjs'): string {
    writeFileSync(join(folder, name), source);
    return name;
  }

  const ask = (settings: JsonObject, more: Partial<AgentRequest> = {}, by = runner): Promise<AgentOutcome> =>
    by.run(
      agentRequest(settings, {
        baseDirectory: folder,
        log: (level, message) => heard.push(`${level}: ${message}`),
        progress: (message, fraction) => heard.push(`${String(fraction)}: ${message}`),
        ...more,
      }),
    );
  const call = (source: string, more: Partial<AgentRequest> = {}, by = runner): Promise<AgentOutcome> =>
    ask({ path: write(source) }, more, by);
  const says = async (outcome: Promise<AgentOutcome>, retries = false): Promise<string> => {
    const { kind, message, retryable } = errorOf(await outcome);
    assert.equal(retryable, retries);
    return `${kind}: ${message}`;
  };

  beforeEach(() => {
    folder = realpathSync(temporaryFolder());
    asked = new Asked();
    heard = [];
  });
  afterEach(removeFolders);

  it('calls the default export with the input and gives what it returns', async () => {
    const source = 'export default async (input) => ({ sum: input.reduce((a, b) => a + b) })';
    assert.deepEqual(outputOf(await call(source, { input: [1, 2, 3] })), { sum: 6 });
    assert.equal(outputOf(await call('export default () => undefined')), null);
  });

  it('knows modules of both kinds, named exports and imports of other files', async () => {
    write('export const three = 3', 'lib.mjs');
    write('exports.four = 4', 'lib.cjs');
    const modules: readonly [string, string, JsonObject?][] = [
      ['a.mjs', 'import { three } from "./lib.mjs"; export default () => three'],
      ['a.cjs', 'const { four } = require("./lib.cjs"); module.exports = () => four - 1'],
      ['a.js', 'module.exports = () => 3'],
      ['b.mjs', 'export const three = () => 3; export default 1', { export: 'three' }],
      ['b.cjs', 'exports.three = () => 3', { export: 'three' }],
      ['c.cjs', 'exports.default = () => 3; exports.__esModule = true'],
    ];
    for (const [name, source, more] of modules)
      assert.equal(outputOf(await ask({ path: write(source, name), ...more })), 3, name);
    write('{ "type": "module" }', 'package.json');
    assert.equal(outputOf(await ask({ path: write('export default () => 3', 'd.js') })), 3);
  });

  it('hands over log, progress, inputs, nodes, settings and the idempotency key', async () => {
    const source = `export default (input, context) => {
      console.log('printed');
      context.log('began');
      context.log({ rows: 3 }, 'warning');
      context.progress('half', 0.5);
      context.progress('more');
      const { inputs, nodes, settings, idempotencyKey, attempt, signal } = context;
      return { inputs, nodes, settings, idempotencyKey, attempt, aborted: signal.aborted };
    }`;
    const settings = { path: write(source), rate: 3 };
    assert.deepEqual(outputOf(await ask(settings, { inputs: { a: 1 }, nodes: { b: [2] } })), {
      inputs: { a: 1 },
      nodes: { b: [2] },
      settings: { rate: 3 },
      idempotencyKey: 'e/n',
      attempt: 1,
      aborted: false,
    });
    assert.deepEqual(heard.sort(), [
      '0.5: half',
      'info: began',
      'info: printed',
      'undefined: more',
      'warning: {"rows":3}',
    ]);
  });

  it('has nothing of our environment but what finds programs', async () => {
    process.env['IPA_TEST_CANARY'] = 'canary';
    const output = JSON.stringify(outputOf(await call('export default () => ({ ...process.env })')));
    delete process.env['IPA_TEST_CANARY'];
    assert.doesNotMatch(output, /canary/);
    assert.match(output, /"PATH"/);
  });

  it('fails with what is thrown and where, and with the kind that the error says', async () => {
    assert.equal(
      await says(call('export default () => {\n  null.x;\n}'), true),
      "script: script.mjs failed: TypeError: Cannot read properties of null (reading 'x') (script.mjs:2:8)",
    );
    const own =
      'export default () => { throw Object.assign(new Error("No quota"), { kind: "quota", retryable: false }) }';
    assert.match(await says(call(own)), /^quota: script\.mjs failed: Error: No quota/);
    const late = 'setTimeout(() => { throw new Error("late") }, 1); export default () => new Promise(() => undefined)';
    assert.match(await says(call(late), true), /^script: .*Error: late/);
    assert.match(await says(call('export default () => Promise.reject("text")'), true), /failed: text$/);
  });

  it('says what is wrong with a module', async () => {
    assert.equal(await says(ask({})), 'settings: The setting "path" is missing.');
    assert.match(await says(ask({ path: 'none.mjs' })), /^settings: There is no file ".*none\.mjs"\.$/);
    assert.match(await says(ask({ path: 'a.ts' })), /^settings: "a\.ts" is not a JavaScript file/);
    assert.match(await says(call('export default ( => 1')), /^settings: script\.mjs cannot be loaded: SyntaxError/);
    assert.match(await says(call('import "./none.mjs"')), /^settings: script\.mjs cannot be loaded: .*none\.mjs/);
    assert.match(
      await says(call('export const a = 1')),
      /^settings: script\.mjs has no function as its export "default"\./,
    );
    assert.equal(
      await says(call('export default () => process.exit(3)')),
      'script: script.mjs ended before it returned. It must not call process.exit.',
    );
  });

  it('refuses an output that is not JSON, with its place', async () => {
    const wrong: Readonly<Record<string, string>> = {
      '{ a: [1, new Map()] }': 'output.a[1] is a Map',
      '{ "a b": () => 1 }': 'output["a b"] is a function',
      '10n': 'output is a bigint',
      '[NaN]': 'output[0] is NaN',
      '[undefined]': 'output[0] is undefined',
      '{ a: fetch }': 'output.a is a function',
      '{ a: Promise.resolve() }': 'output.a is a Promise: await it',
      '(() => { const a = {}; a.a = a; return a })()': 'Converting circular structure to JSON',
    };
    for (const [value, reason] of Object.entries(wrong))
      assert.equal(
        await says(call(`export default () => (${value})`)),
        `script: script.mjs returned what is not JSON: ${reason}`,
      );
    const fine = 'export default () => ({ a: undefined, b: new Date(0), __proto__: null })';
    assert.deepEqual(outputOf(await call(fine)), { b: '1970-01-01T00:00:00.000Z' });
  });

  it('is ended when it needs too much memory', async () => {
    const small = createRunner(options, { memoryMb: 32 });
    const greedy = 'export default () => { const all = []; for (;;) all.push({ a: 1 }) }';
    assert.equal(await says(call(greedy, {}, small)), 'script: script.mjs needs more than 32 MB of memory.');
  });

  describe('on cancel', () => {
    /** Aborts it as soon as it says `ready`. */
    async function aborted(source: string): Promise<void> {
      const controller = new AbortController();
      const outcome = call(source, {
        signal: controller.signal,
        log: (_level, message) => {
          heard.push(message);
          if (message === 'ready') controller.abort();
        },
      });
      assert.equal(errorOf(await outcome).kind, 'aborted');
    }

    it('an endless loop is ended', async () => {
      await aborted('export default (_, { log }) => { log("ready"); for (;;); }');
      await aborted('process.on("SIGTERM", () => 1); export default (_, c) => { c.signal; c.log("ready"); for (;;); }');
    });

    it('what waits for ever is ended', async () => {
      await aborted('export default (_, { log }) => { log("ready"); return new Promise((r) => setTimeout(r, 1e6)) }');
    });

    it('what looks at its signal may end by itself', async () => {
      await aborted(`export default async (_, { log, signal }) => {
        const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve));
        log('ready');
        await stopped;
        await new Promise((resolve) => setTimeout(resolve, 100));
        log('cleaned up');
      }`);
      assert.deepEqual(heard, ['ready', 'cleaned up']);
    });

    it('what it has started is ended with it', async () => {
      const word = token();
      await aborted(`import { spawn } from 'node:child_process';
        export default (_, { log }) => {
          spawn('sh', ['-c', 'trap "" TERM; while :; do sleep 0.1; done', '${word}'], { detached: true, stdio: 'ignore' });
          log('ready');
          return new Promise((resolve) => setTimeout(resolve, 1e6));
        }`);
      await livingAre(0, word);
    });
  });

  it('invariant I10: is gone 6 s after the process that started it was killed, even in a loop', async () => {
    const word = token();
    write(
      `import { spawn } from 'node:child_process';
      spawn('sh', ['-c', 'while :; do sleep 0.1; done', '${word}'], { stdio: 'ignore' });
      export default (_, { log }) => { log('ready'); for (;;); }`,
      `${word}.mjs`,
    );
    const parent = spawn(process.execPath, [starter, `${word}.mjs`], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.match(String((await once(parent.stdout, 'data'))[0]), /ready/);
    parent.kill('SIGKILL');
    await livingAre(0, word);
  }).timeout(6_000 + 4_000);

  describe('threat T5', () => {
    it('nothing is executed without consent, which is about the path and the content', async () => {
      asked.refuse('No.');
      const source = `import { writeFileSync } from 'node:fs'; writeFileSync(new URL('X', import.meta.url), ''); export default () => 1`;
      assert.equal(await says(call(source)), 'consent: No.');
      assert.equal(existsSync(join(folder, 'X')), false);
      const [first] = asked.requests;
      assert.deepEqual(
        [first?.kind, first?.lines.slice(0, 2)],
        ['script', ['script.mjs', `File: ${join(folder, 'script.mjs')}`]],
      );
      assert.match(first?.lines[2] ?? '', /^SHA-256 of its content: [0-9a-f]{64}$/);
      await call(source);
      await call(`${source} `);
      await ask({ path: 'script.mjs', export: 'other' });
      await ask({ path: write(source, 'other.mjs') });
      const digests = asked.requests.map(digestOf);
      assert.equal(digests[0], digests[1]);
      assert.equal(new Set(digests).size, digests.length - 1);
    });

    it('what is changed while one is asked is not executed', async () => {
      asked.ask = () => {
        write('export default () => "other"');
        return Promise.resolve(asked.answer);
      };
      assert.match(await says(call('export default () => "one"')), /^settings: "script\.mjs" was changed while/);
    });

    it('threat T10: a link that is put in its place while one is asked is not followed', async () => {
      const elsewhere = temporaryFolder();
      writeFileSync(join(elsewhere, 'script.mjs'), 'export default () => "one"');
      asked.ask = () => {
        renameSync(join(folder, 'script.mjs'), join(folder, 'was.mjs'));
        symlinkSync(join(elsewhere, 'script.mjs'), join(folder, 'script.mjs'));
        return Promise.resolve(asked.answer);
      };
      assert.match(await says(call('export default () => "one"')), /^settings: There is no file/);
    });
  });

  it('an abort before it begins starts nothing', async () => {
    const value: JsonValue = errorOf(await call('export default () => 1', { signal: AbortSignal.abort() })).kind;
    assert.equal(value, 'aborted');
  });
});
