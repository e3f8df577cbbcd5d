/** Threats T6 and T7 in VS Code: its proxy takes the requests of `http`, and what is never reached is not asked of it. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension.ts';
import { execute } from '../../support/vscode/execute.ts';
import { eventually, ourExtension } from '../../support/vscode/workspace.ts';

describe('VS Code’s proxy', () => {
  const asked: string[] = [];
  let proxy: Server;
  let api: Api;

  before(async () => {
    api = (await ourExtension().activate()) as Api;
    proxy = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      if (request.url?.includes('redirect') === true)
        response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      else response.end('by the proxy');
    });
    // A tunnel for https: told, and not made.
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url ?? ''}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const http = vscode.workspace.getConfiguration('http');
    await http.update('proxy', `http://127.0.0.1:${port}`, vscode.ConfigurationTarget.Global);
    await eventually('the setting', () => vscode.workspace.getConfiguration('http').get('proxy') !== '');
  });

  after(async () => {
    await vscode.workspace.getConfiguration('http').update('proxy', undefined, vscode.ConfigurationTarget.Global);
    proxy.close();
  });

  beforeEach(() => asked.splice(0));

  for (const support of ['override', 'on'])
    it(`takes http and https where it is set to "${support}"`, async () => {
      const http = vscode.workspace.getConfiguration('http');
      await http.update('proxySupport', support, vscode.ConfigurationTarget.Global);
      const { nodes } = await execute(api, 'uses: http, with: { url: "http://api.example.test/users" }');
      assert.equal(
        (nodes['work']?.output as { body?: string } | null)?.body,
        'by the proxy',
        nodes['work']?.error?.message,
      );
      const { status } = await execute(api, 'uses: http, with: { url: "https://api.example.test/users" }');
      assert.equal(status, 'failed');
      assert.deepEqual(asked, ['GET http://api.example.test/users', 'CONNECT api.example.test:443']);
    });

  it('is not asked for what is never reached, and does not lead inside', async () => {
    for (const url of ['http://metadata.google.internal/', 'http://169.254.169.254/', 'https://[fe80::1]/']) {
      const { nodes } = await execute(api, `uses: http, with: { url: "${url}" }`);
      assert.match(nodes['work']?.error?.message ?? '', /link-local, metadata/);
    }
    assert.deepEqual(asked, []);
    const { nodes } = await execute(api, 'uses: http, with: { url: "http://api.example.test/redirect" }');
    assert.match(nodes['work']?.error?.message ?? '', /redirects from a public address to one inside/);
  });
});
