import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRunner } from '../../../../src/agents/cache/chunk.ts';
import { openLocalCache } from '../../../../src/agents/cache/localCache.ts';
import type { JsonObject, JsonValue } from '../../../../src/base/json.ts';
import type { AgentOutcome } from '../../../../src/engine/ports.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

/** All files below a folder. */
function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('cache: local files', () => {
  afterEach(removeFolders);

  it('keeps every JSON value, null too, and tells it from what is not there', async () => {
    const cache = openLocalCache(temporaryFolder(), temporaryFolder(), () => 0);
    const values: JsonValue[] = [null, false, 0, '', 'ä\u2028', [1, [2]], { a: { b: null } }];
    for (const [key, value] of values.entries()) await cache.set(String(key), value);
    for (const [key, value] of values.entries()) assert.deepEqual(await cache.get(String(key)), value);
    assert.equal(await cache.get('none'), undefined);
    await cache.set('0', 'new');
    assert.equal(await cache.get('0'), 'new');
  });

  it('forgets a value at the end of its time, not before', async () => {
    let now = 1000;
    const cache = openLocalCache(temporaryFolder(), temporaryFolder(), () => now);
    await cache.set('key', 'value', 500);
    await cache.set('stays', 'value');
    now = 1499;
    assert.equal(await cache.get('key'), 'value');
    now = 1500;
    assert.equal(await cache.get('key'), undefined);
    assert.equal(await cache.delete('key'), false);
    now = 1e15;
    assert.equal(await cache.get('stays'), 'value');
  });

  it('threat T8: keeps no secret in a file', async () => {
    const root = temporaryFolder();
    const runner = createRunner(() => ({ cacheFolder: root, connections: {} }));
    const ask = (settings: JsonObject): Promise<AgentOutcome> =>
      runner.run(agentRequest(settings, { holdsSecret: (text) => text.includes('secret-7f3a') }));
    for (const kept of [
      { key: 'a', value: { deep: ['x secret-7f3a'] } },
      { key: 'secret-7f3a', value: 1 },
    ])
      assert.match(errorOf(await ask({ operation: 'set', ...kept })).message, /^The value holds a secret/);
    assert.deepEqual(filesIn(root), []);
    outputOf(await ask({ operation: 'set', key: 'a', value: 1 }));
    assert.equal(filesIn(root).length, 1);
  });

  it('says whether what it deleted was there', async () => {
    const root = temporaryFolder();
    const cache = openLocalCache(root, temporaryFolder(), () => 0);
    await cache.set('key', 1);
    assert.deepEqual([await cache.delete('key'), await cache.delete('key')], [true, false]);
    assert.equal(await cache.get('key'), undefined);
    assert.deepEqual(filesIn(root), []);
  });

  it('takes a damaged file for a miss, and writes over it', async () => {
    const root = temporaryFolder();
    const cache = openLocalCache(root, temporaryFolder(), () => 0);
    await cache.set('key', 'value');
    const [file] = filesIn(root);
    assert(file);
    const whole = readFileSync(file);
    const other = JSON.stringify({ key: 'other', value: 'other', expires_ms: null });
    for (const damaged of ['', whole.subarray(0, 9), 'null', '[]', '{}', '\0\0\0', other]) {
      writeFileSync(file, damaged);
      assert.equal(await cache.get('key'), undefined);
      assert.equal(await cache.delete('key'), false);
      await cache.set('key', 'value');
      assert.equal(await cache.get('key'), 'value');
    }
  });

  it('has one for each workflow folder, whatever name leads to it', async () => {
    const root = temporaryFolder();
    const parent = temporaryFolder();
    mkdirSync(join(parent, 'one'));
    symlinkSync(join(parent, 'one'), join(parent, 'link'));
    await openLocalCache(root, join(parent, 'one'), () => 0).set('key', 1);
    assert.equal(await openLocalCache(root, join(parent, 'link', '.'), () => 0).get('key'), 1);
    assert.equal(await openLocalCache(root, parent, () => 0).get('key'), undefined);
  });

  it('takes keys for no more than keys (threat T10), and keeps values from other users', async () => {
    const root = temporaryFolder();
    const cache = openLocalCache(root, temporaryFolder(), () => 0);
    const keys = ['../../x', '/etc/passwd', 'a/b', 'CON', 'x'.repeat(10_000), '__proto__', 'A', 'a', 'a\0b'];
    for (const key of keys) await cache.set(key, key);
    for (const key of keys) assert.equal(await cache.get(key), key);
    const files = filesIn(root);
    assert.equal(files.length, keys.length);
    if (process.platform !== 'win32') for (const file of files) assert.equal(statSync(file).mode & 0o077, 0);
  });

  it('never shows half a value: who reads while it is written reads the old one', async () => {
    const root = temporaryFolder();
    const cache = openLocalCache(root, temporaryFolder(), () => 0);
    await cache.set('key', 'old');
    const [file = ''] = filesIn(root);
    const reader = await open(file);
    await cache.set('key', 'new');
    assert.match(await reader.readFile('utf8'), /"value":"old"/);
    await reader.close();
    assert.equal(await cache.get('key'), 'new');
    assert.deepEqual(filesIn(root), [file]);
  });
});

describe('cache: two processes', () => {
  afterEach(removeFolders);

  it('use one cache at once, and neither ever reads half a value', async () => {
    const root = temporaryFolder();
    const script = join(import.meta.dirname, '../../../support/agents/cacheUser.ts');
    const user = (name: string): Promise<{ stdout: string }> =>
      promisify(execFile)(process.execPath, [script, root, name, '200']);
    const said = await Promise.all([user('a'), user('b')]);
    assert.deepEqual(
      said.map(({ stdout }) => stdout),
      ['[]', '[]'],
    );
    const cache = openLocalCache(root, root, () => 0);
    assert.deepEqual([await cache.get('last-a'), await cache.get('last-b')], [200, 200]);
    assert.deepEqual(
      filesIn(root).filter((file) => file.endsWith('.tmp')),
      [],
    );
  }).timeout(30_000);
});

describe('cache: the runner', () => {
  let root: string;
  const ask = (settings: JsonObject, connections = {}): Promise<AgentOutcome> =>
    createRunner(() => ({ cacheFolder: root, connections })).run(
      agentRequest(settings, { baseDirectory: join(root, 'workflows') }),
    );
  beforeEach(() => {
    root = temporaryFolder();
  });
  afterEach(removeFolders);

  it('gets, sets and deletes', async () => {
    const key = 'users';
    const value = { name: 'Ada' };
    assert.deepEqual(outputOf(await ask({ key })), { hit: false, value: null });
    assert.deepEqual(outputOf(await ask({ key, operation: 'set', value })), { hit: true, value });
    assert.deepEqual(outputOf(await ask({ key, operation: 'get', connection: 'local:' })), { hit: true, value });
    assert.deepEqual(outputOf(await ask({ key, operation: 'delete' })), { hit: true, value: null });
    assert.deepEqual(outputOf(await ask({ key, operation: 'delete' })), { hit: false, value: null });
  });

  it('refuses a time that is none, and keeps nothing', async () => {
    for (const ttl of ['60', 0, -1, true] as const) {
      const outcome = await ask({ key: 'untimed', operation: 'set', value: 1, ttl_seconds: ttl });
      assert.equal(errorOf(outcome).message, '"ttl_seconds" must be a number above 0.');
    }
    assert.deepEqual(outputOf(await ask({ key: 'untimed' })), { hit: false, value: null });
  });

  it('keeps a value for `ttl_seconds`', async () => {
    for (const [ttl, hit] of [
      [0.001, false],
      [3600, true],
    ] as const) {
      await ask({ key: 'key', operation: 'set', value: 1, ttl_seconds: ttl });
      const until = Date.now() + 1;
      while (Date.now() <= until) await new Promise(setImmediate);
      assert.equal((outputOf(await ask({ key: 'key' })) as JsonObject)['hit'], hit);
    }
  });

  it('refuses settings that cannot work, not to be retried', async () => {
    const says = async (settings: JsonObject, connections = {}): Promise<string> => {
      const { kind, message, retryable } = errorOf(await ask(settings, connections));
      assert.deepEqual([kind, retryable], ['settings', false]);
      return message;
    };
    assert.equal(await says({}), 'The setting "key" is missing.');
    assert.equal(await says({ key: 'a', operation: 'list' }), 'The operation is get, set or delete.');
    assert.match(
      await says({ key: 'a', connection: 'shared' }),
      /^There is no connection "shared"\..* with --connection\./,
    );
  });

  it('fails with `cache`, to be retried, when the files cannot be written', async () => {
    const blocked = join(root, 'blocked');
    writeFileSync(blocked, '');
    const runner = createRunner(() => ({ cacheFolder: blocked, connections: {} }));
    const { kind, message, retryable } = errorOf(await runner.run(agentRequest({ key: 'a', operation: 'set' })));
    assert.deepEqual([kind, retryable], ['cache', true]);
    assert.match(message, /^The local cache failed: ENOTDIR/);
  });
});
