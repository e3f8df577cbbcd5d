import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { PasswordRequest } from '../../../../src/agents/named.ts';
import { createRunner } from '../../../../src/agents/cache/chunk.ts';
import type { JsonObject, JsonValue } from '../../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest } from '../../../../src/engine/ports.ts';
import { certificate } from '../../../support/agents/certificate.ts';
import { freePort } from '../../../support/agents/ports.ts';
import { hasRedis, Redis } from '../../../support/agents/redis.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { closeServers, serveRaw, serveTls } from '../../../support/agents/servers.ts';
import { removeFolders } from '../../../support/engine/folder.ts';

type Options = ReturnType<Parameters<typeof createRunner>[0]>;
type Overrides = Parameters<typeof createRunner>[1];

interface More {
  readonly options?: Partial<Options>;
  readonly overrides?: Overrides;
  readonly request?: Partial<AgentRequest>;
}

function ask(settings: JsonObject, { options, overrides, request }: More = {}): Promise<AgentOutcome> {
  const runner = createRunner(() => ({ cacheFolder: '/nowhere', connections: {}, ...options }), overrides);
  return runner.run(agentRequest({ key: 'key', ...settings }, request));
}

function said(outcome: AgentOutcome): string {
  const { kind, message, retryable } = errorOf(outcome);
  return `${kind}${retryable ? ', retryable' : ''}: ${message}`;
}

const quick = { timeouts: { connectMs: 200, answerMs: 200 } };

describe('cache: Redis', function () {
  this.timeout(30_000);
  afterEach(async () => {
    await closeServers();
    removeFolders();
  });

  describe('a real one', () => {
    let redis: Redis;
    before(async function () {
      // This machine has no Redis: what follows is skipped.
      if (!hasRedis()) this.skip();
      redis = await Redis.start();
    });
    after(async () => {
      await (redis as Redis | undefined)?.stop();
    });
    const at = (settings: JsonObject, more?: More): Promise<AgentOutcome> =>
      ask({ connection: redis.url, ...settings }, more);

    it('gets, sets and deletes every JSON value, and tells null from what is not there', async () => {
      const values: JsonValue[] = [null, false, 0, '', 'ä\u2028🙂\0"', [1, [2]], { a: { b: null } }, 'GET x\r\n'];
      for (const value of values) {
        assert.deepEqual(outputOf(await at({ operation: 'set', value })), { hit: true, value });
        assert.deepEqual(outputOf(await at({})), { hit: true, value });
      }
      assert.deepEqual(outputOf(await at({ operation: 'delete' })), { hit: true, value: null });
      assert.deepEqual(outputOf(await at({ operation: 'delete' })), { hit: false, value: null });
      assert.deepEqual(outputOf(await at({})), { hit: false, value: null });
    });

    it('takes hostile keys for keys', async () => {
      for (const key of ['a b', '\r\nFLUSHALL\r\n', '*', 'ä'.repeat(1000), '$-1']) {
        outputOf(await at({ key, operation: 'set', value: key }));
        assert.deepEqual(outputOf(await at({ key })), { hit: true, value: key });
        assert.equal(await redis.ask('EXISTS', key), 1);
      }
    });

    it('keeps a value for `ttl_seconds`, as Redis counts them', async () => {
      outputOf(await at({ operation: 'set', value: 1, ttl_seconds: 60 }));
      const left = Number(await redis.ask('PTTL', 'key'));
      assert.equal(left > 0 && left <= 60_000, true);
      outputOf(await at({ operation: 'set', value: 1 }));
      assert.equal(await redis.ask('PTTL', 'key'), -1);
    });

    it('gives what another program stored as text, where it is not JSON', async () => {
      await redis.ask('SET', 'key', 'plain {');
      assert.deepEqual(outputOf(await at({})), { hit: true, value: 'plain {' });
      await redis.ask('SET', 'key', '{"__proto__": {"polluted": 1}}');
      outputOf(await at({}));
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    });

    it('uses the database of the address, and named connections', async () => {
      const options = { connections: { shared: `${redis.url}/3` } };
      outputOf(await ask({ connection: 'shared', operation: 'set', value: 1, key: 'third' }, { options }));
      assert.deepEqual(outputOf(await at({ key: 'third' })), { hit: false, value: null });
      assert.match(
        said(await at({ connection: `${redis.url}/99` })),
        /^cache: Redis says: ERR DB index is out of range/,
      );
    });

    it('says what Redis says, and what is too large without fetching it', async () => {
      await redis.ask('DEL', 'key');
      await redis.ask('LPUSH', 'key', 'x');
      assert.match(said(await at({})), /^cache: Redis says: WRONGTYPE/);
      await redis.ask('DEL', 'key');
      await redis.ask('SETRANGE', 'key', String(64 * 1024 * 1024), 'x');
      assert.equal(said(await at({})), 'output-too-large: The value of "key" is larger than an output may be.');
    });

    it('leaves no connection behind', async () => {
      await at({});
      // There is no event to wait for: the server is asked until they are gone.
      for (let clients = 2; clients > 1;)
        clients = String(await redis.ask('CLIENT', 'LIST'))
          .trim()
          .split('\n').length;
    });

    it('is stopped at once while a server hangs, and gives up on one that goes on to', async () => {
      redis.hold();
      try {
        const controller = new AbortController();
        const asked = at({}, { request: { signal: controller.signal } });
        setImmediate(() => {
          controller.abort();
        });
        assert.equal(errorOf(await asked).kind, 'aborted');
        assert.match(said(await at({}, { overrides: quick })), /^network, retryable: .*it did not answer in time\.$/);
      } finally {
        redis.goOn();
      }
    });
  });

  it('asks for the password of a named connection where Redis does, keeps it to its origin, and hides it', async function () {
    if (!hasRedis()) this.skip();
    const password = 'p@ss/w:rd %';
    const redis = await Redis.start({ password });
    try {
      const asked: PasswordRequest[] = [];
      const answers = (answer: (needed: boolean) => string | undefined): Promise<AgentOutcome> => {
        asked.length = 0;
        const lookup = (request: PasswordRequest): Promise<string | undefined> => {
          asked.push(request);
          return Promise.resolve(answer(request.needed));
        };
        const options = { connections: { shared: redis.url }, password: lookup };
        return ask({ connection: 'shared', operation: 'set', value: `is ${password}` }, { options });
      };
      const output = outputOf(await answers((needed) => (needed ? password : undefined)));
      assert.equal(JSON.stringify(output), '{"hit":true,"value":"is ***"}');
      assert.deepEqual(asked, [
        { name: 'shared', origin: redis.url, needed: false },
        { name: 'shared', origin: redis.url, needed: true },
      ]);
      assert.equal(await redis.ask('GET', 'key'), JSON.stringify(`is ${password}`));
      assert.match(
        said(await answers(() => 'wrong')),
        /^cache: Redis says: WRONGPASS .*Check the user and the password/,
      );
      assert.match(said(await answers(() => undefined)), /^cache: 127\.0\.0\.1:\d+ asks for a password\./);
      const written = `redis://:${encodeURIComponent(password)}@127.0.0.1:${String(redis.port)}`;
      outputOf(await ask({ connection: written }));
    } finally {
      await redis.stop();
    }
  });

  it('threat T7: trusts no certificate that nobody signed, nor another host’s', async function () {
    if (!hasRedis()) this.skip();
    const own = certificate('localhost');
    const redis = await Redis.start({ tls: own });
    const trusted = getCACertificates('default');
    try {
      assert.match(
        said(await ask({ connection: `rediss://localhost:${String(redis.port)}` })),
        /^settings: No connection to .*self-signed certificate/,
      );
      setDefaultCACertificates([...trusted, own.cert]);
      const connection = `rediss://localhost:${String(redis.port)}`;
      outputOf(await ask({ connection, operation: 'set', value: 'encrypted' }));
      assert.deepEqual(outputOf(await ask({ connection })), { hit: true, value: 'encrypted' });
      assert.match(
        said(await ask({ connection: `rediss://127.0.0.1:${String(redis.port)}` })),
        /^settings: No connection to .*not in the cert's/,
      );
    } finally {
      setDefaultCACertificates(trusted);
      await redis.stop();
    }
  });

  it('threat T7: sends no password and no secret in plain text to another machine, but where the user has named the host', async () => {
    const refused =
      /^settings: Neither a password nor a secret is sent to cache\.test:\d+ in plain text\. Use rediss:\/\/, .*--network-allow/;
    const here = ((_name: string, _options: unknown, callback: (e: null, a: object[]) => void) => {
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    }) as never;
    const overrides = { ...quick, resolver: here };
    const arrived: string[] = [];
    const server = await serveRaw((socket) => {
      socket.on('data', (data) => {
        arrived.push(data.toString());
        socket.end('-NOAUTH Authentication required.\r\n');
      });
    });
    const [written, plain] = [`redis://:canary@cache.test:${server.port}`, `redis://cache.test:${server.port}`];
    assert.match(said(await ask({ connection: written }, { overrides })), refused);
    const kept = { connections: { shared: plain }, password: () => Promise.resolve('canary') };
    assert.match(said(await ask({ connection: 'shared' }, { overrides, options: kept })), refused);
    const request = { holdsSecret: (text: string) => text.includes('canary') };
    const set = { connection: plain, operation: 'set', value: { deep: 'canary' } };
    assert.match(said(await ask(set, { overrides, request })), refused);
    assert.equal(server.connections(), 0);
    const needed = {
      connections: { shared: plain },
      password: ({ needed: asks }: PasswordRequest) => Promise.resolve(asks ? 'canary' : undefined),
    };
    assert.match(said(await ask({ connection: 'shared' }, { overrides, options: needed })), refused);
    assert.doesNotMatch(arrived.join(''), /canary/);
    await ask({ connection: written }, { overrides, options: { allowedHosts: ['cache.test'] } });
    assert.match(arrived.join(''), /canary/);
  });

  it('fault F10: a server that is not there, goes, or answers what is no answer, is a failure that a retry can mend', async () => {
    const nobody = `redis://127.0.0.1:${String(await freePort())}`;
    assert.match(said(await ask({ connection: nobody })), /^network, retryable: No connection to .*ECONNREFUSED/);
    for (const answer of [
      '',
      '$5\r\nab',
      'HTTP/1.1 400 Bad Request\r\n\r\n',
      '\0\0\0',
      ':x\r\n',
      '*1000000000\r\n',
      '$999999999999\r\n',
      '-LOADING wait\r\n',
    ]) {
      const { port } = await serveRaw((socket) => {
        socket.once('data', () => socket.end(answer));
      });
      const outcome = await ask({ connection: `redis://127.0.0.1:${String(port)}` }, { overrides: quick });
      const { kind, retryable } = errorOf(outcome);
      assert.deepEqual(
        [kind === 'network' || kind === 'cache', retryable],
        [true, true],
        JSON.stringify([answer, outcome]),
      );
    }
  });

  it('fault F10: leaves a server whose answer is larger than any may be', async () => {
    const trusted = getCACertificates('default');
    const own = certificate('localhost');
    setDefaultCACertificates([...trusted, own.cert]);
    const piece = Buffer.alloc(1024 * 1024, 'a');
    try {
      for (const scheme of ['redis', 'rediss'])
        for (const start of ['+', '$4000000000\r\n']) {
          let sent = 0;
          const flood = (socket: Socket): void => {
            const more = (): void => {
              while (!socket.destroyed && sent < 512 && socket.write(piece)) sent++;
            };
            socket.once('data', () => {
              socket.write(start);
              socket.on('drain', more);
              more();
            });
          };
          const { port } = await (scheme === 'redis' ? serveRaw(flood) : serveTls(own, flood));
          const outcome = await ask({ connection: `${scheme}://localhost:${String(port)}` });
          assert.match(said(outcome), /^output-too-large: localhost:\d+ sent more than 64 MiB, and was left\.$/);
          assert.ok(sent < 512, String(sent));
        }
    } finally {
      setDefaultCACertificates(trusted);
    }
  });

  it('threat T6: reaches no address that is forbidden or not allowed', async () => {
    const origin = await serveRaw(() => undefined);
    for (const host of ['169.254.169.254', '[fe80::1]', '0.0.0.0', '0xa9fea9fe'])
      assert.match(
        said(await ask({ connection: `redis://${host}:${String(origin.port)}` })),
        /^network: ".*" is a link-local/,
      );
    const options = { allowedHosts: ['cache.test'] };
    assert.match(
      said(await ask({ connection: `redis://127.0.0.1:${String(origin.port)}` }, { options })),
      /^network: Only some hosts may be reached/,
    );
    assert.equal(origin.connections(), 0);
  });

  it('refuses an address that is none, and never repeats a password', async () => {
    const canary = 'Canary-7f3a';
    for (const connection of [
      'redis://',
      `redis://u:${canary}@`,
      `redis://u:${canary}@h/x`,
      `redis://u:${canary}@h?a=b`,
      `redis://u:${canary}%zz@h`,
      `memcached://u:${canary}@h`,
    ]) {
      const text = said(await ask({ connection }));
      assert.match(text, /^settings: /, connection);
      assert.equal(text.includes(canary), false, text);
    }
  });
});
