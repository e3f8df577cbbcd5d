import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createRunner } from '../../../../src/agents/llm/chunk.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest } from '../../../../src/engine/ports.ts';
import type { HttpTimeouts } from '../../../../src/network/request.ts';
import { begin, event, piece, say, serveModel } from '../../../support/agents/llmServer.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { closeServers, serveHttp, serveRaw } from '../../../support/agents/servers.ts';
import { plain } from '../../../support/engine/build.ts';

interface More {
  readonly allowedHosts?: readonly string[];
  readonly connections?: Readonly<Record<string, string>>;
  readonly timeouts?: Partial<HttpTimeouts>;
  readonly agent?: Partial<AgentRequest>;
}

function ask(
  settings: JsonObject,
  { allowedHosts = [], connections = {}, timeouts, agent }: More = {},
): Promise<AgentOutcome> {
  const runner = createRunner(() => ({ allowedHosts, connections }), timeouts);
  return runner.run(agentRequest({ model: 'small', prompt: 'Hi', ...settings }, agent));
}

describe('llm with an OpenAI-compatible server', function () {
  this.timeout(20_000);
  afterEach(closeServers);

  it('asks with system, prompt and limits, and answers with text and usage', async () => {
    const { url, asked } = await serveModel((response) => {
      say(response, 'Hel', 'lo\nyou', '!');
    });
    const told: string[] = [];
    const output = outputOf(
      await ask(
        { provider: 'openai', base_url: url, system: 'Be kind.', temperature: 0.5, max_tokens: 20, api_key: 'key-1' },
        {
          agent: {
            log: (_, line) => told.push(`log ${line}`),
            progress: (text) => told.push(`progress ${text}`),
          },
        },
      ),
    );
    assert.deepEqual(plain(output), {
      text: 'Hello\nyou!',
      json: null,
      usage: { model: 'small-1', prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
    });
    assert.deepEqual(told, ['progress Hel', 'log Hello', 'progress you', 'progress you!', 'log you!']);
    assert.equal(asked[0]?.path, '/v1/chat/completions');
    assert.deepEqual(asked[0].body, {
      model: 'small',
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Hi' },
      ],
      temperature: 0.5,
      max_tokens: 20,
    });
    assert.equal(asked[0].headers.authorization, 'Bearer key-1');
  });

  it('sends nothing of the environment, and no key where none is given', async () => {
    const { url, asked } = await serveModel((response) => {
      say(response, 'a');
    });
    const names = ['OPENAI_API_KEY', 'OPENAI_ADMIN_KEY', 'OPENAI_ORG_ID', 'OPENAI_PROJECT_ID', 'OPENAI_WEBHOOK_SECRET'];
    const variables = {
      ...Object.fromEntries(names.map((name) => [name, 'canary'])),
      OPENAI_CUSTOM_HEADERS: 'X-Canary: canary',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/canary',
    };
    const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, variables);
    try {
      outputOf(await ask({ base_url: url }));
    } finally {
      // Not another object in its place: threads are given the environment of the process.
      for (const [name, value] of before)
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
    }
    assert.equal(asked[0]?.headers.authorization, undefined);
    assert.doesNotMatch(JSON.stringify(asked), /canary|stainless/i);
  });

  it('takes the address from a named connection', async () => {
    const { url } = await serveModel((response) => {
      say(response, 'a');
    });
    assert.equal(
      (outputOf(await ask({ connection: 'office' }, { connections: { office: url } })) as JsonObject)['text'],
      'a',
    );
    assert.match(
      errorOf(await ask({ connection: 'home' })).message,
      /^There is no connection "home"\..* --connection\.$/,
    );
  });

  it('adds the path to the address where a server wants a query in it', async () => {
    const { url, asked } = await serveModel((response) => {
      say(response, 'a');
    });
    outputOf(await ask({ base_url: `${url}?api-version=2` }));
    assert.equal(asked[0]?.path, '/v1/chat/completions?api-version=2');
  });

  it('threat T8: sends no password and no secret as part of the address, and does not repeat them', async () => {
    const { url, asked } = await serveModel((response) => {
      say(response, 'a');
    });
    const withPassword = url.replace('//', '//me:canary@');
    for (const [settings, connections] of [
      [{ base_url: withPassword }, {}],
      [{ connection: 'office' }, { office: withPassword }],
      [{ base_url: withPassword.replace(/:\d+\//, ':99999/') }, {}],
      [{ base_url: `${url}?key=canary` }, {}],
    ] as const) {
      const holdsSecret = (text: string): boolean => text.includes('canary');
      const { kind, message, retryable } = errorOf(await ask(settings, { connections, agent: { holdsSecret } }));
      assert.deepEqual([kind, retryable], ['settings', false]);
      assert.doesNotMatch(message, /canary/);
    }
    assert.deepEqual(asked, []);
  });

  for (const [why, settings] of Object.entries<JsonObject>({
    'no prompt': { prompt: '' },
    'no model': { base_url: 'http://127.0.0.1', model: null },
    'no address': { base_url: 'models' },
    'an unknown provider': { provider: 'other' },
  }))
    it(`refuses settings with ${why}, not to be retried`, async () => {
      const { kind, retryable } = errorOf(await ask({ provider: 'openai', ...settings }));
      assert.deepEqual([kind, retryable], ['settings', false]);
    });

  describe('with a response_schema', () => {
    const schema = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
    const answer = async (text: string, response_schema: JsonObject = schema): Promise<AgentOutcome> => {
      const { url } = await serveModel((response) => {
        say(response, text);
      });
      return await ask({ base_url: url, response_schema });
    };

    it('tells the schema, and answers with the JSON', async () => {
      const { url, asked } = await serveModel((response) => {
        say(response, '{"age"', ': 7}');
      });
      const output = outputOf(await ask({ base_url: url, response_schema: schema })) as JsonObject;
      assert.deepEqual(output['json'], { age: 7 });
      assert.deepEqual(asked[0]?.body['response_format'], {
        type: 'json_schema',
        json_schema: { name: 'answer', schema },
      });
      assert.match(JSON.stringify(asked[0].body['messages']), /Answer only with JSON that fits this JSON Schema/);
    });

    it('reads JSON in a code fence', async () => {
      for (const text of ['```json\n{"age": 7}\n```', 'Here it is:\n```\n{"age": 7}\n```\n', ' {"age": 7}\n'])
        assert.deepEqual((outputOf(await answer(text)) as JsonObject)['json'], { age: 7 });
    });

    it('fails on another answer, to be tried again', async () => {
      for (const [text, message] of [
        ['I am seven.', 'The model did not answer with JSON.'],
        ['{"age": "seven"}', 'The answer does not fit the schema: /age must be integer'],
        ['{}', "The answer does not fit the schema: must have required property 'age'"],
      ] as const)
        assert.deepEqual(errorOf(await answer(text)), { kind: 'validation', message, retryable: true });
    });

    it('fails on a schema that is none or takes for ever, not to be tried again', async () => {
      const wrong = errorOf(await answer('{}', { type: 'nothing' }));
      assert.deepEqual([wrong.kind, wrong.retryable], ['settings', false]);
      assert.match(wrong.message, /^"response_schema" cannot be used: /);
      const slow = { properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
      const endless = errorOf(await answer(`{"a": "${'a'.repeat(40)}!"}`, slow));
      assert.deepEqual([endless.kind, endless.retryable], ['settings', false]);
      assert.match(endless.message, /takes longer than 5 s/);
    });
  });

  describe('that misbehaves', () => {
    const failing = async (
      respond: Parameters<typeof serveModel>[0],
      timeouts?: Partial<HttpTimeouts>,
    ): Promise<unknown> => {
      const { url } = await serveModel(respond);
      const {
        kind,
        retryable,
        message,
        retry_after_ms: wait,
      } = errorOf(await ask({ base_url: url }, timeouts && { timeouts }));
      return [kind, retryable, message.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST'), ...(wait === undefined ? [] : [wait])];
    };

    it('429 with Retry-After, 500, 401: as http does, and asked once only', async () => {
      const json = { 'content-type': 'application/json' };
      const error = '{"error":{"message":"Slow down."}}';
      const { url, asked } = await serveModel((response) =>
        response.writeHead(429, { ...json, 'retry-after': '9' }).end(error),
      );
      const { kind, message, retryable, retry_after_ms } = errorOf(await ask({ base_url: url }));
      assert.deepEqual(
        [kind, message, retryable, retry_after_ms],
        ['http', 'The server answered 429: Slow down.', true, 9000],
      );
      assert.equal(asked.length, 1);
      assert.deepEqual(await failing((response) => response.writeHead(500, json).end(error)), [
        'http',
        true,
        'The server answered 500: Slow down.',
      ]);
      assert.deepEqual(await failing((response) => response.writeHead(401, json).end(error)), [
        'http',
        false,
        'The server answered 401: Slow down.',
      ]);
    });

    it('cuts the stream off: by an end, a reset, without a finish', async () => {
      const early = 'The answer ended too early.';
      assert.deepEqual(await failing((response) => begin(response).end(piece('half'))), ['network', true, early]);
      assert.deepEqual(await failing((response) => begin(response).end(piece('half') + event('[DONE]'))), [
        'network',
        true,
        early,
      ]);
      assert.deepEqual(await failing((response) => response.writeHead(200).end('<html>')), ['network', true, early]);
      const reset = await failing((response) => {
        begin(response).write(piece('half'), () => response.socket?.resetAndDestroy());
      });
      assert.match(
        JSON.stringify(reset),
        /^\["network",true,"The request to \\"HOST\\" failed: (aborted|read ECONNRESET)/,
      );
    });

    it('tells an error within the stream, or what is no JSON', async () => {
      const told = await failing((response) => begin(response).end(event({ error: { message: 'Out of memory.' } })));
      assert.deepEqual(told, ['http', true, 'The server answered with an error: Out of memory.']);
      const broken = await failing((response) => begin(response).end(event('{"choices":')));
      assert.match(JSON.stringify(broken), /^\["http",true,"The answer is not the JSON/);
    });

    it('withholds the answer', async () => {
      const withheld = await failing((response) => begin(response).end(piece('', 'content_filter') + event('[DONE]')));
      assert.deepEqual(withheld, ['agent', false, 'The server withheld the answer.']);
    });

    it('says nothing, or stops in the middle', async () => {
      const silent = await failing(() => undefined, { headersMs: 30 });
      assert.deepEqual(silent, ['network', true, 'The request to "HOST" failed: "HOST" did not answer within 0.03 s.']);
      const stopped = await failing((response) => begin(response).write(piece('half')), { idleMs: 30 });
      assert.deepEqual(stopped, [
        'network',
        true,
        'The request to "HOST" failed: The answer of "HOST" stopped for 0.03 s.',
      ]);
    });

    it('talks without end', async () => {
      const long = piece('a'.repeat(1024 * 1024));
      const endless = await failing((response) => {
        begin(response);
        const more = (): void => {
          if (!response.destroyed) response.write(long, more);
        };
        more();
      });
      assert.deepEqual(endless, ['output-too-large', false, 'The answer is longer than 4194304 characters.']);
    });

    it('F6: hangs and is cancelled: the connection is closed', async () => {
      for (const half of [false, true]) {
        const controller = new AbortController();
        const closed: Promise<unknown>[] = [];
        const { url } = await serveModel((response) => {
          closed.push(once(response, 'close'));
          if (half) begin(response).write(piece('half'));
          setImmediate(() => {
            controller.abort();
          });
        });
        assert.equal(errorOf(await ask({ base_url: url }, { agent: { signal: controller.signal } })).kind, 'aborted');
        await Promise.all(closed);
        assert.equal(closed.length, 1);
      }
    });
  });

  it('threat T6: is not asked where it may not be reached', async () => {
    const inside = await serveHttp((_, response) => response.end());
    for (const [base_url, allowedHosts, message] of [
      ['http://169.254.169.254/v1', [], /link-local, metadata/],
      [inside.url, ['models.example.com'], /Only some hosts may be reached/],
      ['file:///v1', [], /Only http and https/],
    ] as const) {
      const error = errorOf(await ask({ base_url }, { allowedHosts }));
      assert.deepEqual([error.kind, error.retryable], ['network', false]);
      assert.match(error.message, message);
    }
    assert.equal(inside.connections(), 0);
  });

  it('threat T7: the key does not cross the network in plain text, nor follow a redirect to another origin', async () => {
    const error = errorOf(await ask({ base_url: 'http://models.example.com/v1', api_key: 'canary' }));
    assert.match(error.message, /^Credentials are not sent to "models\.example\.com" in plain text/);
    const captured: string[] = [];
    const other = await serveRaw((socket) =>
      socket.on('data', (data) => {
        captured.push(data.toString());
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      }),
    );
    const { url } = await serveHttp((_, response) => response.writeHead(307, { location: other.url }).end());
    errorOf(await ask({ base_url: url, api_key: 'canary' }));
    assert.equal(captured.length > 0, true);
    assert.doesNotMatch(captured.join(''), /canary/);
    captured.length = 0;
    const agent = { holdsSecret: (text: string) => text.includes('secret-7f3a') };
    const refused = errorOf(await ask({ base_url: url, prompt: 'It is secret-7f3a.' }, { agent }));
    assert.match(refused.message, /redirects a secret to another origin/);
    assert.deepEqual([refused.retryable, captured], [false, []]);
  });
});
