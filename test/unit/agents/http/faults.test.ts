/** Fault F10 for `http`: each misbehaviour of a real server × retry, timeout, cancel and failure policies, under the engine. */
import assert from 'node:assert/strict';
import tls from 'node:tls';
import { createRunner } from '../../../../src/agents/http/chunk.ts';
import type { ErrorHandling } from '../../../../src/model/definition.ts';
import type { HttpTimeouts } from '../../../../src/network/request.ts';
import { type Certificates, makeCertificates } from '../../../support/agents/httpCertificates.ts';
import { faults } from '../../../support/agents/httpFaults.ts';
import { closeServers, serveHttp } from '../../../support/agents/servers.ts';
import { end, everySecond, fork, join, start, task, workflow, type Sketch } from '../../../support/engine/build.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';
import { turn } from '../../../support/engine/manualClock.ts';
import { Rig } from '../../../support/engine/rig.ts';

let certificates: Certificates | undefined;
const table = Object.entries(
  faults(() => {
    assert(certificates);
    return certificates;
  }),
);
const maxRetries = 3;
const none: HttpTimeouts = { connectMs: Infinity, headersMs: Infinity, idleMs: Infinity, bodyMs: Infinity };

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

/** Engine time stands still but for the waits between attempts. */
async function toTheEnd(rig: Rig): Promise<void> {
  let isOver = false as boolean;
  void rig.finished().then(() => (isOver = true));
  let scheduled = 0;
  while (!isOver) {
    await turn();
    const retries = rig.events.filter((event) => event.type === 'retryScheduled');
    const retry = retries[scheduled];
    if (!retry) continue;
    scheduled++;
    await rig.clock.advance(60_000);
  }
}

function begin(sketch: Sketch, timeouts: Partial<HttpTimeouts> = none): Promise<Rig> {
  const runner = createRunner(() => ({ allowedHosts: [] }), { timeouts });
  return Rig.start(workflow(sketch), { runners: () => Promise.resolve(runner) });
}

const inARow = (errorHandling: ErrorHandling, url: string): Sketch => ({
  nodes: { start, a: task(errorHandling, { url }), end },
  edges: 'start>a>end',
});

describe('http and fault F10', () => {
  const trusted = tls.getCACertificates('default');
  before(function () {
    certificates = makeCertificates(temporaryFolder());
    if (!certificates) {
      console.log('    (skipped: this machine has no openssl)');
      this.skip();
    }
    tls.setDefaultCACertificates([...trusted, certificates.authority]);
  });
  afterEach(closeServers);
  after(() => {
    tls.setDefaultCACertificates(trusted);
    removeFolders();
  });

  for (const [name, { serve, attempts, retryable, timeouts }] of table) {
    it(`${name} × retry`, async () => {
      const url = await serve(
        () => undefined,
        () => undefined,
      );
      const rig = await begin(inARow({ maxRetries, retry: everySecond }, url), timeouts);
      await toTheEnd(rig);
      const { nodes, status } = await rig.finished();
      const succeeds = attempts.at(-1) === 'ok';
      const expected = Array.from(
        { length: succeeds ? attempts.length : retryable ? maxRetries + 1 : 1 },
        (_, i) => attempts[Math.min(i, attempts.length - 1)],
      );
      const log = nodes['a']?.attempt_log.map(({ error }) => error?.kind ?? 'ok');
      assert.deepEqual(log, expected, nodes['a']?.error?.message);
      assert.equal(status, succeeds ? 'completed' : 'failed');
      assert.ok(nodes['a']?.attempt_log.every(({ error }) => (error?.retryable ?? retryable) === retryable));
    });

    it(`${name} × on_failure: continue`, async () => {
      const url = await serve(
        () => undefined,
        () => undefined,
      );
      const rig = await begin(inARow({ onFailure: 'continue' }, url), timeouts);
      await toTheEnd(rig);
      const { nodes, status } = await rig.finished();
      assert.equal(status, 'completed');
      assert.deepEqual([nodes['a']?.status, nodes['a']?.attempts, nodes['a']?.error?.kind], ['failed', 1, attempts[0]]);
    });
  }

  for (const [name, { serve }] of table.filter(([, { hangs }]) => hangs)) {
    it(`${name} × timeout: the connection is closed, the attempt tried again, the node timed out`, async () => {
      const happened: string[] = [];
      const url = await serve(
        () => happened.push('asked'),
        () => happened.push('closed'),
      );
      const rig = await begin(inARow({ timeoutSeconds: 5, maxRetries: 1, retry: everySecond }, url));
      for (const attempt of [1, 2]) {
        await until(() => happened.length === attempt * 2 - 1);
        await rig.clock.advance(4999);
        assert.equal(happened.length, attempt * 2 - 1);
        await rig.clock.advance(1);
        await until(() => happened.length === attempt * 2);
        await rig.clock.advance(1000);
      }
      const { nodes } = await rig.finished();
      assert.deepEqual(happened, ['asked', 'closed', 'asked', 'closed']);
      assert.deepEqual(
        [nodes['a']?.status, nodes['a']?.error?.kind, nodes['a']?.attempts],
        ['timed_out', 'timeout', 2],
      );
    });

    // The engine waits 5 s of its own clock for a runner that ignores the signal, and that clock does not move here.
    it(`${name} × cancel: F6 the connection is closed and the execution ends, without any time passing`, async () => {
      const happened: string[] = [];
      const url = await serve(
        () => happened.push('asked'),
        () => happened.push('closed'),
      );
      const rig = await begin(inARow({ maxRetries, retry: everySecond }, url));
      await until(() => happened.length === 1);
      rig.execution.cancel();
      const { nodes, status } = await rig.finished();
      await until(() => happened.length === 2);
      assert.deepEqual([status, nodes['a']?.status, nodes['a']?.attempts], ['cancelled', 'cancelled', 1]);
    });
  }

  /** `bad` fails beside `slow`, which the server answers only when told. */
  async function beside(onFailure: 'abort' | 'continue' | 'drain', mode: 'all' | 'all_settled'): Promise<unknown> {
    const happened: string[] = [];
    let answer: (() => void) | undefined;
    const { url } = await serveHttp((request, response) => {
      if (request.url === '/bad') {
        response.writeHead(500).end();
        return;
      }
      request.socket.on('close', () => happened.push('closed'));
      answer = () => response.writeHead(200, { connection: 'close' }).end('late');
    });
    const branch = (path: string): ReturnType<typeof task> => task({}, { url: `${url}/${path}` });
    const rig = await begin({
      nodes: {
        start,
        f: fork({ errorHandling: { onFailure } }),
        bad: branch('bad'),
        slow: branch('slow'),
        j: join({ mode }),
        end,
      },
      edges: 'start>f>bad>j f>slow>j j>end',
    });
    await until(() => answer !== undefined && rig.status('bad') === 'failed');
    const slow = rig.status('slow');
    answer?.();
    const { nodes, status } = await rig.finished();
    await until(() => happened.length === 1);
    return [status, slow, nodes['slow']?.status];
  }

  it('× abort of a fork: the other branch’s connection is closed', async () => {
    assert.deepEqual(await beside('abort', 'all'), ['failed', 'cancelled', 'cancelled']);
  });
  it('× drain of a fork: the other branch ends its request', async () => {
    assert.deepEqual(await beside('drain', 'all'), ['failed', 'running', 'completed']);
  });
  it('× continue of a fork: the other branch ends, and the join fires with it', async () => {
    assert.deepEqual(await beside('continue', 'all'), ['completed', 'running', 'completed']);
  });
  it('× all_settled', async () => {
    assert.deepEqual(await beside('continue', 'all_settled'), ['completed', 'running', 'completed']);
  });
});
