/**
 * VS Code replaces `request` of `http` and `https` in an extension host, to put its proxy agent into the options. Here the same is
 * done by hand: what counts is what a request leaves to it.
 */
import assert from 'node:assert/strict';
import http, { Agent, type RequestOptions } from 'node:http';
import net from 'node:net';
import { createRunner } from '../../../src/agents/http/chunk.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import type { AgentOutcome } from '../../../src/engine/ports.ts';
import { createGuard, type Guard, Refused, type Resolver } from '../../../src/network/guard.ts';
import { send } from '../../../src/network/request.ts';
import { agentRequest, errorOf, outputOf } from '../../support/agents/request.ts';
import { closeServers, serveHttp } from '../../support/agents/servers.ts';

const original = http.request;

/** As `@vscode/proxy-agent` with `http.proxySupport: on`, which leaves alone what has an agent of its own. */
function patch(agent: Agent): void {
  http.request = ((url: URL, options: RequestOptions) => {
    assert.equal(options.agent, undefined, 'VS Code would not use the proxy');
    return original(url, { ...options, agent });
  }) as typeof http.request;
}

/** Sends everything to the port, as to a proxy: names are not resolved here. */
class ProxyAgent extends Agent {
  readonly #port: number;
  constructor(port: number) {
    super();
    this.#port = port;
  }
  override createConnection(): net.Socket {
    return net.connect(this.#port, '127.0.0.1');
  }
}

function ask(settings: JsonObject, resolver?: Resolver): Promise<AgentOutcome> {
  return createRunner(() => ({ allowedHosts: [] }), resolver && { resolver }).run(agentRequest(settings));
}

describe('VS Code’s proxy and threat T6', () => {
  afterEach(async () => {
    http.request = original;
    await closeServers();
  });

  it('takes the request, without its name being resolved here', async () => {
    const proxy = await serveHttp((request, response) => response.end(`by the proxy: ${String(request.headers.host)}`));
    patch(new ProxyAgent(proxy.port));
    const resolver = (() => assert.fail('resolved')) as unknown as Resolver;
    const { body } = outputOf(await ask({ url: 'http://api.example.com/' }, resolver)) as JsonObject;
    assert.equal(body, 'by the proxy: api.example.com');
  });

  it('is not asked for a name or an address that is never reached', async () => {
    const proxy = await serveHttp((_, response) => response.end());
    patch(new ProxyAgent(proxy.port));
    for (const host of ['metadata.google.internal', '169.254.169.254', '[fe80::1]'])
      assert.equal(errorOf(await ask({ url: `http://${host}/` })).retryable, false);
    assert.equal(proxy.connections(), 0);
  });

  it('does not lead from outside to an address inside', async () => {
    const proxy = await serveHttp((_, response) => response.writeHead(302, { location: 'http://127.0.0.1/' }).end());
    patch(new ProxyAgent(proxy.port));
    const { message } = errorOf(await ask({ url: 'http://api.example.com/' }));
    assert.match(message, /redirects from a public address to one inside/);
    assert.equal(proxy.connections(), 1);
  });

  it('checks a connection that VS Code’s own agent kept from an earlier request of others', async () => {
    const heard: (string | undefined)[] = [];
    const inside = await serveHttp((request, response) => {
      heard.push(request.url);
      response.end();
    });
    const location = `http://public.test:${inside.port}/private`;
    const outside = await serveHttp((_, response) => response.writeHead(302, { location }).end());
    // Another extension has reached the address through the name; nobody checked it then.
    const kept = new Agent({ keepAlive: true });
    await new Promise<void>((resolve) => {
      const { port } = inside;
      const warm = original({ host: 'public.test', port, path: '/warm', agent: kept, lookup: loopback }, (response) => {
        response.resume().on('end', () => setImmediate(resolve));
      });
      warm.end();
    });
    patch(kept);
    const guard = createGuard([]);
    const outward: Guard = {
      ...guard,
      resolve: (from) => ({
        ...guard.resolve(from),
        ...(!from && { lookup: loopback }),
        reached: ({ host }) => ({ host, kind: 'public' }),
      }),
    };
    const request = {
      url: new URL(`http://outside.test:${outside.port}`),
      method: 'GET',
      headers: {},
      body: undefined,
    };
    const refused = send(request, outward, timeouts, new AbortController().signal);
    await assert.rejects(refused, (error: Error) => error instanceof Refused && error.message.includes('one inside'));
    kept.destroy();
    assert.deepEqual([heard, inside.connections()], [['/warm'], 1]);
  });
});

const timeouts = { connectMs: 1000, headersMs: 1000, idleMs: 1000, bodyMs: 1000 };

const loopback: net.LookupFunction = (_, options, callback) => {
  if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};
