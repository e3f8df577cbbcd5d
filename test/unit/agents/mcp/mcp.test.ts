/** `mcp` with real servers: processes that speak over standard input and output, and one that speaks over HTTP. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Consent, ConsentRequest } from '../../../../src/agents/consent.ts';
import { createRunner } from '../../../../src/agents/mcp/chunk.ts';
import type { KnownTool } from '../../../../src/agents/mcp/tools.ts';
import type { JsonObject, JsonValue } from '../../../../src/base/json.ts';
import { err, ok } from '../../../../src/base/result.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../../../src/engine/ports.ts';
import { serveTools } from '../../../support/agents/mcpServer.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { closeServers, serveHttp } from '../../../support/agents/servers.ts';
import { plain } from '../../../support/engine/build.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

const program = path.resolve('test/support/agents/mcpServer.ts');
const node = process.execPath;

interface Rig {
  readonly runner: AgentRunner;
  readonly folder: string;
  readonly asked: ConsentRequest[];
  readonly tools: [string, readonly KnownTool[]][];
}

function rig({
  consents = true,
  connections = {},
  allowedHosts = [] as string[],
  silenceMs = 60_000,
  idleMs = 60_000,
} = {}): Rig {
  const folder = temporaryFolder();
  const asked: ConsentRequest[] = [];
  const tools: Rig['tools'] = [];
  const consent: Consent = {
    ask: (request) => {
      asked.push(request);
      return Promise.resolve(consents ? ok(undefined) : err('You did not allow it.'));
    },
  };
  const mcpTools = { tell: (server: string, known: readonly KnownTool[]) => tools.push([server, known]) };
  const options = { consent, connections, allowedHosts, workspaceFolders: [folder], mcpTools };
  return { runner: createRunner(() => options, { silenceMs, idleMs }), folder, asked, tools };
}

function call({ runner, folder }: Rig, settings: JsonObject, more: Partial<AgentRequest> = {}): Promise<AgentOutcome> {
  return runner.run(agentRequest(settings, { baseDirectory: folder, writtenSettings: settings, ...more }));
}

/** A server that writes its log to the folder of the rig. */
function server({ folder }: Rig, env: JsonObject = {}): JsonObject {
  return { run: [node, program], env: { MCP_LOG: path.join(folder, 'log'), ...env } };
}

function logOf({ folder }: Rig): readonly string[] {
  const file = path.join(folder, 'log');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('mcp with a server as a process', function () {
  this.timeout(30_000);
  let tools: Rig;
  beforeEach(() => {
    tools = rig();
  });
  after(removeFolders);
  const ask = (tool: string, args: JsonObject = {}, more: Partial<AgentRequest> = {}): Promise<AgentOutcome> =>
    call(tools, { server: server(tools), tool, arguments: args }, more);

  it('gives the structured result, else the text, as JSON where it is some, else the content', async () => {
    assert.deepEqual(plain(outputOf(await ask('add', { a: 2, b: 3 }))), { sum: 5 });
    assert.equal(outputOf(await ask('text', { value: 'plain words' })), 'plain words');
    assert.deepEqual(plain(outputOf(await ask('text', { value: '{"a":[1]}' }))), { a: [1] });
    const picture = outputOf(await ask('picture')) as JsonValue[];
    assert.deepEqual(plain(picture), [{ type: 'image', data: 'AA==', mimeType: 'image/png' }]);
  });

  it('is started once for many calls, and tells its tools', async () => {
    const outputs = await Promise.all([1, 2, 3].map((a) => ask('add', { a, b: 1 })));
    assert.deepEqual(plain(outputs.map(outputOf)), [{ sum: 2 }, { sum: 3 }, { sum: 4 }]);
    assert.equal(logOf(tools).filter((line) => line.startsWith('started')).length, 1);
    await until(() => tools.tools.length > 0);
    const [[written, known] = ['', []]] = tools.tools;
    assert.equal(written, JSON.stringify(server(tools)));
    assert.deepEqual(known[0], { name: 'add', description: 'Adds a and b.' });
  });

  it('is ended when nobody has called it for a while, and started again by the next call', async () => {
    tools = rig({ idleMs: 1 });
    for (const times of [1, 2]) {
      assert.deepEqual(plain(outputOf(await ask('add', { a: 1, b: 1 }))), { sum: 2 });
      await until(() => logOf(tools).filter((line) => line === 'exited').length === times);
    }
  });

  it('is ended when our process is killed', async () => {
    const parent = fork(path.resolve('test/support/agents/mcpParent.ts'), [tools.folder], {
      execArgv: [],
      stdio: 'inherit',
    });
    const [pid] = (await once(parent, 'message')) as [number];
    assert.equal(isAlive(pid), true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });

  it('hands on progress, log and standard error', async () => {
    const told: string[] = [];
    await ask(
      'steps',
      {},
      {
        progress: (message, fraction) => told.push(`${message} ${String(fraction)}`),
        log: (level, line) => told.push(`${level} ${line}`),
      },
    );
    assert.deepEqual(
      told.filter((line) => line.startsWith('step')),
      ['step 1 0.5', 'step 2 1'],
    );
    assert.ok(told.includes('warning half way'), told.join());
    await until(() => told.includes('info on standard error'));
  });

  it('fails as the tool says, with what it says', async () => {
    assert.deepEqual(errorOf(await ask('fail')), {
      kind: 'agent',
      message: 'The tool "fail" failed: No such file.',
      retryable: true,
    });
    const unknown = errorOf(await ask('nothing'));
    assert.deepEqual([unknown.kind, unknown.retryable], ['agent', false]);
    assert.match(unknown.message, /nothing/);
  });

  describe('threat T5', () => {
    it('is not started without consent; what is asked about is the command, its folder, its environment', async () => {
      tools = rig({ consents: false });
      assert.deepEqual(errorOf(await ask('add')), {
        kind: 'consent',
        message: 'You did not allow it.',
        retryable: false,
      });
      assert.deepEqual(logOf(tools), []);
      const [request] = tools.asked;
      assert.equal(request?.kind, 'mcp');
      assert.deepEqual(request.lines, [`${node} ${program}`, `Folder: ${tools.folder}`, 'Environment: MCP_LOG']);
    });

    it('takes no value of an input into its command', async () => {
      const settings = { server: [node, program, '--evil'], tool: 'add' };
      const writtenSettings = { server: [node, program, '${{ inputs.x }}'], tool: 'add' };
      assert.match(errorOf(await call(tools, settings, { writtenSettings })).message, /must not hold \$\{\{ \}\}/);
      assert.deepEqual(tools.asked, []);
    });

    it('knows little of our environment', async () => {
      process.env['CANARY_TOKEN'] = 'canary';
      try {
        const environment = outputOf(await ask('environment')) as JsonObject;
        assert.equal(environment['CANARY_TOKEN'], undefined);
        assert.equal(environment['PATH'], process.env['PATH']);
        assert.equal(environment['MCP_LOG'], path.join(tools.folder, 'log'));
      } finally {
        delete process.env['CANARY_TOKEN'];
      }
    });

    it('works in the folder of the workflow, and nowhere outside', async () => {
      assert.equal((outputOf(await ask('process')) as JsonObject)['cwd'], tools.folder);
      for (const cwd of ['..', '/'])
        assert.equal(errorOf(await call(tools, { server: { ...server(tools), cwd }, tool: 'add' })).kind, 'settings');
    });
  });

  it('threat T10: a link that is put in its folder’s place while one is asked is not followed', async () => {
    const folder = realpathSync(tools.folder);
    mkdirSync(path.join(folder, 'sub'));
    const swaps: Consent = {
      ask: () => {
        renameSync(path.join(folder, 'sub'), path.join(folder, 'was'));
        symlinkSync(temporaryFolder(), path.join(folder, 'sub'));
        return Promise.resolve(ok(undefined));
      },
    };
    const options = { consent: swaps, connections: {}, allowedHosts: [], workspaceFolders: [folder] };
    const settings = { server: { ...server(tools), cwd: 'sub' }, tool: 'add' };
    const swapped = { ...tools, runner: createRunner(() => options) };
    assert.deepEqual(errorOf(await call(swapped, settings)), {
      kind: 'settings',
      message: `The folder "${path.join(folder, 'sub')}" is not there.`,
      retryable: false,
    });
    assert.deepEqual(logOf(tools), []);
  });

  it('F6: a cancel is told to the server, which then ends, without anything waiting for it', async () => {
    const controller = new AbortController();
    const outcome = ask('hang', {}, { signal: controller.signal });
    await until(() => logOf(tools).includes('hanging'));
    const [started = ''] = logOf(tools);
    controller.abort();
    assert.equal(errorOf(await outcome).kind, 'aborted');
    await until(() => logOf(tools).includes('exited'));
    assert.deepEqual(logOf(tools).slice(1), ['hanging', 'cancelled', 'exited']);
    await until(() => !isAlive(Number(started.slice(8))));
  });

  it('a cancel of one call is told to the server, and leaves another one alone', async () => {
    const controller = new AbortController();
    const hanging = ask('hang', {}, { signal: controller.signal });
    await until(() => logOf(tools).includes('hanging'));
    const other = new AbortController();
    const second = ask('hang', {}, { signal: other.signal });
    await until(() => logOf(tools).filter((line) => line === 'hanging').length === 2);
    controller.abort();
    assert.equal(errorOf(await hanging).kind, 'aborted');
    await until(() => logOf(tools).includes('cancelled'));
    assert.deepEqual(plain(outputOf(await ask('add', { a: 1, b: 1 }))), { sum: 2 });
    assert.equal(logOf(tools).includes('exited'), false);
    other.abort();
    await second;
    await until(() => logOf(tools).includes('exited'));
  });

  describe('that misbehaves', () => {
    /** A program of the test's own instead of a server. */
    const hostile = async (code: string, more: Partial<AgentRequest> = {}): Promise<AgentOutcome> => {
      writeFileSync(path.join(tools.folder, 'hostile.mjs'), code);
      return await call(tools, { server: [node, 'hostile.mjs'], tool: 'a' }, more);
    };
    /** Answers the hello, and every call with what `answer` makes of its id. */
    const answering = (answer: string, before = ''): string => `
      import { createInterface } from 'node:readline';
      ${before}
      const say = (value) => process.stdout.write(typeof value === 'string' ? value : JSON.stringify({ jsonrpc: '2.0', ...value }) + '\\n');
      for await (const line of createInterface({ input: process.stdin })) {
        const { id, method, params } = JSON.parse(line);
        if (method === 'initialize')
          say({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'x', version: '1' } } });
        else if (method === 'tools/call') { ${answer} }
      }`;
    const right = "say({ id, result: { content: [{ type: 'text', text: 'right' }] } });";

    it('is not there', async () => {
      const { kind, message, retryable } = errorOf(await call(tools, { server: ['no-such-program'], tool: 'a' }));
      assert.deepEqual([kind, retryable], ['settings', false]);
      assert.match(message, /^There is no program "no-such-program"\. Install it, write its path, or check PATH/);
    });

    it('ends at once, with its last lines', async () => {
      const { kind, message } = errorOf(await hostile("console.error('No licence.'); process.exit(7)"));
      assert.equal(kind, 'agent');
      assert.equal(
        message,
        `The MCP server "${node}" failed: The server ended with exit code 7. Its last lines: No licence.`,
      );
    });

    it('exits in the middle of a call, and is started again by the next', async () => {
      const { kind, message, retryable } = errorOf(await ask('exit'));
      assert.deepEqual([kind, retryable], ['agent', true]);
      assert.match(
        message,
        /^The MCP server ".+" failed: The server ended with exit code 3\. Its last lines: Out of luck\./,
      );
      assert.deepEqual(plain(outputOf(await ask('add', { a: 1, b: 2 }))), { sum: 3 });
    });

    it('prints garbage between its messages: it is passed over', async () => {
      const garbage = 'say(\'Welcome!\\n{"jsonrpc"\\n\\u0000\\u001b[31m{}\\n[1,2]\\n\');';
      assert.equal(
        outputOf(await hostile(answering(garbage + right, "process.stdout.write('Loading...\\n');"))),
        'right',
      );
    });

    it('answers what nobody asked', async () => {
      const odd =
        "say({ id: 99, result: {} }); say({ method: 'notifications/nothing' }); say({ id: 5, method: 'sampling/createMessage', params: {} });";
      assert.equal(outputOf(await hostile(answering(odd + right))), 'right');
    });

    it('answers with another shape', async () => {
      const { kind } = errorOf(await hostile(answering('say({ id, result: { content: 7 } });')));
      assert.equal(kind, 'network');
    });

    it('answers with too much: it is ended', async () => {
      const { kind, message } = errorOf(await ask('large', { megabytes: 11 }));
      assert.equal(kind, 'agent');
      assert.match(message, /failed: The server sent a message larger than 10 MiB\./);
      await until(() => logOf(tools).length > 0 && !isAlive(Number(logOf(tools)[0]?.slice(8))));
    });

    it('never answers: the call is out of time', async () => {
      tools = rig({ silenceMs: 50 });
      const { kind, message, retryable } = errorOf(await hostile(answering('')));
      assert.deepEqual(
        [kind, message, retryable],
        ['timeout', `The MCP server "${node}" did not answer in time.`, true],
      );
    });

    it('never says hello, and is cancelled; it ignores the end of its input and SIGTERM, and is gone all the same', async () => {
      const controller = new AbortController();
      const file = path.join(tools.folder, 'pid');
      const code = `import { writeFileSync } from 'node:fs';
        process.on('SIGTERM', () => undefined);
        setInterval(() => undefined, 1000);
        writeFileSync(${JSON.stringify(file)}, String(process.pid));`;
      const outcome = hostile(code, { signal: controller.signal });
      await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '');
      controller.abort();
      assert.equal(errorOf(await outcome).kind, 'aborted');
      await until(() => !isAlive(Number(readFileSync(file, 'utf8'))));
    });
  });
});

describe('mcp with a server over HTTP', function () {
  this.timeout(20_000);
  afterEach(closeServers);
  after(removeFolders);

  it('calls tools, with its own headers, without asking for consent', async () => {
    const heard: (string | null)[] = [];
    const { url } = await serveTools(
      () => undefined,
      (headers) => heard.push(headers.get('authorization')),
    );
    const tools = rig();
    const server = { url, headers: { Authorization: 'Bearer key-1' } };
    const output = outputOf(await call(tools, { server, tool: 'add', arguments: { a: 20, b: 3 } }));
    assert.deepEqual(plain(output), { sum: 23 });
    assert.deepEqual([tools.asked, new Set(heard)], [[], new Set(['Bearer key-1'])]);
  });

  it('hands on progress', async () => {
    const { url } = await serveTools(() => undefined);
    const told: string[] = [];
    assert.equal(
      outputOf(await call(rig(), { server: url, tool: 'steps' }, { progress: (one) => told.push(one) })),
      'done',
    );
    assert.deepEqual(told, ['step 1', 'step 2']);
  });

  it('is found by the name of a connection', async () => {
    const { url } = await serveTools(() => undefined);
    const named = rig({ connections: { office: url } });
    assert.deepEqual(plain(outputOf(await call(named, { server: 'office', tool: 'add', arguments: { a: 1, b: 1 } }))), {
      sum: 2,
    });
  });

  it('F6: a cancel reaches it', async () => {
    const happened: string[] = [];
    const { url } = await serveTools((line) => happened.push(line));
    const controller = new AbortController();
    const outcome = call(rig(), { server: url, tool: 'hang' }, { signal: controller.signal });
    await until(() => happened.includes('hanging'));
    controller.abort();
    assert.equal(errorOf(await outcome).kind, 'aborted');
    await until(() => happened.includes('cancelled'));
  });

  it('fails with the reason of the failure', async () => {
    const broken = await serveHttp((_, response) =>
      response.writeHead(503, { 'retry-after': '9' }).end('Closed for today.'),
    );
    const closed = errorOf(await call(rig(), { server: broken.url, tool: 'a' }));
    assert.deepEqual([closed.kind, closed.retryable], ['http', true]);
    assert.match(closed.message, /^The server answered 503: .*Closed for today/);
    assert.equal(closed.retry_after_ms, 9_000);
    const login = await serveHttp((_, response) => response.writeHead(403).end());
    assert.equal(errorOf(await call(rig(), { server: login.url, tool: 'a' })).retryable, false);
    const protects = 'Bearer resource_metadata="https://example.com/.well-known/oauth-protected-resource"';
    const strict = await serveHttp((_, response) => response.writeHead(401, { 'www-authenticate': protects }).end());
    const unknown = errorOf(await call(rig(), { server: strict.url, tool: 'a' }));
    assert.deepEqual([unknown.kind, unknown.retryable], ['http', false]);
    assert.match(
      unknown.message,
      /^The server answered 401: .*headers: \{ Authorization: 'Bearer \$\{\{ secrets\.NAME/,
    );
    const { url } = await serveHttp(() => undefined);
    await closeServers();
    const gone = errorOf(await call(rig(), { server: url, tool: 'a' }));
    assert.deepEqual([gone.kind, gone.retryable], ['network', true]);
    assert.match(gone.message, /ECONNREFUSED/);
  });

  it('threat T8: gets no password and no secret as part of its address, and neither is repeated', async () => {
    const heard = await serveHttp((_, response) => response.end());
    const withPassword = heard.url.replace('//', '//me:canary@');
    for (const [server, connections] of [
      [withPassword, {}],
      [{ url: withPassword }, {}],
      ['tools', { tools: withPassword }],
      [`${heard.url}/mcp?key=canary`, {}],
    ] as const) {
      const holdsSecret = (text: string): boolean => text.includes('canary');
      const error = errorOf(await call(rig({ connections }), { server, tool: 'a' }, { holdsSecret }));
      assert.deepEqual([error.kind, error.retryable], ['settings', false]);
      assert.doesNotMatch(error.message, /canary/);
    }
    assert.equal(heard.connections(), 0);
  });

  it('threats T6 and T7: is not reached where it may not be, nor with a key in plain text', async () => {
    const inside = await serveHttp((_, response) => response.end());
    for (const [server, allowedHosts, message] of [
      ['http://169.254.169.254/mcp', [], /link-local, metadata/],
      [inside.url, ['tools.example.com'], /Only some hosts may be reached/],
      [{ url: 'http://tools.example.com/mcp', headers: { authorization: 'Bearer canary' } }, [], /in plain text/],
      [{ url: 'http://tools.example.com/mcp', headers: { 'x-mine': 'secret-7f3a' } }, [], /in plain text/],
    ] as const) {
      const holdsSecret = (text: string): boolean => text.includes('secret-7f3a');
      const error = errorOf(
        await call(rig({ allowedHosts: [...allowedHosts] }), { server, tool: 'a' }, { holdsSecret }),
      );
      assert.deepEqual([error.kind, error.retryable], ['network', false]);
      assert.match(error.message, message);
    }
    assert.equal(inside.connections(), 0);
  });
});
