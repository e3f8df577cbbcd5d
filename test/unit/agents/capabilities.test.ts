/** The tutorial's agents, with nothing but a name and a capability, do what `spec/format.md` says: with real runners. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { nobodyToAsk } from '../../../src/agents/consent.ts';
import { openLocalCache } from '../../../src/agents/cache/localCache.ts';
import { createRunners, type RunnerOptions } from '../../../src/agents/runners.ts';
import { agentRequest, outputOf } from '../../support/agents/request.ts';
import { closeServers, serveHttp } from '../../support/agents/servers.ts';
import { plain } from '../../support/engine/build.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';
import { Rig } from '../../support/engine/rig.ts';
import { yamlWorkflow } from '../../support/engine/yaml.ts';

const text = `name: data_aggregation_workflow
inputs: { query: {}, api_endpoint: {}, cache_key: {} }
agents:
  database: { name: Database Agent, capabilities: [database_query] }
  api: { name: API Agent, capabilities: [api_call] }
  cache: { name: Cache Agent, capabilities: [to_know, cache_read] }
  merger: { name: Merge Agent, capabilities: [merge] }
nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: fetch_db, type: agent_task, agent_id: database }
  - { id: fetch_api, type: agent_task, agent_id: api }
  - { id: fetch_cache, type: agent_task, agent_id: cache }
  - { id: join, type: parallel_gateway, gateway_type: join }
  - { id: merge_data, type: agent_task, agent_id: merger }
  - { id: end, type: end }
edges:
  - { source: start, target: fork }
  - { source: fork, target: fetch_db }
  - { source: fork, target: fetch_api }
  - { source: fork, target: fetch_cache }
  - { source: fetch_db, target: join }
  - { source: fetch_api, target: join }
  - { source: fetch_cache, target: join }
  - { source: join, target: merge_data }
  - { source: merge_data, target: end }
`;

describe('agents that only have a capability', () => {
  afterEach(closeServers);
  after(removeFolders);

  it('work as they are written', async () => {
    const folder = temporaryFolder();
    const options: RunnerOptions = {
      cacheFolder: path.join(folder, 'cache'),
      workspaceFolders: [folder],
      allowedHosts: [],
      connections: { default: `sqlite:${path.join(folder, 'users.db')}` },
      allowShell: false,
      consent: nobodyToAsk,
    };
    const runners = createRunners(() => options);
    const sql = await runners('sql');
    const make = "CREATE TABLE users AS SELECT 1 AS id, 'Ada' AS name";
    outputOf(await sql!.run(agentRequest({ query: make, read_only: false }, { baseDirectory: folder })));
    await openLocalCache(options.cacheFolder, folder, () => 0).set('users_data', ['Grace']);
    const { url } = await serveHttp((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('[{"id":2}]'),
    );
    const inputs = { query: 'SELECT * FROM users', api_endpoint: `${url}/users`, cache_key: 'users_data' };
    const file = path.join(folder, 'a.workflow.yaml');
    const rig = await Rig.start(yamlWorkflow(text), { runners, inputs, file });
    const { status, output, nodes } = await rig.finished();
    assert.equal(status, 'completed', JSON.stringify(nodes));
    const api = nodes['fetch_api']?.output as { readonly status: number; readonly body: unknown };
    assert.deepEqual(plain([api.status, api.body]), [200, [{ id: 2 }]]);
    assert.deepEqual(plain(output), {
      fetch_db: { columns: ['id', 'name'], rows: [{ id: 1, name: 'Ada' }], row_count: 1 },
      fetch_api: plain(nodes['fetch_api']?.output),
      fetch_cache: { hit: true, value: ['Grace'] },
    });
  });
});
