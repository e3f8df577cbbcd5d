import assert from 'node:assert/strict';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { createRunner } from '../../../../src/agents/http/chunk.ts';
import type { HttpTimeouts } from '../../../../src/network/request.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { AgentOutcome } from '../../../../src/engine/ports.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { closeServers, serveHttp, serveRaw } from '../../../support/agents/servers.ts';

function ask(settings: JsonObject, timeouts?: Partial<HttpTimeouts>, signal?: AbortSignal): Promise<AgentOutcome> {
  const runner = createRunner(() => ({ allowedHosts: [] }), timeouts && { timeouts });
  return runner.run(agentRequest(settings, signal && { signal }));
}

const json = { 'content-type': 'application/json; charset=utf-8' };

describe('http: what is sent', () => {
  afterEach(closeServers);

  it('sends method, query, headers and a JSON body', async () => {
    const heard: unknown[] = [];
    const { url } = await serveHttp((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        heard.push(request.method, request.url, request.headers['x-name'], request.headers['content-type'], body);
        response.writeHead(201, json).end('{"ok":true}');
      });
    });
    const outcome = await ask({
      url: `${url}/users?a=1`,
      method: 'post',
      query: { b: [2, 'x y'], none: null },
      headers: { 'X-Name': 'Ada' },
      body: { id: 7 },
    });
    assert.deepEqual(heard, ['POST', '/users?a=1&b=2&b=x+y', 'Ada', 'application/json', '{"id":7}']);
    const { status, body } = outputOf(outcome) as JsonObject;
    assert.deepEqual([status, body], [201, { ok: true }]);
  });

  it('keeps a secret out of the address (threat T8)', async () => {
    const heard: unknown[] = [];
    const { url } = await serveHttp((request, response) => {
      heard.push(request.url);
      response.end();
    });
    const holdsSecret = (text: string): boolean => text.includes('7f3a');
    const asked = (settings: JsonObject): Promise<AgentOutcome> =>
      createRunner(() => ({ allowedHosts: [] })).run(agentRequest(settings, { holdsSecret }));
    for (const settings of [{ url: `${url}/7f3a` }, { url, query: { key: '7f3a' } }]) {
      const { kind, message, retryable } = errorOf(await asked(settings));
      assert.deepEqual(
        [kind, message, retryable],
        [
          'settings',
          'The address holds a secret, and addresses stand in the logs of servers and proxies. Send it in a header.',
          false,
        ],
      );
    }
    assert.deepEqual(heard, []);
    outputOf(await asked({ url, headers: { 'x-key': '7f3a' } }));
    assert.deepEqual(heard, ['/']);
  });

  for (const [why, settings] of Object.entries<JsonObject>({
    'no url': {},
    'no address': { url: 'users' },
    'a line break in a header': { url: 'http://127.0.0.1/', headers: { a: 'b\r\nc: d' } },
    'no header name': { url: 'http://127.0.0.1/', headers: { 'a b': 'c' } },
    'no method': { url: 'http://127.0.0.1/', method: 'GET /x' },
  }))
    it(`refuses settings with ${why}, not to be retried`, async () => {
      const { kind, retryable } = errorOf(await ask(settings));
      assert.deepEqual([kind, retryable], ['settings', false]);
    });
});

describe('http: what is answered', () => {
  afterEach(closeServers);

  it('reads JSON where the other side says so, text else, and either when told to', async () => {
    const { url } = await serveHttp((request, response) => {
      response.writeHead(200, { 'content-type': request.url === '/json' ? 'application/vnd.x+json' : 'text/plain' });
      response.end('[1, "ä"]');
    });
    const bodyOf = async (settings: JsonObject): Promise<unknown> =>
      (outputOf(await ask(settings)) as JsonObject)['body'];
    assert.deepEqual(await bodyOf({ url: `${url}/json` }), [1, 'ä']);
    assert.equal(await bodyOf({ url: `${url}/text` }), '[1, "ä"]');
    assert.equal(await bodyOf({ url: `${url}/json`, response: 'text' }), '[1, "ä"]');
    assert.deepEqual(await bodyOf({ url: `${url}/text`, response: 'json' }), [1, 'ä']);
  });

  it('fails on JSON that is none', async () => {
    const { url } = await serveHttp((_, response) => response.writeHead(200, json).end('{"a":'));
    const { kind, message } = errorOf(await ask({ url }));
    assert.equal(kind, 'http');
    assert.match(message, /^The answer is not the JSON that was expected: /);
  });

  const packed: Readonly<Record<string, Buffer>> = {
    deflate: deflateSync('{"a":1}'),
    'Deflate, ': deflateRawSync('{"a":1}'),
    br: brotliCompressSync('{"a":1}'),
    'deflate, gzip': gzipSync(deflateSync('{"a":1}')),
    identity: Buffer.from('{"a":1}'),
  };
  for (const [encoding, body] of Object.entries(packed))
    it(`unpacks ${encoding}`, async () => {
      const { url } = await serveHttp((_, response) =>
        response.writeHead(200, { ...json, 'content-encoding': encoding }).end(body),
      );
      assert.deepEqual((outputOf(await ask({ url })) as JsonObject)['body'], { a: 1 });
    });

  for (const encoding of ['zstd', 'gzip, gzip, gzip, gzip'])
    it(`takes no answer in ${encoding} for a text`, async () => {
      const { url } = await serveHttp((_, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end('text'),
      );
      assert.match(errorOf(await ask({ url })).message, /packed in a way that is not known here: "/);
    });

  it('asks for the headers alone, however the body would be packed', async () => {
    const { url } = await serveHttp((_, response) =>
      response.writeHead(200, { 'content-encoding': 'zstd', 'content-length': '9' }).end(),
    );
    const { status, body } = outputOf(await ask({ url, method: 'HEAD' })) as JsonObject;
    assert.deepEqual([status, body], [200, '']);
  });

  it('gives up on a deflate that is none, or too large', async () => {
    const bodies = [Buffer.from('no deflate'), deflateRawSync(Buffer.alloc(64 * 1024 * 1024))];
    const { url } = await serveHttp((request, response) =>
      response.writeHead(200, { 'content-encoding': 'deflate' }).end(bodies[Number(request.url?.slice(1))]),
    );
    assert.equal(errorOf(await ask({ url: `${url}/0` })).kind, 'network');
    assert.match(errorOf(await ask({ url: `${url}/1` })).message, /larger than 10 MiB/);
  });

  it('unpacks gzip', async () => {
    const { url } = await serveHttp((_, response) =>
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}')),
    );
    assert.deepEqual((outputOf(await ask({ url })) as JsonObject)['body'], { a: 1 });
  });

  for (const status of [400, 404, 501, 500, 503, 408, 425, 429]) {
    const retryable = status >= 500 || [408, 425, 429].includes(status);
    it(`F1: ${String(status)} is ${retryable ? '' : 'not '}retryable, and says what the server said`, async () => {
      const { url } = await serveHttp((_, response) => response.writeHead(status).end('no  such\nthing'));
      assert.deepEqual(errorOf(await ask({ url })), {
        kind: 'http',
        message: `The server answered ${String(status)}: no such thing`,
        retryable,
      });
    });
  }

  it('takes the statuses of `expect` instead of 2xx', async () => {
    const { url } = await serveHttp((request, response) => response.writeHead(Number(request.url?.slice(1))).end());
    assert.equal((outputOf(await ask({ url: `${url}/404`, expect: [404] })) as JsonObject)['status'], 404);
    assert.equal(errorOf(await ask({ url: `${url}/200`, expect: [404] })).message, 'The server answered 200: OK');
  });

  it('F2: hands on Retry-After in seconds and as a date, at most 5 minutes', async () => {
    const now = new Date('2026-11-24T12:00:00Z');
    const values: Record<string, string> = {
      '/2': '2',
      '/date': new Date(now.getTime() + 7000).toUTCString(),
      '/past': new Date(now.getTime() - 7000).toUTCString(),
      '/long': '86400',
      '/odd': 'soon',
    };
    const { url } = await serveHttp((request, response) => {
      response.writeHead(503, { 'retry-after': values[request.url ?? ''], date: now.toUTCString() }).end();
    });
    const waits = await Promise.all(
      Object.keys(values).map(async (path) => errorOf(await ask({ url: url + path })).retry_after_ms),
    );
    assert.deepEqual(waits, [2000, 7000, 0, 300_000, undefined]);
  });
});

describe('http: what goes wrong (fault F10)', () => {
  afterEach(closeServers);

  const network = async (outcome: Promise<AgentOutcome>, message: RegExp): Promise<void> => {
    const error = errorOf(await outcome);
    assert.deepEqual([error.kind, error.retryable], ['network', true]);
    assert.match(error.message, message);
  };

  it('a refused connection', async () => {
    const { url } = await serveHttp(() => undefined);
    await closeServers();
    await network(ask({ url }), /ECONNREFUSED/);
  });

  it('a reset in the middle of the body', async () => {
    const { url } = await serveRaw((socket) => {
      socket.on('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', () => socket.resetAndDestroy());
      });
    });
    await network(ask({ url }), /ECONNRESET|aborted/);
  });

  it('an answer shorter than it says', async () => {
    const { url } = await serveRaw((socket) => {
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'));
    });
    await network(ask({ url }), /aborted|too early/);
  });

  it('what is no HTTP', async () => {
    const { url } = await serveRaw((socket) => socket.on('data', () => socket.end('SSH-2.0-OpenSSH_9.9\r\n')));
    await network(ask({ url }), /Parse Error/);
  });

  it('silence before the answer', async () => {
    const { url } = await serveRaw(() => undefined);
    await network(ask({ url }, { headersMs: 30 }), /did not answer within 0.03 s/);
  });

  it('silence in the body', async () => {
    const { url } = await serveHttp((_, response) => response.writeHead(200).write('a'));
    await network(ask({ url }, { idleMs: 30 }), /stopped for 0.03 s/);
  });

  it('a body that drips without end', async () => {
    const { url } = await serveHttp((_, response) => {
      const drip = setInterval(() => response.write('a'), 5);
      response.writeHead(200).on('close', () => {
        clearInterval(drip);
      });
    });
    await network(ask({ url }, { idleMs: 1000, bodyMs: 60 }), /took longer than 0.06 s/);
  });

  it('a body larger than 10 MiB', async () => {
    const { url } = await serveHttp((_, response) => response.writeHead(200).end(Buffer.alloc(10 * 1024 * 1024 + 1)));
    const { kind, message, retryable } = errorOf(await ask({ url }));
    assert.deepEqual([kind, message, retryable], ['http', 'The answer is larger than 10 MiB.', false]);
  });

  it('a small body that unpacks to a large one', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const { url } = await serveHttp((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    assert.equal(errorOf(await ask({ url })).message, 'The answer is larger than 10 MiB.');
  });

  it('a packed body that is cut off', async () => {
    const { url } = await serveHttp((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('some text').subarray(0, 15)),
    );
    await network(ask({ url }), /unexpected end of file/);
  });

  it('F6: an abort while it waits, and while the body arrives, closes the connection', async () => {
    for (const begin of [false, true]) {
      const controller = new AbortController();
      const closed: Promise<void>[] = [];
      const { url } = await serveHttp((request, response) => {
        closed.push(
          new Promise((resolve) => {
            request.socket.on('close', () => {
              resolve();
            });
          }),
        );
        if (begin) response.writeHead(200).write('a');
        setImmediate(() => {
          controller.abort();
        });
      });
      assert.equal(errorOf(await ask({ url }, {}, controller.signal)).kind, 'aborted');
      assert.equal((await Promise.all(closed)).length, 1);
    }
  });
});
