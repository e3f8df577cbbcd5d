/** Threat T9: who may ask the server, and how much. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, statSync } from 'node:fs';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { startServer } from '../../../src/server/server.ts';
import { keptToken, newToken, tokenFile } from '../../../src/server/token.ts';
import { closeServers, serveRaw } from '../../support/agents/servers.ts';
import { firstLine, rawRequest } from '../../support/server/raw.ts';
import { oneTask, Served } from '../../support/server/served.ts';

const token = newToken();
const json = 'application/json';

describe('the guard of the REST server', function () {
  this.timeout(60_000);

  let served: Served;
  let port: number;

  before(async () => {
    served = await Served.start({ token });
    ({ port } = served.server);
  });

  after(async () => {
    const { faults } = served;
    await served.stop();
    await closeServers();
    assert.deepEqual(faults, []);
  });

  const hosts = (): readonly (readonly [string, boolean])[] => [
    [`127.0.0.1:${String(port)}`, true],
    [`localhost:${String(port)}`, true],
    [`LOCALHOST:${String(port)}`, true],
    [`[::1]:${String(port)}`, true],
    ['localhost', false],
    [`localhost:${String(port + 1)}`, false],
    [`evil.example:${String(port)}`, false],
    [`127.0.0.1.evil.example:${String(port)}`, false],
    [`localhost.:${String(port)}`, false],
    [`169.254.169.254:${String(port)}`, false],
  ];

  const origins = (): readonly (readonly [Record<string, string>, boolean])[] => [
    [{}, true],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ origin: `http://127.0.0.1:${String(port)}` }, true],
    [{ origin: 'https://evil.example' }, false],
    [{ origin: `http://localhost:${String(port + 1)}` }, false],
    [{ origin: 'null' }, false],
    [{ origin: `https://127.0.0.1:${String(port)}` }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'same-site' }, false],
  ];

  const tokens: readonly (readonly [Record<string, string>, boolean])[] = [
    [{ authorization: `Bearer ${token}` }, true],
    [{ authorization: `bearer ${token}` }, true],
    [{}, false],
    [{ authorization: 'Bearer' }, false],
    [{ authorization: `Basic ${token}` }, false],
    [{ authorization: token }, false],
    [{ authorization: `Bearer ${token}x` }, false],
    [{ authorization: `Bearer ${token.slice(1)}` }, false],
    [{ authorization: `Bearer ${token} ${token}` }, false],
  ];

  it('lets only its own names in, with and without a token', async () => {
    for (const [host, isOwn] of hosts())
      for (const path of ['/health', '/api/v1/agents']) {
        const { status, headers, body } = await rawRequest(port, {
          path,
          headers: { host, authorization: `Bearer ${token}` },
        });
        assert.equal(status, isOwn ? 200 : 403, `${host} ${path}`);
        assert.equal(headers['access-control-allow-origin'], undefined);
        if (!isOwn) assert.equal(typeof (JSON.parse(body) as { detail: string }).detail, 'string');
      }
  });

  it('refuses what browsers send for other sites', async () => {
    for (const [headers, isOwn] of origins())
      for (const method of ['GET', 'POST']) {
        const isPost = method === 'POST';
        const { status, headers: answered } = await rawRequest(port, {
          method,
          path: isPost ? '/api/v1/workflows/validate' : '/api/v1/workflows',
          headers: { ...headers, authorization: `Bearer ${token}`, 'content-type': json },
          ...(isPost && { body: '{}' }),
        });
        assert.equal(status, isOwn ? 200 : 403, `${method} ${JSON.stringify(headers)}`);
        assert.equal(answered['access-control-allow-origin'], undefined);
      }
  });

  it('wants the token on every route but /health', async () => {
    for (const [headers, isRight] of tokens) {
      for (const path of ['/api/v1/agents', '/api/v1/executions/', '/openapi.json']) {
        const { status, headers: answered } = await rawRequest(port, { path, headers });
        assert.equal(status, isRight ? 200 : 401, `${path} ${JSON.stringify(headers)}`);
        if (!isRight) assert.equal(answered['www-authenticate'], 'Bearer');
      }
      assert.equal((await rawRequest(port, { headers })).status, 200);
    }
    // What is there is nobody's business without it.
    assert.equal((await rawRequest(port, { path: '/api/v1/nothing' })).status, 401);
  });

  it('reads bodies only as JSON or YAML', async () => {
    const types: readonly (readonly [string | undefined, number])[] = [
      [json, 200],
      ['application/json; charset=utf-8', 200],
      ['Application/JSON', 200],
      ['application/yaml', 200],
      ['application/json; charset=latin1', 415],
      ['text/plain', 415],
      ['application/x-www-form-urlencoded', 415],
      ['multipart/form-data; boundary=x', 415],
      [undefined, 415],
    ];
    const all = { authorization: `Bearer ${token}` };
    for (const [type, wanted] of types) {
      const headers = { ...all, ...(type !== undefined && { 'content-type': type }) };
      const path = '/api/v1/workflows/validate';
      const { status } = await rawRequest(port, { method: 'POST', path, headers, body: '{"name":"a"}' });
      assert.equal(status, wanted, type);
    }
    for (const type of ['application/yaml', 'text/yaml']) {
      const headers = { ...all, 'content-type': type };
      const { status } = await rawRequest(port, {
        method: 'POST',
        path: '/api/v1/agents',
        headers,
        body: '{"name":"a"}',
      });
      assert.equal(status, 415);
    }
    const gzip = { ...all, 'content-type': json, 'content-encoding': 'gzip' };
    assert.equal(
      (await rawRequest(port, { method: 'POST', path: '/api/v1/agents', headers: gzip, body: 'x' })).status,
      415,
    );
  });

  it('knows paths and methods that it does not have', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const wanted: readonly (readonly [string, string, number])[] = [
      ['GET', '/', 404],
      ['GET', '/api/v1', 404],
      ['GET', '/api/v2/agents', 404],
      ['PATCH', '/api/v1/agents', 405],
      ['OPTIONS', '/api/v1/agents', 405],
      ['HEAD', '/api/v1/agents', 405],
      ['TRACE', '/api/v1/agents', 405],
      ['DELETE', '/api/v1/agents', 405],
      ['POST', '/health', 405],
      ['GET', '/api/v1/agents/%', 400],
      ['GET', '/api/v1/executions/..%2f..%2fetc%2fpasswd', 404],
      ['GET', '/api/v1/workflows/..%5c..%5cx', 404],
      ['GET', '/api/v1/workflows/%00', 404],
      ['GET', 'http://127.0.0.1/api/v1/agents', 400],
      ['GET', `/api/v1/agents/${'x'.repeat(2000)}`, 404],
    ];
    for (const [method, path, status] of wanted)
      assert.equal(
        (await rawRequest(port, { method, path, headers })).status,
        status,
        `${method} ${path.slice(0, 60)}`,
      );
  });

  it('reads no header and no body past its limit', async () => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': json };
    assert.equal((await rawRequest(port, { headers: { ...headers, 'x-large': 'x'.repeat(17_000) } })).status, 431);
    const body = (bytes: number): string => JSON.stringify({ name: 'x'.repeat(bytes - 11) });
    const ask = { method: 'POST', path: '/api/v1/agents', headers };
    assert.equal((await rawRequest(port, { ...ask, body: body(5 * 1024 * 1024) })).status, 422);
    assert.equal((await rawRequest(port, { ...ask, body: body(5 * 1024 * 1024 + 1) })).status, 413);
    const chunked = { ...headers, 'transfer-encoding': 'chunked' };
    assert.equal((await rawRequest(port, { ...ask, headers: chunked, body: body(6_000_000) })).status, 413);
    const host = `Host: 127.0.0.1:${String(port)}\r\nAuthorization: Bearer ${token}`;
    const announced = `POST /api/v1/agents HTTP/1.1\r\n${host}\r\nContent-Type: ${json}\r\nContent-Length: 99999999999\r\n\r\n`;
    assert.match(await firstLine(port, announced), / 413 /);
    assert.match(await firstLine(port, 'GET /health HTTP/1.1\r\n\r\n'), / 400 /);
    assert.match(await firstLine(port, 'GET /health HTTP/1.0\r\n\r\n'), / 403 /);
    assert.match(await firstLine(port, `GET /health HTTP/1.1\r\n${host}\r\nHost: evil.example\r\n\r\n`), / (400|403) /);
    assert.match(await firstLine(port, '\u0016\u0003\u0001\u0002garbage\r\n\r\n'), / 400 /);
  });

  it('answers although 200 connections take their time', async () => {
    const sockets = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const socket = net.connect(port, '127.0.0.1').on('error', () => undefined);
        await once(socket, 'connect');
        const body = index % 2 === 0 ? '' : `Content-Type: ${json}\r\nContent-Length: 100\r\n\r\n{`;
        socket.write(
          `POST /api/v1/agents HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\nAuthorization: Bearer ${token}\r\n${body}`,
        );
        return socket;
      }),
    );
    await served.wants(201, '/agents', { body: { name: 'quick' }, headers: { connection: 'close' } });
    const open = sockets.filter((socket) => !socket.destroyed && !socket.readableEnded);
    assert(open.length <= 64, String(open.length));
    assert(open.length > 0);
    for (const socket of sockets) socket.destroy();
  });

  it('is not reached from another interface', async function () {
    const address = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.internal === false && one.family === 'IPv4')?.address;
    if (address === undefined) {
      console.error('      (skipped: this machine has no other interface)');
      this.skip();
    }
    const socket = net.connect(port, address);
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED');
  });

  it('says whose fault it is when it cannot listen', async () => {
    const other = await serveRaw(() => undefined);
    const options = { workspace: served.workspace, version: '1', token, logger: { log: () => undefined } };
    const taken = await startServer({ ...options, host: '127.0.0.1', port: other.port });
    assert.deepEqual(taken, {
      ok: false,
      error: `Port ${String(other.port)} is used by another program. Stop that, or choose another port.`,
    });
    const nowhere = await startServer({ ...options, host: '203.0.113.1', port: 0 });
    assert.deepEqual(nowhere, { ok: false, error: '"203.0.113.1" is no address of this machine.' });
    const open = await startServer({ ...options, token: undefined, host: '0.0.0.0', port: 0 });
    assert.match(JSON.stringify(open), /Without a token only this machine may be served/);
  });

  it('keeps its token for its user alone', async () => {
    const folder = `${served.folder}/tokens`;
    const first = await keptToken(folder);
    assert.match(first, /^[\w-]{43}$/);
    assert.equal(await keptToken(folder), first);
    if (process.platform === 'win32') return;
    assert.equal(statSync(tokenFile(folder)).mode & 0o777, 0o600);
    chmodSync(tokenFile(folder), 0o644);
    assert.notEqual(await keptToken(folder), first);
    assert.equal(statSync(tokenFile(folder)).mode & 0o777, 0o600);
  });

  it('starts no program when it needs no token', async () => {
    const open = await Served.start();
    try {
      for (const uses of ['command', 'script', 'mcp']) {
        const settings = {
          command: { run: ['touch', `${open.folder}/ran`] },
          script: { path: 'x.mjs' },
          mcp: { server: `touch ${open.folder}/ran`, tool: 'x' },
        }[uses];
        const created = await open.ask('/workflows', { body: oneTask({ uses, with: settings }) });
        // Not every version has every runner.
        if (created.text.includes('"not-available"')) continue;
        const { id } = created.body;
        const refused = await open.wants(403, '/executions', { body: { workflow_id: id } });
        assert.match(String(refused['detail']), new RegExp(`uses ${uses}`));
        await open.wants(403, `/workflows/${String(id)}/execute`, { method: 'POST' });
        const agent = await open.wants(201, '/agents', { body: { name: uses, uses, with: settings } });
        await open.wants(403, `/agents/${String(agent['id'])}/run`, { method: 'POST' });
      }
      assert.equal((await open.wants(200, '/executions'))['total'], 0);
    } finally {
      await open.stop();
    }
  });

  it('takes no more than it can queue', async () => {
    const small = await Served.start({ queueLimit: 2 });
    try {
      const body = oneTask({ uses: 'mock', with: { delay_seconds: 600 } });
      const { id } = await small.wants(201, '/workflows', { body });
      await small.wants(201, '/executions', { body: { workflow_id: id } });
      const execution = await small.wants(201, '/executions', { body: { workflow_id: id } });
      const full = await small.ask('/executions', { body: { workflow_id: id } });
      assert.deepEqual([full.status, full.headers.get('retry-after')], [429, '1']);
      await small.wants(200, `/executions/${String(execution['id'])}/cancel`, { method: 'POST' });
      await small.wants(201, '/executions', { body: { workflow_id: id } });
      for (const one of await small.workspace.executions.list()) await small.workspace.executions.cancel(one.id);
    } finally {
      await small.stop();
    }
  });
});
