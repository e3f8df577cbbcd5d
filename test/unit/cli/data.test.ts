/** Data from real servers through the command line, and what of their secrets can be read afterwards (threats T8, T15). */
import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import { Postgres, postgresPrograms } from '../../support/agents/postgres.ts';
import { hasRedis, Redis } from '../../support/agents/redis.ts';
import { closeServers, serveHttp } from '../../support/agents/servers.ts';
import { buildFirst, type Ended, executionIn, Workplace } from '../../support/cli/cli.ts';

const canary = 'C4nary "7f/3a" ü+%';

/** The forms in which a secret may come back. */
const encodings: Readonly<Record<string, string>> = {
  plain: canary,
  base64: Buffer.from(`user:${canary}`).toString('base64'),
  hex: Buffer.from(canary).toString('hex'),
  percent: encodeURIComponent(canary),
  json: JSON.stringify(canary),
  form: new URLSearchParams([['a', canary]]).toString(),
};

/** What of a text gives the secret away. */
function leaks(text: string): string[] {
  const needles = {
    ...encodings,
    base64: Buffer.from(canary).toString('base64').slice(0, 12),
    json: JSON.stringify(canary).slice(1, -1),
    form: (encodings['form'] ?? '').slice(2),
    part: 'C4nary',
  };
  return Object.entries(needles).flatMap(([name, needle]) => (text.includes(needle) ? [name] : []));
}

function textsIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

function executionOf({ out, err }: Ended): ExecutionSnapshot {
  const last = out.trim().split('\n').at(-1) ?? '';
  assert.notEqual(last, '', err);
  return (JSON.parse(last) as { execution: ExecutionSnapshot }).execution;
}

describe('data from real servers', function () {
  this.timeout(60_000);
  let place: Workplace;
  let postgres: Postgres;
  let redis: Redis;

  buildFirst();
  before(async function () {
    // This machine has no PostgreSQL or no Redis: what follows is skipped.
    if (postgresPrograms() === undefined || !hasRedis()) this.skip();
    place = new Workplace();
    place.copy('examples/customers', 'customers');
    postgres = await Postgres.start({
      access: ['host all postgres 127.0.0.1/32 trust', 'host all shop 127.0.0.1/32 scram-sha-256'],
    });
    redis = await Redis.start({ password: canary });
    await postgres.ask(place.read('customers/customers.sql'));
    await postgres.ask(`CREATE ROLE shop LOGIN PASSWORD '${canary}'; GRANT SELECT ON customers TO shop`);
  });
  after(async () => {
    await (postgres as Postgres | undefined)?.stop();
    await (redis as Redis | undefined)?.stop();
    await (place as Workplace | undefined)?.remove();
  });
  afterEach(closeServers);

  function connectionsFile(): string {
    const file = place.write(
      'connections.json',
      JSON.stringify({
        connections: {
          shop: { type: 'postgres', url: postgres.url('shop'), password: canary },
          seen: { type: 'redis', url: redis.url, password: canary },
        },
        secrets: { ORDERS_TOKEN: canary },
      }),
    );
    chmodSync(file, 0o600);
    return file;
  }

  it('the example fetches from PostgreSQL, HTTP and Redis, and joins what they give', async () => {
    const { url } = await serveHttp((request: IncomingMessage, response: ServerResponse) => {
      const isAllowed = request.headers.authorization === `Bearer token-1`;
      response.writeHead(isAllowed ? 200 : 401, { 'content-type': 'application/json' });
      response.end('[{"customer": 1, "total": 20}, {"customer": 1, "total": 22}, {"customer": 3, "total": 5}]');
    });
    const file = connectionsFile();
    const args = ['run', 'customers/customers.workflow.yaml', '--store', 'example', '--format', 'json'];
    const given = ['--connections', file, '--secret', 'ORDERS_TOKEN=THE_TOKEN', '-i', `orders_url=${url}/orders`];
    const run = async (): Promise<unknown> => {
      const execution = executionOf(await place.run([...args, ...given], { env: { THE_TOKEN: 'token-1' } }));
      assert.equal(execution.status, 'completed', JSON.stringify(execution.error));
      return execution.output;
    };
    const customers = [
      { name: 'Ada', total: 42 },
      { name: '王小明', total: 5 },
    ];
    assert.deepEqual(await run(), { report: { customers, seen_before: null } });
    const rows = [
      { id: 1, name: 'Ada' },
      { id: 3, name: '王小明' },
    ];
    assert.deepEqual(await run(), { report: { customers, seen_before: rows } });
  });

  it('threat T15: a secret that comes back in six encodings is in no sink', async () => {
    const { url } = await serveHttp((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(encodings));
    });
    const failing = await serveHttp((_, response) => {
      response.writeHead(400);
      response.end(JSON.stringify(encodings));
    });
    const query = Object.values(encodings)
      .map((text, index) => `'${text.replaceAll("'", "''")}' AS v${String(index)}`)
      .join(', ');
    place.write(
      'leaks.workflow.yaml',
      `name: leaks
error_handling: { on_failure: continue }
agents:
  echo: { uses: http, with: { url: "${url}", headers: { x-token: "\${{ secrets.ORDERS_TOKEN }}" } } }
  fails: { uses: http, with: { url: "${failing.url}", body: "\${{ secrets.ORDERS_TOKEN }}" } }
  rows: { uses: sql, with: { connection: shop, query: ${JSON.stringify(`SELECT ${query}`)} } }
  raises: { uses: sql, with: { connection: shop, query: ${JSON.stringify(`SELECT '${canary.replaceAll("'", "''")}'::int`)} } }
  kept: { uses: cache, with: { connection: seen, operation: set, key: echoed, value: "\${{ secrets.ORDERS_TOKEN }}" } }
nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork, config: { error_handling: { on_failure: continue } } }
  - { id: echo, type: agent_task, agent_id: echo }
  - { id: fails, type: agent_task, agent_id: fails }
  - { id: rows, type: agent_task, agent_id: rows }
  - { id: raises, type: agent_task, agent_id: raises }
  - { id: kept, type: agent_task, agent_id: kept }
  - { id: join, type: parallel_gateway, gateway_type: join, config: { mode: all_settled } }
  - { id: end, type: end }
edges:
${['echo', 'fails', 'rows', 'raises', 'kept'].map((id) => `  - { source: fork, target: ${id} }\n  - { source: ${id}, target: join }\n`).join('')}  - { source: start, target: fork }
  - { source: join, target: end }
`,
    );
    const options = ['--store', 'leaks', '--connections', connectionsFile()];
    const json = await place.run(['run', 'leaks.workflow.yaml', '--format', 'json', ...options]);
    const text = await place.run(['run', 'leaks.workflow.yaml', ...options]);
    const execution = executionOf(json);
    const statuses = Object.entries(execution.nodes).map(([id, { status }]) => `${id} ${status}`);
    for (const one of ['echo completed', 'fails failed', 'rows completed', 'raises failed', 'kept completed'])
      assert(statuses.includes(one), `${one} of ${statuses.join(', ')}: ${JSON.stringify(execution.nodes)}`);
    const { id } = execution;
    const shown = await place.run(['show', id, '--store', 'leaks', '--format', 'json']);
    // Its own text names the secret, as whoever wrote it into the file wanted.
    const journal = textsIn(path.join(place.folder, 'leaks')).replaceAll(
      JSON.stringify(place.read('leaks.workflow.yaml')),
      '',
    );
    for (const [sink, content] of Object.entries({
      events: json.out,
      progress: json.err,
      result: text.out,
      log: text.err,
      show: shown.out + shown.err,
      journal,
    }))
      assert.deepEqual(leaks(content), [], sink);
  });

  it('says which secrets a workflow reads that are not given', async () => {
    place.write(
      'lacking.workflow.yaml',
      `name: lacking
agents: { echo: { uses: transform, with: { expression: '[$boolean(input)]' } } }
nodes:
  - { id: start, type: start }
  - { id: echo, type: agent_task, agent_id: echo, with: { a: "\${{ secrets.GIVEN }}", b: "\${{ secrets.LACKING }}" } }
  - { id: end, type: end }
edges:
  - { source: start, target: echo }
  - { source: echo, target: end }
`,
    );
    const given = ['run', 'lacking.workflow.yaml', '--store', 'lacking', '--secret', 'given=MY_SECRET'];
    const first = await place.run([...given, '--format', 'json'], { env: { MY_SECRET: canary } });
    const again = [
      'rerun',
      executionIn(first).id,
      '--from',
      'echo',
      '--store',
      'lacking',
      '--secret',
      'given=MY_SECRET',
    ];
    for (const { err } of [first, await place.run(again, { env: { MY_SECRET: canary } })]) {
      assert.match(err, /The secret "LACKING" is not given, so it is empty: add --secret LACKING=ENV\./);
      assert.doesNotMatch(err, /"given"/i);
    }
  });

  it('threat T8: a file of secrets that others can read is refused, with the way out', async () => {
    const file = connectionsFile();
    chmodSync(file, 0o640);
    const args = ['run', 'customers/customers.workflow.yaml', '--store', 'refused', '--connections'];
    const refused = await place.run([...args, file]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /holds secrets and others can read it\. Keep it to yourself: chmod 600/);
    const address = 'connections: { shop: { url: "postgres://me:in-the-address@localhost/shop" } }';
    chmodSync(place.write('address.yaml', address), 0o640);
    assert.match((await place.run([...args, 'address.yaml'])).err, /chmod 600/);
    place.write('broken.yaml', `connections: { shop: { url: "${canary}" `);
    place.write('strange.yaml', `connections: { shop: { uri: "${canary}" } }`);
    place.write('list.yaml', `[${JSON.stringify(canary)}]`);
    for (const name of ['broken.yaml', 'strange.yaml', 'list.yaml']) {
      const ended = await place.run([...args, name]);
      assert.equal(ended.code, 2, name);
      assert.deepEqual(leaks(ended.out + ended.err), [], ended.err);
    }
  });

  it('a connection is named by an option, its password by a secret of the same name', async () => {
    place.write(
      'count.workflow.yaml',
      `name: count
agents: { count: { uses: sql, with: { connection: db, query: SELECT count(*)::int AS n FROM customers } } }
nodes: [{ id: start, type: start }, { id: count, type: agent_task, agent_id: count }, { id: end, type: end }]
edges: [{ source: start, target: count }, { source: count, target: end }]
`,
    );
    const args = ['run', 'count.workflow.yaml', '--store', 'count', '--format', 'json'];
    const named = [...args, '--connection', `db=${postgres.url('shop')}`];
    const written = await place.run([...args, '--connection', `db=${postgres.url('shop:in-the-address')}`]);
    assert.equal(written.code, 2);
    assert.match(written.err, /leave the password out of --connection db, and give it by --secret db=ENV\./);
    assert.doesNotMatch(written.err, /in-the-address/);
    const without = executionOf(await place.run(named));
    assert.match(without.error?.message ?? '', /asks for a password/);
    const execution = executionOf(await place.run([...named, '--secret', 'db=PW'], { env: { PW: canary } }));
    assert.deepEqual((execution.output as { rows: unknown }).rows, [{ n: 3 }]);
  });
});
