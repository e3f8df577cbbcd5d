/** The tutorial's sample from start to end: SQLite, HTTP, cache, merge. */
import assert from 'node:assert/strict';
import http from 'node:http';
import path from 'node:path';
import type { ExecutionSnapshot, NodeSnapshot } from '../../../src/protocol/execution.ts';
import { makeSample, samplePort, startSampleApi } from '../../../src/sdk/sample.ts';
import { sampleFile } from '../../../src/sdk/sampleFile.ts';
import { storeIn } from '../../../src/sdk/store.ts';
import { closeServers, serveHttp, serveRaw } from '../../support/agents/servers.ts';
import { buildFirst, type Ended, executionIn, Workplace } from '../../support/cli/cli.ts';

const person = (id: number, name: string): object => ({
  id,
  name,
  email: `${name.split(' ')[0]!.toLowerCase()}@example.com`,
});
const rows = [person(1, 'Ada Lovelace'), person(2, 'Grace Hopper'), person(3, 'Alan Turing')];
const body = [person(2, 'Grace Hopper'), person(4, 'Katherine Johnson')];
const value = [person(1, 'Ada Lovelace'), person(5, 'Edsger Dijkstra')];
const sources = ['fetch_db', 'fetch_api', 'fetch_cache'];

describe('the tutorial’s sample', function () {
  this.timeout(30_000);

  let place: Workplace;

  buildFirst();

  before(async () => {
    place = new Workplace();
    const folder = path.join(place.folder, 'tutorial');
    const template = place.copy('examples/tutorial', 'template');
    const made = await makeSample(folder, template, storeIn(path.join(place.folder, 'store')));
    assert(made.ok, JSON.stringify(made));
    // The waits between attempts are simulated elsewhere.
    const text = place.read(`tutorial/${sampleFile}`);
    const hasty = text.replace('max_retries: 3 }', 'max_retries: 3, retry: { delay_seconds: 0.02 } }');
    assert.notEqual(hasty, text);
    place.write(`tutorial/${sampleFile}`, hasty);
  });

  afterEach(() => closeServers());
  after(() => place.remove());

  const run = (api: string): Promise<Ended> =>
    place.run([
      ...['run', `tutorial/${sampleFile}`, '--store', 'store', '--format', 'json', '-i', `api_endpoint=${api}/users`],
    ]);

  const nodeOf = ({ nodes }: ExecutionSnapshot, id: string): NodeSnapshot => {
    const node = nodes[id];
    assert(node, id);
    return node;
  };

  it('merges what database, API and cache gave, asked at the same time', async () => {
    const api = await serveHttp((_, response) => {
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      }, 300);
    });
    const ended = await run(api.url);
    assert.deepEqual([ended.code, ended.err], [0, '']);
    const execution = executionIn(ended);
    assert.equal(execution.status, 'completed');
    assert.deepEqual(nodeOf(execution, 'fetch_db').output, { columns: ['id', 'name', 'email'], rows, row_count: 3 });
    assert.deepEqual((nodeOf(execution, 'fetch_api').output as { body: unknown }).body, body);
    assert.deepEqual(nodeOf(execution, 'fetch_cache').output, { hit: true, value });
    assert.deepEqual(execution.output, { users: [rows[0], rows[1], rows[2], body[1], value[1]] });

    const logs = sources.map((id) => nodeOf(execution, id).attempt_log);
    assert.deepEqual(
      logs.map((log) => log.length),
      [1, 1, 1],
    );
    const starts = logs.map((log) => log[0]!.started_ms);
    const ends = logs.map((log) => log[0]!.ended_ms ?? 0);
    assert(Math.max(...starts) <= Math.min(...ends), `${starts.join()} then ${ends.join()}`);
    assert.equal(execution.max_parallel, 3);
    const [, fetchApi] = logs;
    assert(fetchApi![0]!.ended_ms! - fetchApi![0]!.started_ms >= 290);
  });

  it('merges the rest when the API is stopped: it failed after four attempts', async () => {
    const { url } = await serveRaw((socket) => socket.destroy());
    await closeServers();
    const ended = await run(url);
    assert.equal(ended.code, 0);
    const execution = executionIn(ended);
    assert.equal(execution.status, 'completed');
    const { status, attempts, error, attempt_log: log, output } = nodeOf(execution, 'fetch_api');
    assert.deepEqual([status, attempts, output], ['failed', 4, null]);
    assert.deepEqual([error?.kind, error?.retryable], ['network', true]);
    assert.deepEqual(
      log.map((attempt) => attempt.error?.kind),
      ['network', 'network', 'network', 'network'],
    );
    assert.deepEqual(execution.output, { users: [rows[0], rows[1], rows[2], value[1]] });
    assert.equal(nodeOf(execution, 'join_results').join?.failed, 1);
  });

  it('waits 1, 2 and 4 seconds between the attempts, give or take a tenth', async () => {
    place.write('tutorial/mocks.yaml', 'nodes: { fetch_api: { fail: always } }');
    const file = `template/${sampleFile}`;
    const ended = await place.run(['simulate', file, '--mocks', 'tutorial/mocks.yaml', '--format', 'json']);
    const { attempt_log: log } = nodeOf(executionIn(ended), 'fetch_api');
    const waits = log.slice(1).map((attempt, index) => attempt.started_ms - log[index]!.ended_ms!);
    assert.equal(waits.length, 3);
    for (const [index, wait] of waits.entries()) assert(Math.abs(wait / 1000 / 2 ** index - 1) <= 0.101, waits.join());
  });

  it('is made, served and executed by the command sample', async () => {
    const ended = await place.run(['sample', '--in', 'own', '--store', 'own-store', '--format', 'json']);
    assert.equal(ended.code, 0, ended.err);
    const { status, nodes } = executionIn(ended);
    assert.equal(status, 'completed');
    assert.deepEqual((nodes['fetch_db']?.output as { rows: unknown }).rows, rows);
    assert.deepEqual(nodes['fetch_cache']?.output, { hit: true, value });
    assert.match(place.read(`own/${sampleFile}`), /^name: data_aggregation_workflow/);
  });

  describe('when the usual port is taken', () => {
    const sample = async (): Promise<void> => {
      const ended = await place.run(['sample', '--in', 'own', '--store', 'own-store', '--format', 'json']);
      assert.equal(ended.code, 0, ended.err);
      const { inputs, nodes } = executionIn(ended);
      const address = inputs['api_endpoint'];
      assert(typeof address === 'string');
      assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/users$/);
      assert.notEqual(address, `http://127.0.0.1:${samplePort}/users`);
      assert.deepEqual((nodes['fetch_api']?.output as { body: unknown }).body, body);
    };

    it('by another program, answers at a free one, and says so in one line', async () => {
      const other = await occupied((_, response) => response.writeHead(404).end());
      try {
        await sample();
        const { code, err } = await place.run(['sample', '--in', 'own', '--store', 'own-store']);
        assert.equal(code, 0);
        assert.match(
          err,
          /^own.*\nPort 8787 is taken, so the sample’s API answers at http:\/\/127\.0\.0\.1:\d+\/users\. The input "api_endpoint" says so to the workflow\.\n\n/,
        );
      } finally {
        other?.close();
      }
    });

    it('by another terminal’s sample, which may go away at any time, has an API of its own', async () => {
      const other = await startSampleApi();
      try {
        await sample();
      } finally {
        if (other.ok) other.value.dispose();
      }
    });

    it('leaves an address alone that its user changed', async () => {
      const other = await startSampleApi();
      const api = await serveHttp((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('["theirs"]');
      });
      try {
        const text = place.read(`template/${sampleFile}`);
        place.write(`changed/${sampleFile}`, text.replace('http://127.0.0.1:8787', api.url));
        const ended = await place.run(['sample', '--in', 'changed', '--store', 'own-store', '--format', 'json']);
        const { nodes } = executionIn(ended);
        assert.deepEqual((nodes['fetch_api']?.output as { body: unknown }).body, ['theirs']);
      } finally {
        if (other.ok) other.value.dispose();
      }
    });
  });
});

/** A server on the sample's port; undefined where something has it already. */
async function occupied(answer: http.RequestListener): Promise<http.Server | undefined> {
  const server = http.createServer(answer);
  return await new Promise((resolve) => {
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen(samplePort, '127.0.0.1', () => {
      resolve(server);
    });
  });
}
