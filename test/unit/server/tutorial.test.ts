/** The commands of docs/server.md, the tutorial's among them, against `serve --open`, as a shell runs them. */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeSample } from '../../../src/sdk/sample.ts';
import { storeIn } from '../../../src/sdk/store.ts';
import { openWorkspace } from '../../../src/sdk/workspace.ts';
import { closeServers, serveHttp } from '../../support/agents/servers.ts';
import { buildFirst, type Running, Workplace } from '../../support/cli/cli.ts';
import { hasCurl, runCommands, withoutDates } from '../../support/tutorial.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('serve', function () {
  this.timeout(60_000);

  let place: Workplace;

  buildFirst();

  before(() => {
    place = new Workplace();
  });

  afterEach(() => closeServers());
  after(() => place.remove());

  /** Starts it on a free port; resolves with its address. */
  const serve = async (...more: string[]): Promise<{ readonly running: Running; readonly url: string }> => {
    const running = place.start(['serve', '--port', '0', '--store', 'store', ...more]);
    const url = await running.matches(/^(http:\/\/127\.0\.0\.1:\d+)\/api\/v1$/m);
    await running.shows('Ctrl+C');
    return { running, url };
  };

  it('makes the tutorial’s commands work as they are printed; the result is that of the editor’s engine', async function () {
    if (!hasCurl()) {
      console.error('      (skipped: this machine has no curl)');
      this.skip();
    }
    const template = place.copy('examples/tutorial', 'template');
    assert((await makeSample(place.folder, template, storeIn(path.join(place.folder, 'store')))).ok);
    const api = await serveHttp((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('[{ "id": 4, "name": "Katherine Johnson" }]');
    });
    const { running, url } = await serve('--open', '--connection', 'default=sqlite:./data/users.db');
    const { executionId, result, workflow, inputs } = await runCommands(
      root,
      url.replace('127.0.0.1', 'localhost'),
      api.url,
    );
    running.kill('SIGINT');
    assert.equal((await running.ended).code, 0);

    // The same file with the same inputs by the engine alone.
    const kept = (await place.run(['show', executionId, '--format', 'json', '--store', 'store'])).out;
    assert(kept.includes(executionId));
    const workspace = openWorkspace({
      folder: place.folder,
      store: path.join(place.folder, 'store'),
      settings: { connections: { default: 'sqlite:./data/users.db' } },
    });
    const file = path.join(place.folder, 'same.workflow.yaml');
    const same = await workspace.executions.start({ text: workflow, file, inputs });
    assert(same.ok, JSON.stringify(same));
    const { status, output } = await workspace.executions.finished(same.value);
    workspace.dispose();
    assert.equal(status, 'completed');
    assert.deepEqual(withoutDates(result), withoutDates(output));
    assert.deepEqual(Object.keys(result).sort(), ['fetch_api', 'fetch_cache', 'fetch_db']);
  });

  it('prints the header that every request sends, and keeps the token', async () => {
    const first = await serve();
    const header = await first.running.matches(/^ *(Authorization: Bearer [\w-]{43})$/m);
    const [name = '', value = ''] = header.split(': ');
    assert.equal((await fetch(`${first.url}/api/v1/agents`)).status, 401);
    assert.equal((await fetch(`${first.url}/api/v1/agents`, { headers: { [name]: value } })).status, 200);
    first.running.kill('SIGINT');
    const { code, err } = await first.running.ended;
    assert.equal(code, 0);
    assert(err.endsWith('Stopping. Executions that run are kept, and go on at the next start.\n'), err);
    const file = path.join(place.folder, 'store/catalog/server-token');
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
    const second = await serve();
    assert.equal(await second.running.matches(/^ *(Authorization: Bearer [\w-]{43})$/m), header);
    const taken = await place.run(['serve', '--port', new URL(second.url).port, '--store', 'store']);
    assert.deepEqual([taken.code, taken.out], [1, '']);
    assert.match(taken.err, /^ipa-workflow: Port \d+ is used by another program\./);
    second.running.kill('SIGINT');
    await second.running.ended;
  });

  for (const [args, message] of [
    [['--port', 'x'], 'The option --port wants a whole number from 0 to 65535.'],
    [
      ['--open', '--host', '0.0.0.0', '--port', '0'],
      'Without a token only this machine may be served. Leave out --open, or --host 0.0.0.0.',
    ],
    [['--open', '--allow-commands'], 'With --open no program is started, so --allow-commands cannot be given with it.'],
    [['--connection', 'x'], 'The option --connection wants NAME=URL.'],
  ] as const)
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, out, err } = await place.run(['serve', '--store', 'store', ...args]);
      assert([1, 2].includes(code ?? 0));
      assert.deepEqual([out, err.split('\n')[0]], ['', `ipa-workflow: ${message}`]);
    });
});
