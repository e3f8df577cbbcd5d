import assert from 'node:assert/strict';
import type http from 'node:http';
import type { JsonObject } from '../../../src/base/json.ts';
import type { ClientOptions } from '../../../src/remote/client.ts';
import { connectionTo } from '../../../src/remote/connection.ts';
import type { RemoteFailure } from '../../../src/remote/failure.ts';
import { watchExecution, type WatchEnd, type WatchLimits } from '../../../src/remote/watch.ts';
import { closeServers, serveHttp } from '../../support/agents/servers.ts';
import { clientOf, hurriedClock, never } from '../../support/remote/connecting.ts';

const json = { 'content-type': 'application/json' };
const events = { 'content-type': 'text/event-stream; charset=utf-8' };

interface Watched {
  readonly statuses: string[];
  readonly events: JsonObject[];
  readonly troubles: (RemoteFailure['code'] | undefined)[];
  readonly waits: number[];
  readonly end: Promise<WatchEnd>;
}

function watch(url: string, options: Partial<ClientOptions & WatchLimits> = {}, signal = never): Watched {
  const waits: number[] = [];
  const client = clientOf(url, { clock: hurriedClock(waits), ...options });
  const connection = connectionTo(client, { dialect: 'T', takesAgents: true, takesYaml: true, takesKeys: false });
  const watched = { statuses: [] as string[], events: [] as JsonObject[], troubles: [] as Watched['troubles'], waits };
  const listener = {
    changed: ({ status, progress }: { status: string; progress: number }) =>
      void watched.statuses.push(`${status} ${String(progress)}`),
    event: (event: JsonObject) => void watched.events.push(event),
    trouble: (failure: RemoteFailure | undefined) => void watched.troubles.push(failure?.code),
  };
  return { ...watched, end: watchExecution(connection, 'e', listener, signal, options) };
}

/** Answers `GET /executions/e` with one body after the other, the last again and again; `undefined` breaks the connection. */
function told(bodies: readonly (JsonObject | undefined)[], stream?: http.RequestListener): http.RequestListener {
  let asked = 0;
  return (request, response) => {
    if (request.url?.endsWith('/events') === true) {
      if (stream) stream(request, response);
      else response.writeHead(404, json).end('{"detail":"Not Found"}');
      return;
    }
    const body = request.url?.endsWith('/e') === true ? bodies[Math.min(asked++, bodies.length - 1)] : { result: 7 };
    if (body === undefined) request.socket.resetAndDestroy();
    else response.writeHead(200, json).end(JSON.stringify({ id: 'e', ...body }));
  };
}

const running = { status: 'running', progress: 10 };
const completed = { status: 'completed', progress: 100 };

describe('remote: following an execution (fault F14)', () => {
  afterEach(closeServers);

  it('asks again after 1 s, then less and less often up to 30 s, and anew when something changed', async () => {
    const same = Array.from({ length: 7 }, () => running);
    const { url } = await serveHttp(
      told([...same, { ...running, progress: 50 }, { ...running, progress: 50 }, completed]),
    );
    const watched = watch(url);
    const end = await watched.end;
    assert.deepEqual(watched.waits, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 1000, 2000]);
    assert.deepEqual(watched.statuses, ['running 10', 'running 50', 'completed 100']);
    assert(end.kind === 'ended');
    assert.equal(end.execution.output, 7);
  });

  it('goes on after the server was away, and tells of it', async () => {
    // Each of its three attempts breaks.
    const away = [undefined, undefined, undefined];
    const { url } = await serveHttp(told([running, ...away, ...away, running, completed]));
    const watched = watch(url);
    assert.equal((await watched.end).kind, 'ended');
    assert.deepEqual(watched.troubles, ['unreachable', 'unreachable', undefined]);
  });

  it('gives up when the server stays away', async () => {
    const { url } = await serveHttp(told([running, undefined]));
    const end = await watch(url, { silentMs: 60_000 }).end;
    assert(end.kind === 'failed');
    assert.equal(end.failure.code, 'unreachable');
  });

  it('reports what stays pending as stalled', async () => {
    const { url } = await serveHttp(told([{ status: 'queued' }]));
    const watched = watch(url);
    const end = await watched.end;
    assert(end.kind === 'failed');
    assert.deepEqual([end.failure.code, /pending for 10 minutes/.test(end.failure.message)], ['stalled', true]);
    assert.deepEqual(watched.statuses, ['pending 0']);
  });

  it('ends when the token has run out and there is no other', async () => {
    let asked = 0;
    const { url } = await serveHttp((request, response) => {
      if (request.url?.endsWith('/events') === true) response.writeHead(404).end();
      else if (asked++ < 2) response.writeHead(200, json).end('{"id":"e","status":"running"}');
      else response.writeHead(401, json).end('{"detail":"expired"}');
    });
    let renewed = 0;
    const end = await watch(url, { renewToken: () => Promise.resolve((renewed++, undefined)) }).end;
    assert(end.kind === 'failed');
    assert.deepEqual([end.failure.code, renewed], ['unauthorized', 1]);
  });

  it('hears events, and resumes the stream after the last one when it breaks', async () => {
    const resumed: unknown[] = [];
    const stream: http.RequestListener = (request, response) => {
      const last = request.headers['last-event-id'];
      resumed.push(last);
      response.writeHead(200, events);
      const from = last === undefined ? 1 : Number(last) + 1;
      response.write(`: hello\n\nid: ${String(from)}\ndata: {"type":"nodeReady","seq":${String(from)}}\n\n`, () => {
        if (from < 3) request.socket.resetAndDestroy();
        else response.end();
      });
    };
    const { url } = await serveHttp((request, response) => {
      told([resumed.length < 3 ? running : completed], stream)(request, response);
    });
    const watched = watch(url);
    assert.equal((await watched.end).kind, 'ended');
    assert.deepEqual(resumed.slice(0, 3), [undefined, '1', '2']);
    assert.deepEqual(
      watched.events.slice(0, 3).map(({ seq }) => seq),
      [1, 2, 3],
    );
  });

  it('does not keep an event without end', async () => {
    const stream: http.RequestListener = (_, response) => {
      response.writeHead(200, events).write('data: ');
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    };
    const { url } = await serveHttp(told([running, completed], stream));
    assert.equal((await watch(url).end).kind, 'ended');
  });

  it('passes over events that are none', async () => {
    const stream: http.RequestListener = (request, response) => {
      if (request.headers['last-event-id'] === '5') response.writeHead(204).end();
      else response.writeHead(200, events).end('data: {\n\ndata: 17\n\nid: 5\ndata: {"type":"x"}\n\n');
    };
    const { url } = await serveHttp(told([running, completed], stream));
    const watched = watch(url);
    await watched.end;
    assert.deepEqual(watched.events, [{ type: 'x' }]);
  });

  it('stops at once', async () => {
    const stopping = new AbortController();
    const { url } = await serveHttp(
      told([running], (_, response) => {
        response.writeHead(200, events).write('id: 1\ndata: {"type":"nodeReady"}\n\n', () => {
          stopping.abort();
        });
      }),
    );
    const end = await watch(url, {}, stopping.signal).end;
    assert(end.kind === 'failed');
    assert.equal(end.failure.code, 'aborted');
  });
});
