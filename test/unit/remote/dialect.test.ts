import assert from 'node:assert/strict';
import { connect } from '../../../src/remote/connection.ts';
import { describeDialect } from '../../../src/remote/dialect.ts';
import { closeServers, serveHttp } from '../../support/agents/servers.ts';
import { clientOptions, connected, errorOf, never } from '../../support/remote/connecting.ts';
import { scripted, type ScriptedDialect } from '../../support/remote/scripted.ts';

describe('remote: which server it is', () => {
  afterEach(closeServers);

  for (const dialect of ['R1', 'R2', 'R3', 'V2'] satisfies ScriptedDialect[])
    it(`recognises ${dialect}, and leaves nothing behind`, async () => {
      const server = await scripted(dialect);
      assert.equal((await connected(server.url)).dialect, dialect);
      assert.deepEqual([server.workflows.size, server.agents.size], [0, 0]);
      const posts = server.heard.filter(({ method }) => method !== 'GET');
      assert.deepEqual(
        posts.map(({ path, body }) => `${path} ${body}`),
        dialect === 'R1' || dialect === 'R2' ? ['/api/v1/executions/ {}'] : [],
      );
    });

  it('recognises R3 with a token, without asking for another', async () => {
    const server = await scripted('R3');
    server.tokens.add('mine');
    assert.equal((await connected(server.url, { token: () => Promise.resolve('mine') })).dialect, 'R3');
  });

  for (const path of ['/openapi.json', '/api/v1/openapi.json'])
    it(`recognises T by ${path}, through references`, async () => {
      const { url } = await serveHttp((request, response) => {
        if (request.url !== path) {
          response.writeHead(404).end();
          return;
        }
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(tutorialApi));
      });
      const { dialect, takesAgents, takesYaml } = await connected(url);
      assert.deepEqual([dialect, takesAgents, takesYaml], ['T', true, true]);
    });

  it('says that credentials are wanted where everything is closed', async () => {
    const { url } = await serveHttp((_, response) => {
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"detail":"no token"}');
    });
    const { code, message } = errorOf(await connect(clientOptions(url), never));
    assert.equal(code, 'unauthorized');
    assert.match(message, /no token/);
  });

  for (const [what, type, body] of [
    ['a web site', 'text/html', '<html><title>Hello</title></html>'],
    ['another API', 'application/json', '{"hello":"world"}'],
  ] as const)
    it(`does not take ${what} for a server`, async () => {
      const { url } = await serveHttp((_, response) => {
        response.writeHead(200, { 'content-type': type }).end(body);
      });
      assert(['unknown-server', 'unexpected-answer'].includes(errorOf(await connect(clientOptions(url), never)).code));
    });

  it('says in a sentence what each can and cannot do', () => {
    for (const dialect of ['T', 'R1', 'R2', 'R3', 'V2'] as const) assert.match(describeDialect(dialect), /^It .*\.$/);
    assert.match(describeDialect('R1'), /only the first edge/);
    assert.match(describeDialect('V2'), /neither workflows nor executions/);
  });

  it('can be cancelled while the server thinks', async () => {
    const asking = new AbortController();
    const { url } = await serveHttp(() => {
      asking.abort();
    });
    assert.equal(errorOf(await connect(clientOptions(url), asking.signal)).code, 'aborted');
  });
});

const tutorialApi = {
  paths: {
    '/api/v1/workflows': {
      post: {
        requestBody: {
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/Create' } },
            'application/yaml': {},
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Base: { properties: { name: {}, nodes: {}, edges: {} } },
      Create: { allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { agents: {} } }] },
    },
  },
};
