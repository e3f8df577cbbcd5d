import assert from 'node:assert/strict';
import tls from 'node:tls';
import { createRunner } from '../../../../src/agents/http/chunk.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { AgentOutcome } from '../../../../src/engine/ports.ts';
import { createGuard, Refused } from '../../../../src/network/guard.ts';
import { type Certificates, makeCertificates } from '../../../support/agents/httpCertificates.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { closeServers, serveHttp, serveHttps, serveRaw } from '../../../support/agents/servers.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

function ask(settings: JsonObject, allowedHosts: readonly string[] = []): Promise<AgentOutcome> {
  return createRunner(() => ({ allowedHosts })).run(
    agentRequest(settings, { holdsSecret: (text) => text.includes('secret-7f3a') }),
  );
}

describe('threat T7: certificates', function () {
  let certificates: Certificates;
  const trusted = tls.getCACertificates('default');

  before(function () {
    const made = makeCertificates(temporaryFolder());
    if (!made) {
      console.log('    (skipped: this machine has no openssl)');
      this.skip();
    }
    certificates = made;
    tls.setDefaultCACertificates([...trusted, certificates.authority]);
  });
  afterEach(closeServers);
  after(() => {
    tls.setDefaultCACertificates(trusted);
    removeFolders();
  });

  it('accepts one of a trusted authority, by address and by name', async () => {
    const { url, port } = await serveHttps(certificates.good, (_, response) => response.end('private'));
    for (const address of [url, `https://localhost:${port}`])
      assert.equal((outputOf(await ask({ url: address })) as JsonObject)['body'], 'private');
  });

  const wrong: Record<Exclude<keyof Certificates, 'authority' | 'good'>, RegExp> = {
    selfSigned: /^The request to "127\.0\.0\.1:\d+" failed: self-signed certificate\b/,
    expired: /^The request to "127\.0\.0\.1:\d+" failed: certificate has expired$/,
    wrongHost: /failed: Hostname\/IP does not match certificate's altnames: IP: 127\.0\.0\.1 is not in the cert's list/,
  };
  for (const [name, message] of Object.entries(wrong))
    it(`refuses one that is ${name}, says why, does not try again, and sends nothing`, async () => {
      const heard: unknown[] = [];
      const { url } = await serveHttps(certificates[name as keyof typeof wrong], (request) => heard.push(request.url));
      const error = errorOf(await ask({ url, headers: { authorization: 'Bearer canary' } }));
      assert.deepEqual([error.kind, error.retryable], ['network', false]);
      assert.match(error.message, message);
      assert.deepEqual(heard, []);
    });

  it('does not go on from https to http', async () => {
    const plain = await serveHttp((_, response) => response.end('inside'));
    const { url } = await serveHttps(certificates.good, (_, response) =>
      response.writeHead(302, { location: plain.url }).end(),
    );
    const { message, retryable } = errorOf(await ask({ url }));
    assert.match(message, /^The server redirects from https to http/);
    assert.deepEqual([retryable, plain.connections()], [false, 0]);
  });

  it('does not speak to what is no TLS', async () => {
    const { port } = await serveHttp((_, response) => response.end());
    const error = errorOf(await ask({ url: `https://127.0.0.1:${port}` }));
    assert.equal(error.kind, 'network');
  });
});

describe('threat T7: credentials in plain text', () => {
  afterEach(closeServers);
  const credentials: JsonObject[] = [
    { headers: { Authorization: 'Bearer canary' } },
    { headers: { Cookie: 'session=canary' } },
    { headers: { 'X-API-Key': 'canary' } },
  ];

  it('are not sent to another machine', async () => {
    for (const address of ['http://192.0.2.1/', 'http://api.example.com/', 'http://localhost.example.com/'])
      for (const settings of credentials) {
        const error = errorOf(await ask({ url: address, ...settings }));
        assert.deepEqual([error.kind, error.retryable], ['network', false]);
        assert.match(error.message, /^Credentials are not sent to "[a-z0-9.]+" in plain text\. Use https, or name/);
      }
    assert.match(errorOf(await ask({ url: 'http://me:canary@api.example.com/' })).message, /^Credentials are not sent/);
  });

  it('are not sent on by a redirect either: the capture of all that arrives holds none', async () => {
    const captured: string[] = [];
    const { port } = await serveRaw((socket) =>
      socket.on('data', (data) => {
        captured.push(data.toString('latin1'));
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      }),
    );
    const { url } = await serveHttp((_, response) =>
      response.writeHead(307, { location: `http://localhost:${port}/` }).end(),
    );
    for (const settings of credentials) outputOf(await ask({ url, ...settings }));
    assert.equal(captured.length, credentials.length);
    assert.doesNotMatch(captured.join(''), /canary/);
  });

  const secrets: JsonObject[] = [
    { headers: { 'X-Of-My-Own': 'secret-7f3a' } },
    { method: 'POST', body: { deep: ['secret-7f3a'] } },
  ];

  it('are all that holds a secret, too: not in plain text to another machine', async () => {
    for (const settings of secrets)
      assert.match(errorOf(await ask({ url: 'http://192.0.2.1/', ...settings })).message, /^Credentials are not sent/);
  });

  it('nor on by a redirect: a header is dropped, a body is not sent', async () => {
    const captured: string[] = [];
    const { port } = await serveHttp((request, response) => {
      captured.push(JSON.stringify([request.method, request.url, request.headers]));
      response.end('ok');
    });
    const { url } = await serveHttp((_, response) =>
      response.writeHead(307, { location: `http://localhost:${port}/` }).end(),
    );
    const [header, body] = secrets as [JsonObject, JsonObject];
    outputOf(await ask({ url, ...header }));
    const { kind, message, retryable } = errorOf(await ask({ url, ...body }));
    assert.deepEqual([kind, retryable], ['network', false]);
    assert.match(message, /redirects a secret to another origin \("localhost:\d+"\)\.$/);
    assert.equal(captured.length, 1);
    assert.doesNotMatch(captured.join(''), /secret-7f3a/);
    outputOf(await ask({ url, method: 'POST', body: 'nothing' }));
  });

  it('are sent on this machine, and where the setting names the host', async () => {
    const { url } = await serveHttp((request, response) => response.end(request.headers.authorization));
    const settings = { url, headers: { Authorization: 'Bearer canary' } };
    assert.equal((outputOf(await ask(settings)) as JsonObject)['body'], 'Bearer canary');
    const guard = createGuard(['10.0.0.5:8080', 'api.example.com']);
    for (const address of ['http://10.0.0.5:8080', 'http://api.example.com', 'https://x.test', 'http://[::1]'])
      guard.checkPlainText(new URL(address));
    assert.throws(() => {
      guard.checkPlainText(new URL('http://10.0.0.5'));
    }, Refused);
  });
});
