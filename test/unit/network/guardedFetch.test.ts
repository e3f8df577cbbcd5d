import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { createGuard } from '../../../src/network/guard.ts';
import { guardedFetch, type GuardedFetchOptions } from '../../../src/network/guardedFetch.ts';
import { closeServers, serveHttp } from '../../support/agents/servers.ts';

const limits = { connectMs: 1000, headersMs: 1000, idleMs: 1000, bodyMs: 1000 };

function fetchWith(options: Partial<GuardedFetchOptions> = {}): typeof fetch {
  return guardedFetch({ guard: () => createGuard([]), timeouts: limits, maxBytes: 100, ...options });
}

describe('guardedFetch', () => {
  afterEach(closeServers);

  it('sends method, headers and body, and answers like fetch', async () => {
    const { url } = await serveHttp((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'], 'content-encoding': 'gzip' });
        response.end(gzipSync([request.method, request.headers['x-a'], body].join(' ')));
      });
    });
    const response = await fetchWith()(`${url}/x`, { method: 'POST', headers: { 'X-A': 'b' }, body: 'text' });
    assert.deepEqual([response.status, response.ok, await response.text()], [201, true, 'POST b text']);
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.equal(response.headers.get('content-encoding'), null);
  });

  it('follows redirects, or hands them on where it is asked to', async () => {
    const { url } = await serveHttp((request, response) => {
      if (request.url === '/there') response.end('there');
      else response.writeHead(302, { location: '/there' }).end();
    });
    assert.equal(await (await fetchWith()(url)).text(), 'there');
    const response = await fetchWith()(url, { redirect: 'manual' });
    assert.deepEqual([response.status, response.headers.get('location')], [302, '/there']);
  });

  it('answers without a body', async () => {
    const { url } = await serveHttp((_, response) => response.writeHead(204).end());
    const response = await fetchWith()(url);
    assert.deepEqual([response.status, response.body], [204, null]);
  });

  it('gives a stream as it comes', async () => {
    let more: (() => void) | undefined;
    const { url } = await serveHttp((_, response) => {
      response.writeHead(200).write('first');
      more = () => response.end('second');
    });
    const response = await fetchWith()(url);
    const decoder = new TextDecoder();
    const heard: string[] = [];
    for await (const chunk of response.body ?? []) {
      heard.push(decoder.decode(chunk as Uint8Array));
      more?.();
    }
    assert.deepEqual(heard, ['first', 'second']);
  });

  it('refuses what may not be reached, and what is too large', async () => {
    const { url } = await serveHttp((_, response) => response.end('a'.repeat(101)));
    await assert.rejects(fetchWith()('http://169.254.169.254/'), /link-local/);
    await assert.rejects(
      fetchWith({ guard: () => createGuard(['example.com']) })(url),
      /Only some hosts may be reached/,
    );
    await assert.rejects((await fetchWith()(url)).text(), /is larger than/);
  });

  it('closes the connection when it is aborted, before and within the answer', async () => {
    for (const begin of [false, true]) {
      const controller = new AbortController();
      const closed = new EventEmitter();
      const isClosed = once(closed, 'close');
      const { url } = await serveHttp((request, response) => {
        request.socket.on('close', () => closed.emit('close'));
        if (begin) response.writeHead(200).write('a');
        else controller.abort();
      });
      const answer = fetchWith()(url, { signal: controller.signal });
      if (begin) {
        const text = (await answer).text();
        controller.abort();
        await assert.rejects(text, { name: 'AbortError' });
      } else await assert.rejects(answer, { name: 'AbortError' });
      await isClosed;
    }
  });
});
