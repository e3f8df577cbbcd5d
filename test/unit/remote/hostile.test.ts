import assert from 'node:assert/strict';
import type http from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Result } from '../../../src/base/result.ts';
import { listAgents } from '../../../src/remote/agents.ts';
import type { ClientOptions } from '../../../src/remote/client.ts';
import { connectionTo } from '../../../src/remote/connection.ts';
import { cancelExecution, getExecution, listExecutions, startExecution } from '../../../src/remote/executions.ts';
import type { RemoteFailure } from '../../../src/remote/failure.ts';
import { closeServers, serveHttp, serveRaw } from '../../support/agents/servers.ts';
import { clientOf, errorOf, hurriedClock, never, valueOf } from '../../support/remote/connecting.ts';
import { canaryKey } from '../../support/remote/scripted.ts';

const json = { 'content-type': 'application/json' };

function ask(
  url: string,
  options: Partial<ClientOptions> = {},
): {
  agents(): Promise<Result<unknown, RemoteFailure>>;
  start(): Promise<Result<unknown, RemoteFailure>>;
  get(): Promise<Result<unknown, RemoteFailure>>;
} {
  const client = clientOf(url, { clock: hurriedClock(), ...options });
  const connection = connectionTo(client, { dialect: 'T', takesAgents: true, takesYaml: true, takesKeys: false });
  return {
    agents: () => listAgents(connection, never),
    start: () => startExecution(connection, { workflowId: 'w', inputs: {} }, never),
    get: () => getExecution(connection, 'e', never),
  };
}

describe('remote: a server that lies or breaks (threat T22)', () => {
  afterEach(closeServers);

  const answers: Readonly<Record<string, readonly [http.RequestListener, RemoteFailure['code']]>> = {
    'cut JSON': [(_, response) => response.writeHead(200, json).end('{"items": [{"id": "a"'), 'unexpected-answer'],
    'JSON of another shape': [
      (_, response) => response.writeHead(200, json).end('{"items": {"a": 1}}'),
      'unexpected-answer',
    ],
    'a number': [(_, response) => response.writeHead(200, json).end('17'), 'unexpected-answer'],
    nothing: [(_, response) => response.writeHead(200, json).end(), 'unexpected-answer'],
    'a page for people': [
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html><title>Hello</title>'),
      'unexpected-answer',
    ],
    'JSON that nests 100,000 deep': [
      (_, response) => response.writeHead(200, json).end('['.repeat(100_000) + ']'.repeat(100_000)),
      'unexpected-answer',
    ],
    'a list of 1,000,000': [
      (_, response) => response.writeHead(200, json).end(`{"items":[${'{},'.repeat(999_999)}{}],"total":1000000}`),
      'unexpected-answer',
    ],
    'more than 10 MiB': [
      (_, response) => response.writeHead(200, { ...json, 'content-length': 1e12 }).write(Buffer.alloc(11 * 2 ** 20)),
      'too-large',
    ],
    'a redirect that never ends': [
      (_, response) => response.writeHead(302, { location: '/again' }).end(),
      'refused-address',
    ],
    'a redirect to metadata': [
      (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
      'refused-address',
    ],
  };
  for (const [what, [handler, code]] of Object.entries(answers))
    it(`refuses ${what}`, async () => {
      const { url } = await serveHttp(handler);
      assert.equal(errorOf(await ask(url).agents()).code, code);
    });

  it('stops a body without end', async () => {
    const { url } = await serveHttp((_, response) => {
      response.writeHead(200, json);
      const more = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    assert.equal(errorOf(await ask(url).agents()).code, 'too-large');
  });

  it('does not unpack a small answer to a large one', async () => {
    const packed = gzipSync(Buffer.alloc(64 * 2 ** 20));
    assert(packed.length < 100_000);
    const { url } = await serveHttp((_, response) => {
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(packed);
    });
    assert.equal(errorOf(await ask(url).agents()).code, 'too-large');
  });

  for (const [what, timeouts] of [
    ['headers that do not come', { headersMs: 50 }],
    ['a body that stops', { idleMs: 50 }],
  ] as const)
    it(`does not wait for ${what}`, async () => {
      const { url } = await serveHttp((_, response) => {
        if ('idleMs' in timeouts) response.writeHead(200, json).write('{"items":');
      });
      assert.equal(errorOf(await ask(url, { timeouts }).agents()).code, 'unreachable');
    });

  it('tries an idempotent call three times when the connection is reset, and one that is not once', async () => {
    const raw = await serveRaw((socket) => socket.once('data', () => socket.resetAndDestroy()));
    assert.equal(errorOf(await ask(raw.url).agents()).code, 'unreachable');
    assert.equal(raw.connections(), 3);
    assert.equal(errorOf(await ask(raw.url).start()).code, 'unreachable');
    assert.equal(raw.connections(), 4);
  });

  it('sends a start again where the server takes keys, with the same key', async () => {
    const keys: unknown[] = [];
    const { url } = await serveHttp((request, response) => {
      keys.push(request.headers['idempotency-key']);
      if (keys.length === 1) request.socket.resetAndDestroy();
      else response.writeHead(201, json).end('{"id":"e","status":"pending"}');
    });
    const client = clientOf(url, { clock: hurriedClock() });
    const connection = connectionTo(client, { dialect: 'T', takesAgents: true, takesYaml: true, takesKeys: true });
    assert.equal(valueOf(await startExecution(connection, { workflowId: 'w', inputs: {} }, never)).id, 'e');
    assert.deepEqual([keys.length, typeof keys[0], keys[0] === keys[1]], [2, 'string', true]);
  });

  for (const [header, waits] of [
    ['3', [3000, 3000]],
    ['86400', [300_000, 300_000]],
    [undefined, [1000, 2000]],
    ['soon', [1000, 2000]],
  ] as const)
    it(`waits as a busy server asks, at most 5 minutes: Retry-After ${String(header)}`, async () => {
      const { url } = await serveHttp((_, response) => {
        response
          .writeHead(503, { ...json, ...(header !== undefined && { 'retry-after': header }) })
          .end('{"detail":"busy"}');
      });
      const waited: number[] = [];
      const { code, message } = errorOf(await ask(url, { clock: hurriedClock(waited) }).agents());
      assert.deepEqual([code, /busy/.test(message), waited], ['busy', true, waits]);
    });

  it('asks for credentials once, whatever fails then', async () => {
    let asked = 0;
    const { url } = await serveHttp((_, response) => {
      response.writeHead(401, json).end('{"detail":"no"}');
    });
    const renewToken = (): Promise<string> => Promise.resolve(`wrong-${String(++asked)}`);
    const server = ask(url, { renewToken });
    const results = await Promise.all([server.agents(), server.agents(), server.get()]);
    for (const result of results) assert.equal(errorOf(result).code, 'unauthorized');
    assert.equal(errorOf(await server.agents()).code, 'unauthorized');
    assert.equal(asked, 1);
  });

  it('asks no more than once after 403, which says that the token is known', async () => {
    let asked = 0;
    const { url } = await serveHttp((_, response) => {
      response.writeHead(403, json).end('{"detail":"not yours"}');
    });
    const server = ask(url, {
      token: () => Promise.resolve('mine'),
      renewToken: () => Promise.resolve(String(++asked)),
    });
    for (const call of [server.agents(), server.get(), server.start()])
      assert.match(errorOf(await call).message, /\(403\): not yours/);
    assert(asked <= 1, String(asked));
  });

  it('asks again after a token that let in has run out', async () => {
    let good = 'first';
    let asked = 0;
    let token: string | undefined;
    const { url } = await serveHttp((request, response) => {
      const isIn = request.headers.authorization === `Bearer ${good}`;
      response.writeHead(isIn ? 200 : 401, json).end(isIn ? '{"items":[],"total":0}' : '{}');
    });
    const renewToken = (): Promise<string> => {
      asked++;
      token = good;
      return Promise.resolve(good);
    };
    const server = ask(url, { token: () => Promise.resolve(token), renewToken });
    valueOf(await server.agents());
    valueOf(await server.agents());
    assert.equal(asked, 1);
    good = 'second';
    valueOf(await server.agents());
    assert.equal(asked, 2);
  });

  it('sends the token to its own origin only', async () => {
    const heard: unknown[] = [];
    const other = await serveHttp((request, response) => {
      heard.push(request.headers.authorization);
      response.writeHead(200, json).end('{"items":[]}');
    });
    const { url } = await serveHttp((_, response) => {
      response.writeHead(307, { location: `${other.url}/api/v1/agents` }).end();
    });
    valueOf(await ask(url, { token: () => Promise.resolve('mine') }).agents());
    assert.deepEqual(heard, [undefined]);
  });

  it('never sends a token over plain http to another machine, unless the user said so', async () => {
    const token = (): Promise<string> => Promise.resolve('mine');
    assert.equal(errorOf(await ask('http://192.0.2.1:9', { token }).agents()).code, 'plain-http');
    const said = { token, allowPlainHttp: true, timeouts: { connectMs: 20 } };
    assert.equal(errorOf(await ask('http://192.0.2.1:9', said).agents()).code, 'unreachable');
  });

  it('reads nothing of an agent but what it is called', async () => {
    const { url } = await serveHttp((_, response) => {
      const agent = {
        id: 7,
        name: 'A',
        status: 'ACTIVE',
        model_config_data: { api_key: canaryKey },
        api_key: canaryKey,
      };
      response.writeHead(200, json).end(JSON.stringify([agent, 'rubbish', { name: 'without an id' }]));
    });
    assert.deepEqual(valueOf(await ask(url).agents()), [
      { id: '7', name: 'A', description: undefined, status: 'active' },
    ]);
  });

  for (const [what, body, says] of [
    ['a text', { detail: 'one', message: 'two' }, 'one'],
    ['a list', { detail: [{ loc: ['body', 'name'], msg: 'too long' }, { msg: 'odd' }] }, 'body.name: too long; odd'],
    ['a message with errors', { detail: { message: 'bad', errors: ['a', { message: 'b' }], error: 'c' } }, 'bad: a; b'],
    ['detail.error', { detail: { error: 'inner' }, error: 'outer' }, 'inner'],
    ['error.message', { error: { message: 'deep' }, message: 'flat' }, 'deep'],
    ['error', { error: 'short', message: 'flat' }, 'short'],
    ['message', { message: 'flat' }, 'flat'],
    ['a key in it', { detail: `config {"api_key": "${canaryKey}"} refused` }, 'config {"api_key": ***} refused'],
  ] as const)
    it(`reads what an error says: ${what}`, async () => {
      const { url } = await serveHttp((_, response) => {
        response.writeHead(400, json).end(JSON.stringify(body));
      });
      const { message } = errorOf(await ask(url).agents());
      assert.equal(message.replace(/^.*? answered 400: /, ''), says);
      assert.doesNotMatch(message, new RegExp(canaryKey));
    });

  it('reads plain text, and the title of a page', async () => {
    const texts: string[] = [];
    for (const [type, body] of [
      ['text/plain', 'Bad\n gateway'],
      ['text/html', '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>'],
    ] as const) {
      const { url } = await serveHttp((_, response) => {
        response.writeHead(502, { 'content-type': type }).end(body);
      });
      texts.push(errorOf(await ask(url).start()).message.replace(/^.*? answered /, ''));
    }
    assert.deepEqual(texts, ['502: Bad gateway', '502: 502 Bad Gateway']);
  });

  it('takes statuses in any case and other words, and times without a zone for UTC', async () => {
    const { url } = await serveHttp((_, response) => {
      const times = { started_at: '2026-01-05 10:00:00.250000', completed_at: '2026-01-05T10:00:02+00:00' };
      const items = [
        { id: 1, status: 'TIMEOUT', ...times },
        { id: 'b', status: 'Waiting_Approval' },
        { id: 'c', status: 'queued' },
        { id: 'd', status: 'exploded' },
      ];
      response.writeHead(200, { ...json, date: new Date().toUTCString() }).end(JSON.stringify({ items, total: 4 }));
    });
    const client = clientOf(url);
    const connection = connectionTo(client, { dialect: 'T', takesAgents: true, takesYaml: true, takesKeys: false });
    const listed = valueOf(await listExecutions(connection, never));
    assert.deepEqual(
      listed.map(({ id, status }) => [id, status]),
      [
        ['1', 'timed_out'],
        ['b', 'paused'],
        ['c', 'pending'],
      ],
    );
    assert.deepEqual([listed[0]?.started_at, listed[0]?.duration_ms], ['2026-01-05T10:00:00.250Z', 1750]);
    assert.equal(errorOf(await cancelExecution(connection, '..', never)).code, 'not-found');
  });

  it('shows the times of a server whose clock is a day ahead as of now', async () => {
    const { url } = await serveHttp((_, response) => {
      const ahead = Date.now() + 86_400_000;
      const body = {
        id: 'e',
        status: 'running',
        started_at: new Date(ahead - 3000).toISOString(),
        nodes: { a: { status: 'running', started_ms: 1000 } },
      };
      response.writeHead(200, { ...json, date: new Date(ahead).toUTCString() }).end(JSON.stringify(body));
    });
    const { started_at: started, nodes } = valueOf(await ask(url).get()) as {
      started_at: string;
      nodes: Record<string, { started_ms: number }>;
    };
    assert(Math.abs(Date.parse(started) - Date.now()) < 60_000, started);
    assert.equal(nodes['a']?.started_ms, 1000);
  });
});
