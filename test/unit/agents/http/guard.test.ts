import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import { kindOfAddress } from '../../../../src/network/addresses.ts';
import { createRunner } from '../../../../src/agents/http/chunk.ts';
import { createGuard, type Guard, type Reached, Refused, type Resolver } from '../../../../src/network/guard.ts';
import { send } from '../../../../src/network/request.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { AgentOutcome } from '../../../../src/engine/ports.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { closeServers, type Origin, serveHttp } from '../../../support/agents/servers.ts';

interface Options {
  readonly allowedHosts?: readonly string[];
  readonly resolver?: Resolver;
}

function ask(settings: JsonObject, { allowedHosts = [], resolver }: Options = {}): Promise<AgentOutcome> {
  const runner = createRunner(() => ({ allowedHosts }), {
    ...(resolver && { resolver }),
    timeouts: { connectMs: 300 },
  });
  return runner.run(agentRequest(settings));
}

/** A resolver whose n-th question has the n-th answer; the last one stays. */
function resolving(...answers: readonly string[][]): { readonly resolver: Resolver; readonly asked: string[] } {
  const asked: string[] = [];
  const resolver = ((name: string, _: unknown, callback: (error: null, addresses: object[]) => void): void => {
    asked.push(name);
    const addresses = answers[Math.min(asked.length, answers.length) - 1] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as Resolver;
  return { resolver, asked };
}

describe('threat T6: kinds of addresses', () => {
  const kinds: Record<string, readonly string[]> = {
    forbidden: [
      ...['169.254.169.254', '169.254.0.1', '0.0.0.0', '0.1.2.3', '100.100.100.200', '168.63.129.16', '224.0.0.1'],
      ...['255.255.255.255', '::', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fd00:ec2::254', 'ff02::1'],
      ...['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '::169.254.169.254', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1'],
      ...['', 'localhost', '1.2.3', '::ffff:0.0.0.0'],
    ],
    private: [
      ...['127.0.0.1', '127.255.255.254', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1'],
      ...['::1', 'fc00::1', 'fd12::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::'],
    ],
    public: ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1', '::ffff:8.8.8.8', '2002:808:808::1'],
  };
  for (const [kind, addresses] of Object.entries(kinds))
    for (const address of addresses)
      it(`${address === '' ? 'no text' : address} is ${kind}`, () => {
        assert.equal(kindOfAddress(address), kind);
      });
});

describe('threat T6: connections that are not HTTP', () => {
  it('are under the same rules: forbidden addresses and names, and the hosts that the setting allows', () => {
    for (const [host, port] of [
      ['169.254.169.254', 5432],
      ['[fe80::1]', 6379],
      ['Metadata.Google.Internal.', 80],
    ] as const)
      assert.throws(() => {
        createGuard([]).checkHost(host, port);
      }, Refused);
    const guard = createGuard(['db.example.com', '[::1]:5432', '10.0.0.1']);
    const allowed = (host: string, port: number): boolean => {
      try {
        guard.checkHost(host, port);
        return true;
      } catch {
        return false;
      }
    };
    assert.deepEqual(
      [allowed('DB.example.com', 1), allowed('::1', 5432), allowed('[::1]', 5432), allowed('10.0.0.1', 2)],
      [true, true, true, true],
    );
    assert.deepEqual(
      [allowed('::1', 5433), allowed('localhost', 5432), allowed('example.com', 1)],
      [false, false, false],
    );
  });
});

describe('threat T6: what is never connected to', () => {
  let inside: Origin;
  beforeEach(async () => {
    inside = await serveHttp((_, response) => response.end('inside'));
  });
  afterEach(closeServers);

  const refused = async (outcome: Promise<AgentOutcome>, message?: RegExp): Promise<void> => {
    const { kind, retryable, message: says } = errorOf(await outcome);
    assert.deepEqual([kind, retryable], ['network', false], says);
    if (message) assert.match(says, message);
    assert.equal(inside.connections(), 0);
  };

  const file = new URL('../../../../../shared/cases/hostile/ssrf-urls.json', import.meta.url);
  if (!existsSync(file)) console.log('    (skipped: the shared SSRF cases are not here)');
  else {
    const { cases, redirects } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly cases: readonly { readonly id: string; readonly url: string; readonly name: string }[];
      readonly redirects: readonly { readonly status: number; readonly location: string }[];
    };
    for (const { id, url, name } of cases)
      it(`${id} ${name}, where only one host is allowed`, async () => {
        const { resolver, asked } = resolving(['127.0.0.1']);
        const { kind } = errorOf(await ask({ url }, { allowedHosts: ['api.example.com'], resolver }));
        assert.ok(kind === 'network' || kind === 'settings', kind);
        assert.deepEqual(asked, []);
      });
    for (const { id, url, name } of cases.filter((one) => Number(one.id.slice(5)) <= 11))
      it(`${id} ${name}, where every host is allowed`, async () => {
        const { resolver } = resolving(['169.254.169.254']);
        const { kind, retryable } = errorOf(await ask({ url }, { resolver }));
        assert.ok((kind === 'network' || kind === 'settings') && !retryable, kind);
      });
    it('0 connections to listeners on 127.0.0.1 and ::1, at whatever port, where only another host is allowed', async () => {
      const both = await serveHttp((_, response) => response.end('inside'), '::');
      const { resolver } = resolving(['127.0.0.1', '::1']);
      const urls = cases.flatMap(({ url }) => {
        if (!URL.canParse(url)) return [];
        const here = new URL(url);
        here.port = String(both.port);
        return [here.href];
      });
      urls.push(
        ...['localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0'].map((host) => `http://${host}:${both.port}/`),
      );
      for (const url of urls) errorOf(await ask({ url }, { allowedHosts: ['api.example.com'], resolver }));
      assert.equal(both.connections(), 0);
      // They are within reach else: what is not forbidden everywhere connects.
      for (const url of urls) await ask({ url }, { resolver });
      assert.ok(both.connections() >= 7, String(both.connections()));
    });

    for (const { status, location } of redirects)
      it(`a redirect ${String(status)} to ${location}`, async () => {
        const { url } = await serveHttp((_, response) => response.writeHead(status, { location }).end());
        const { message, retryable } = errorOf(await ask({ url }));
        assert.equal(retryable, false);
        assert.match(message, /link-local|The server answered 30[05]/);
      });
  }

  it('schemes other than http and https', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://127.0.0.1/', 'data:text/plain,a', 'javascript:1'])
      await refused(ask({ url }), /^Only http and https addresses/);
  });

  it('the metadata service by its name, whatever resolves it', async () => {
    await refused(ask({ url: 'http://metadata.google.internal/' }, resolving(['127.0.0.1'])), /metadata/);
  });

  it('a name that has a forbidden address among others', async () => {
    await refused(ask({ url: 'http://two.test/' }, resolving(['127.0.0.1', '169.254.169.254'])), /link-local/);
  });

  it('a name without an address', async () => {
    await refused(ask({ url: 'http://none.test/' }, resolving([])), /has no address/);
  });

  it('reaches loopback, by its address and its name', async () => {
    const { resolver } = resolving(['127.0.0.1']);
    assert.equal((outputOf(await ask({ url: inside.url })) as JsonObject)['body'], 'inside');
    const byName = `http://localhost:${String(inside.port)}`;
    assert.equal((outputOf(await ask({ url: byName }, { resolver })) as JsonObject)['body'], 'inside');
  });

  it('tries every address of a name', async () => {
    const url = `http://localhost:${String(inside.port)}`;
    assert.equal((outputOf(await ask({ url }, resolving(['::1', '127.0.0.1']))) as JsonObject)['body'], 'inside');
  });

  it('loopback, where the setting allows others only; with it, by host or host and port', async () => {
    const { url, port } = inside;
    for (const other of ['localhost', '127.0.0.1:1', 'example.com'])
      await refused(
        ask({ url }, { allowedHosts: [other] }),
        /^Only some hosts may be reached, and ".*network\.allow, on the command line with --network-allow/,
      );
    for (const own of ['127.0.0.1', `127.0.0.1:${String(port)}`])
      assert.equal((outputOf(await ask({ url }, { allowedHosts: [own] })) as JsonObject)['status'], 200);
  });
});

describe('threat T6: redirects', () => {
  afterEach(closeServers);

  /** Redirects `/3` to `/2` and so on; `/0` is the end. */
  const countdown = (): Promise<Origin> =>
    serveHttp((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('there');
      else response.writeHead(302, { location: `/${String(left - 1)}` }).end();
    });

  it('follows three, not four', async () => {
    const { url } = await countdown();
    assert.equal((outputOf(await ask({ url: `${url}/3` })) as JsonObject)['body'], 'there');
    assert.equal(errorOf(await ask({ url: `${url}/4` })).message, 'More than 3 redirects.');
  });

  it('drops credentials when the origin changes, and only then', async () => {
    const heard: IncomingHttpHeaders[] = [];
    const other = await serveHttp((request, response) => {
      heard.push(request.headers);
      response.end();
    });
    const { url } = await serveHttp((request, response) => {
      heard.push(request.headers);
      const location = request.url === '/first' ? '/second' : other.url;
      response.writeHead(307, { location }).end();
    });
    const headers = { Authorization: 'Bearer x', Cookie: 'a=b', 'X-Own': 'kept' };
    await ask({ url: `${url}/first`, headers });
    assert.deepEqual(
      heard.map((one) => [one.authorization, one.cookie, one['x-own']]),
      [
        ['Bearer x', 'a=b', 'kept'],
        ['Bearer x', 'a=b', 'kept'],
        [undefined, undefined, 'kept'],
      ],
    );
  });

  it('asks with GET after 303, and with the same method and body after 307', async () => {
    const heard: (string | undefined)[] = [];
    const { url } = await serveHttp((request, response) => {
      heard.push(request.method, request.headers['content-length']);
      const status = Number(request.url?.slice(1));
      if (status === 200) response.end();
      else response.writeHead(status, { location: '/200' }).end();
    });
    for (const status of ['303', '307']) await ask({ url: `${url}/${status}`, method: 'POST', body: 'abc' });
    assert.deepEqual(heard, ['POST', '3', 'GET', undefined, 'POST', '3', 'POST', '3']);
  });

  it('never leads from a public address inside: by address, by name, or by a name that changes its mind', async () => {
    const inside = await serveHttp((_, response) => response.end('inside'));
    const port = String(inside.port);
    const target = { location: '' };
    const outside = await serveHttp((_, response) => response.writeHead(302, target).end());
    // Both are on loopback; the first is taken for a public one.
    const guard = createGuard([], resolving(['127.0.0.1']).resolver);
    const reached = (url: URL): Reached => ({ host: url.host, kind: 'public' });
    const first: Guard = { ...guard, resolve: (from) => ({ ...guard.resolve(from), reached }) };
    const timeouts = { connectMs: 300, headersMs: 300, idleMs: 300, bodyMs: 300 };
    for (const location of [inside.url, `http://inside.test:${port}`, `http://public.test:${port}`]) {
      target.location = location;
      const request = { url: new URL(`http://public.test:${String(outside.port)}`), method: 'GET', headers: {} };
      await assert.rejects(
        send({ ...request, body: undefined }, first, timeouts, new AbortController().signal),
        (error: Error) => error instanceof Refused && error.message.includes('redirects from a public address'),
      );
    }
    assert.deepEqual([outside.connections(), inside.connections()], [3, 0]);
    const { kind } = guard.resolve().reached(new URL('http://192.0.2.1/'), '192.0.2.1');
    assert.equal(kind, 'public');
  });

  it('is not led astray by a name that is public first and on this machine then', async () => {
    const inside = await serveHttp((_, response) => response.end('inside'));
    const { resolver, asked } = resolving(['192.0.2.1'], ['127.0.0.1']);
    const outside = await serveHttp((_, response) =>
      response.writeHead(302, { location: `http://rebind.test:${inside.port}/` }).end(),
    );
    const guard = createGuard([], resolver);
    // The first answer is for the check of a test; the request to the public host comes from loopback in truth.
    const first: Guard = {
      ...guard,
      resolve: (from) => ({
        ...guard.resolve(from),
        ...(!from && { lookup: loopback }),
        reached: (url) => ({ host: url.host, kind: 'public' }),
      }),
    };
    const loopback: LookupFunction = (_, options, callback) => {
      if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
      else callback(null, '127.0.0.1', 4);
    };
    asked.push('rebind.test');
    const request = { url: new URL(`http://rebind.test:${outside.port}`), method: 'GET', headers: {}, body: undefined };
    const timeouts = { connectMs: 300, headersMs: 300, idleMs: 300, bodyMs: 300 };
    await assert.rejects(send(request, first, timeouts, new AbortController().signal), Refused);
    assert.deepEqual([asked, inside.connections()], [['rebind.test', 'rebind.test'], 0]);
  });

  it('connects to the address that was checked: a name is asked for once', async () => {
    const inside = await serveHttp((_, response) => response.end('inside'));
    const { resolver, asked } = resolving(['192.0.2.1'], ['127.0.0.1']);
    errorOf(await ask({ url: `http://rebind.test:${String(inside.port)}` }, { resolver }));
    assert.deepEqual([asked, inside.connections()], [['rebind.test'], 0]);
  });
});
