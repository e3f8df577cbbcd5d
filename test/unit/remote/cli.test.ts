import assert from 'node:assert/strict';
import { closeServers } from '../../support/agents/servers.ts';
import { buildFirst, Workplace } from '../../support/cli/cli.ts';
import { scripted } from '../../support/remote/scripted.ts';
import { forked } from '../../support/remote/texts.ts';

describe('ipa-workflow push and pull', () => {
  let place: Workplace;

  buildFirst();
  beforeEach(() => {
    place = new Workplace();
    place.write('morning.workflow.yaml', forked);
  });
  afterEach(async () => {
    await place.remove();
    await closeServers();
  });

  it('puts a workflow on a server, replaces it, and fetches the same file', async () => {
    const { url, workflows, agents } = await scripted('R2');
    const first = await place.run(['push', 'morning.workflow.yaml', '--server', url]);
    assert.equal(first.code, 0, first.err);
    assert.equal(first.err.split('executes only the start: orchestrate here').length, 2, first.err);
    const second = await place.run(['push', 'morning.workflow.yaml', '--server', url, '--format', 'json']);
    const id = first.out.trim();
    assert.deepEqual(JSON.parse(second.out), { id, updated: true, dialect: 'R2' });
    assert.deepEqual([workflows.size, agents.size], [1, 2]);
    const pulled = await place.run(['pull', id, '--server', url]);
    assert.deepEqual([pulled.code, pulled.out], [0, forked]);
    assert.equal((await place.run(['pull', id, '--server', url, '-o', 'back.workflow.yaml'])).code, 0);
    assert.equal(place.read('back.workflow.yaml'), forked);
    const again = await place.run(['pull', id, '--server', url, '-o', 'back.workflow.yaml']);
    assert.deepEqual([again.code, /is there already/.test(again.err)], [2, true]);
  });

  it('signs in with a password from the environment, and shows neither it nor the token', async () => {
    const server = await scripted('R3');
    const closed = await place.run(['push', 'morning.workflow.yaml', '--server', server.url]);
    assert.equal(closed.code, 2);
    assert.match(
      closed.err,
      /^ipa-workflow: "[^"]*" refuses the credentials .*\nCredentials are given with --token-env ENV/m,
    );
    const args = ['push', 'morning.workflow.yaml', '--server', server.url, '--user', 'ada', '--password-env', 'PW'];
    const pushed = await place.run(args, { env: { PW: 'p&ss=w0rd' } });
    assert.equal(pushed.code, 0, pushed.err);
    const wrong = await place.run(args, { env: { PW: 'wrong' } });
    assert.deepEqual([wrong.code, /Incorrect username or password/.test(wrong.err)], [2, true]);
    for (const text of [pushed.out, pushed.err, wrong.err]) assert.doesNotMatch(text, /p&ss|jwt-/);
    const [token = ''] = server.tokens;
    const fetched = await place.run(['pull', pushed.out.trim(), '--server', server.url, '--token-env', 'IPA_TOKEN'], {
      env: { IPA_TOKEN: token },
    });
    assert.deepEqual([fetched.code, fetched.out], [0, forked]);
  });

  for (const [what, args, says] of [
    ['no server', ['push', 'morning.workflow.yaml'], /--server URL is missing/],
    ['no address', ['push', 'morning.workflow.yaml', '--server', 'office'], /"office" is not an address/],
    ['a password in the address', ['pull', 'x', '--server', 'http://a:b@127.0.0.1'], /holds a password/],
    [
      'a variable that is not set',
      ['pull', 'x', '--server', 'http://127.0.0.1:1', '--token-env', 'NONE'],
      /NONE of --token-env is not set/,
    ],
    ['a token over plain http', ['pull', 'x', '--server', 'http://192.0.2.1', '--token-env', 'HOME'], /plain http/],
    ['a metadata address', ['pull', 'x', '--server', 'http://169.254.169.254'], /never reach/],
  ] as const)
    it(`refuses ${what}`, async () => {
      const ended = await place.run(args);
      assert.equal(ended.code, 2);
      assert.match(ended.err, says);
    });

  it('runs agents of a server that is a named connection, with its token from the environment', async () => {
    const server = await scripted('R3');
    server.tokens.add('mine');
    const agent = server.addAgent('Writer');
    const settings = `{ server: office, agent_id: ${JSON.stringify(agent)}, message: Hello }`;
    place.write(
      'ask.workflow.yaml',
      forked
        .replace('uses: mock, with: { output: 1 }', `uses: ipa, with: ${settings}`)
        .replace('merge: merge_dict', 'merge: by_branch'),
    );
    const args = ['run', 'ask.workflow.yaml', '--connection', `office=${server.url}`, '--format', 'json'];
    const ended = await place.run([...args, '--secret', 'office=TOKEN'], { env: { TOKEN: 'mine' } });
    assert.equal(ended.code, 0, ended.err);
    assert.match(ended.out, /Writer heard: Hello/);
    assert.doesNotMatch(ended.out, /"mine"/);
    const closed = await place.run(args);
    assert.deepEqual([closed.code, /refuses the credentials/.test(closed.out)], [1, true]);
  });

  it('runs the example of the runner ipa', async () => {
    const server = await scripted('R3');
    server.tokens.add('mine');
    place.copy('examples/ipa', 'ipa');
    const given = ['--connection', `office=${server.url}`, '-i', `agent=${server.addAgent('Writer')}`];
    const args = ['run', 'ipa/ask.workflow.yaml', ...given, '--secret', 'office=TOKEN', '--store', 'store'];
    const { code, out, err } = await place.run(args, { env: { TOKEN: 'mine' } });
    assert.equal(code, 0, err);
    assert.match((JSON.parse(out) as { answer: string }).answer, /Writer heard: What is a join\?/);
  });

  it('explains itself', async () => {
    for (const name of ['push', 'pull']) {
      const { out, code } = await place.run([name, '--help']);
      assert.equal(code, 0);
      assert.match(out, /--server URL/);
      assert.match(out, /Examples:/);
    }
  });
});
