/** Threats T6 and T7 by the command line: which hosts workflows may reach, and where a secret goes in plain text. */
import assert from 'node:assert/strict';
import { readArguments } from '../../../src/cli/arguments.ts';
import { allowedHostsOf, networkOption } from '../../../src/cli/network.ts';
import { closeServers, type Origin, serveHttp } from '../../support/agents/servers.ts';
import { buildFirst, type Ended, executionIn, Workplace } from '../../support/cli/cli.ts';

describe('ipa-workflow --network-allow', () => {
  let place: Workplace;
  let origin: Origin;
  let heard: (string | undefined)[];

  buildFirst();
  before(() => {
    place = new Workplace();
    place.write(
      'asks.workflow.yaml',
      `name: asks
inputs: { url: string }
agents: { ask: { uses: http, with: { url: "\${{ inputs.url }}" } } }
nodes: [{ id: start, type: start }, { id: ask, type: agent_task, agent_id: ask }, { id: end, type: end }]
edges: [{ source: start, target: ask }, { source: ask, target: end }]
`.replace('inputs: { url: string }', 'inputs: { url: { type: string } }'),
    );
    const text = place.read('asks.workflow.yaml');
    place.write(
      'tells.workflow.yaml',
      text.replace(
        '{ url: "${{ inputs.url }}" }',
        '{ url: "${{ inputs.url }}", headers: { x-mine: "${{ secrets.KEY }}" } }',
      ),
    );
  });
  beforeEach(async () => {
    heard = [];
    origin = await serveHttp((request, response) => {
      heard.push(request.headers['x-mine'] as string | undefined);
      response.end('ok');
    });
  });
  afterEach(closeServers);
  after(() => place.remove());

  const options = (name: string): string[] => ['--store', name, '--format', 'json'];
  const failureOf = (ended: Ended): string => {
    const { kind, message } = executionIn(ended).nodes['ask']?.error ?? { kind: '', message: '' };
    return `${kind}: ${message}`;
  };

  it('names all that may be reached, for run, retry and rerun', async () => {
    const host = `127.0.0.1:${String(origin.port)}`;
    const run = ['run', 'asks.workflow.yaml', '-i', `url=${origin.url}`, ...options('asks')];
    const refused = await place.run([...run, '--network-allow', 'api.example.com']);
    const says = /^network: Only some hosts may be reached, and "127\.0\.0\.1:\d+" is none of them\. .*--network-allow/;
    assert.match(failureOf(refused), says);
    const { id } = executionIn(refused);
    for (const again of [
      ['retry', id],
      ['rerun', id, '--from', 'ask'],
    ]) {
      const limited = await place.run([
        ...again,
        ...options('asks'),
        '--network-allow',
        'a.example.com,b.example.com:1',
      ]);
      assert.match(failureOf(limited), says);
    }
    assert.equal(origin.connections(), 0);
    for (const allowed of [
      ['127.0.0.1'],
      [host],
      ['api.example.com,127.0.0.1'],
      ['api.example.com', '--network-allow', host],
    ])
      assert.equal((await place.run([...run, '--network-allow', ...allowed])).code, 0, allowed.join(' '));
    assert.equal((await place.run(['retry', id, ...options('asks')])).code, 0);
  });

  it('lets a secret cross the network in plain text, which else is refused with the way out', async () => {
    // This machine by an address that is not plainly it.
    const url = `http://[::ffff:127.0.0.1]:${String(origin.port)}/`;
    const run = ['run', 'tells.workflow.yaml', '-i', `url=${url}`, '--secret', 'KEY=THE_KEY', ...options('tells')];
    const tell = (...more: readonly string[]): Promise<Ended> =>
      place.run([...run, ...more], { env: { THE_KEY: 'canary-7f3a' } });
    assert.match(failureOf(await tell()), /^network: Credentials are not sent to .* in plain text\. .*--network-allow/);
    assert.deepEqual(heard, []);
    assert.equal((await tell('--network-allow', '[::ffff:7f00:1]')).code, 0);
    assert.deepEqual(heard, ['canary-7f3a']);
  });

  it('wants hosts', async () => {
    const read = (list: string): unknown => {
      const given = readArguments([`--network-allow=${list}`], networkOption);
      assert(given.ok);
      const hosts = allowedHostsOf(given.value);
      return hosts.ok ? hosts.value : hosts.error;
    };
    assert.deepEqual(read('a.example.com, B:1,[::1]:2,::1'), ['a.example.com', 'B:1', '[::1]:2', '::1']);
    for (const wrong of ['https://api.example.com', '*.example.com', 'a b', 'a:x', '', 'a,,b', '[::1'])
      assert.match(String(read(wrong)), /^The option --network-allow wants HOST or HOST:PORT, several with commas/);
    const { code, err } = await place.run(['run', 'asks.workflow.yaml', '-i', 'url=x', '--network-allow', 'a/b']);
    assert.equal(code, 2);
    assert.match(err, /The option --network-allow wants HOST or HOST:PORT, .*Not "a\/b"/);
  });

  it('is an option of every command that may reach something', async () => {
    for (const command of ['run', 'resume', 'retry', 'rerun', 'serve'])
      assert.match(
        (await place.run([command, '--help'])).out,
        /--network-allow HOST,…  +hosts that workflows may reach/,
      );
  });
});
