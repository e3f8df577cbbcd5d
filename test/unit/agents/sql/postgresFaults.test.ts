/** What a server, a network or an attacker does to a statement on PostgreSQL (fault F10, threats T6 to T8, T15). */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRunner } from '../../../../src/agents/sql/chunk.ts';
import type { PasswordRequest } from '../../../../src/agents/named.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest } from '../../../../src/engine/ports.ts';
import { certificate, type Certificate } from '../../../support/agents/certificate.ts';
import { freePort } from '../../../support/agents/ports.ts';
import { Postgres, postgresPrograms } from '../../../support/agents/postgres.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { closeServers, serveRaw } from '../../../support/agents/servers.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

type Options = ReturnType<Parameters<typeof createRunner>[0]>;
type Overrides = Parameters<typeof createRunner>[1];

function ask(
  connection: string,
  {
    query = 'SELECT 1 AS n',
    options = {},
    overrides = {},
    more = {},
    settings = {},
  }: {
    query?: string;
    options?: Partial<Options>;
    overrides?: Overrides;
    more?: Partial<AgentRequest>;
    settings?: JsonObject;
  } = {},
): Promise<AgentOutcome> {
  const runner = createRunner(() => ({ connections: {}, workspaceFolders: [], ...options }), overrides);
  return runner.run(agentRequest({ connection, query, ...settings }, more));
}

function said(outcome: AgentOutcome): string {
  const { kind, message, retryable } = errorOf(outcome);
  return `${kind}${retryable ? ', retryable' : ''}: ${message}`;
}

const quick = { timeouts: { connectMs: 200, statementMs: 200, graceMs: 100 } };

describe('sql: what PostgreSQL may do to it', function () {
  this.timeout(60_000);
  afterEach(async () => {
    await closeServers();
    removeFolders();
  });

  it('says that nobody is there, and that a retry can help', async () => {
    const port = await freePort();
    assert.match(
      said(await ask(`postgres://127.0.0.1:${String(port)}/x`)),
      /^network, retryable: No connection to 127\.0\.0\.1:\d+: connect ECONNREFUSED/,
    );
  });

  it('understands no answer that is none, and outlives it', async () => {
    const answers = [
      '',
      'HTTP/1.1 400 Bad Request\r\n\r\n',
      '\0'.repeat(100),
      Buffer.from('52000000ff', 'hex'),
      Buffer.from('5200000004', 'hex'),
      Buffer.from('520000000800000063', 'hex'),
      Buffer.from('52ffffffff00000000', 'hex'),
      Buffer.from('5a0000000449', 'hex'),
      // Lets everybody in, is ready, then sends rows that nobody described.
      Buffer.from('5200000008000000005a0000000549440000000a0001000000', 'hex'),
      Buffer.from('5200000008000000005a00000005495400000006ffff', 'hex'),
    ];
    for (const answer of answers) {
      const { port } = await serveRaw((socket) => {
        socket.once('data', () => socket.end(answer));
      });
      const { kind } = errorOf(await ask(`postgres://127.0.0.1:${String(port)}/x`, { overrides: quick }));
      assert.match(kind, /^(network|sql)$/, String(answer));
    }
  });

  it('fault F10: leaves a server that talks on before it is asked', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'a');
    let sent = 0;
    const { port } = await serveRaw((socket) => {
      const more = (): void => {
        while (!socket.destroyed && sent < 256 && socket.write(piece)) sent++;
      };
      socket.once('data', () => {
        // A notice of 2 GB.
        socket.write(Buffer.from('4e77359400', 'hex'));
        socket.on('drain', more);
        more();
      });
    });
    assert.match(
      said(await ask(`postgres://127.0.0.1:${String(port)}/x`)),
      /^network, retryable: No connection to .*: it sent more than 4 MiB before it was asked\.$/,
    );
    assert.ok(sent < 256, String(sent));
  });

  it('waits for no server that says nothing, neither at first nor later', async () => {
    const { port } = await serveRaw(() => undefined);
    const connection = `postgres://127.0.0.1:${String(port)}/x`;
    assert.match(
      said(await ask(connection, { overrides: quick })),
      /^network, retryable: No connection to .*: it did not answer in time\.$/,
    );
    const later = await serveRaw((socket) => {
      // Lets everybody in, is ready, and then is silent.
      socket.once('data', () => socket.write(Buffer.from('5200000008000000005a0000000549', 'hex')));
    });
    const silent = await ask(`postgres://127.0.0.1:${String(later.port)}/x`, { overrides: quick });
    assert.match(said(silent), /^network, retryable: .*it did not answer in time\.$/);
  });

  it('is stopped at once, also while it connects', async () => {
    const controller = new AbortController();
    const { port } = await serveRaw(() => {
      controller.abort();
    });
    const outcome = await ask(`postgres://127.0.0.1:${String(port)}/x`, { more: { signal: controller.signal } });
    assert.equal(errorOf(outcome).kind, 'aborted');
  });

  it('threat T6: reaches no address that is forbidden or not allowed, by whatever name', async () => {
    const origin = await serveRaw(() => undefined);
    const { port } = origin;
    for (const host of [
      '169.254.169.254',
      '[fe80::1]',
      '0.0.0.0',
      '[::]',
      '[::ffff:169.254.169.254]',
      'metadata.google.internal',
      '0xa9fea9fe',
    ])
      assert.match(said(await ask(`postgres://${host}:${String(port)}/x`)), /^network: ".*" is a link-local/, host);
    const resolver = ((_name: string, _options: unknown, callback: (e: null, a: object[]) => void) => {
      callback(null, [
        { address: '93.184.216.34', family: 4 },
        { address: '169.254.169.254', family: 4 },
      ]);
    }) as never;
    assert.match(
      said(await ask('postgres://db.test/x', { overrides: { ...quick, resolver } })),
      /^network: ".*" is a link-local/,
    );
    const refused = await ask(`postgres://127.0.0.1:${String(port)}/x`, { options: { allowedHosts: ['db.test'] } });
    assert.match(said(refused), /^network: Only some hosts may be reached, and .*network\.allow.*--network-allow/);
    assert.equal(origin.connections(), 0);
  });

  describe('threat T7: plain text to another machine', () => {
    const canary = 'Canary-7f3a';
    const here = ((_name: string, _options: unknown, callback: (e: null, a: object[]) => void) => {
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    }) as never;
    const overrides = { ...quick, resolver: here };
    const refused =
      /^settings: Neither a password nor a secret is sent to db\.test:\d+ in plain text\. Use sslmode=verify-full, .*network\.allow, .*--network-allow/;

    /** All that arrives at a server that wants a password in clear. */
    async function captured(
      how: (port: number) => Promise<AgentOutcome>,
    ): Promise<{ readonly said: string; readonly arrived: string; readonly connections: number }> {
      const pieces: string[] = [];
      const server = await serveRaw((socket) => {
        socket.on('data', (data) => {
          pieces.push(data.toString('latin1'));
          // AuthenticationCleartextPassword; to a request for encryption this is no answer.
          socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
        });
      });
      const outcome = await how(server.port);
      return { said: said(outcome), arrived: pieces.join(''), connections: server.connections() };
    }

    it('takes no password there: not one of the address, nor one that is kept for it', async () => {
      const written = await captured((port) =>
        ask(`postgres://u:${canary}@db.test:${String(port)}/x?sslmode=disable`, { overrides }),
      );
      const kept = await captured((port) =>
        ask('db', {
          overrides,
          options: {
            connections: { db: `postgres://u@db.test:${String(port)}/x?sslmode=disable` },
            password: () => Promise.resolve(canary),
          },
        }),
      );
      for (const { said: text, connections } of [written, kept]) {
        assert.match(text, refused);
        assert.equal(connections, 0);
      }
    });

    it('nor one that the server asks for, nor a secret in a statement or a parameter', async () => {
      const needed = await captured((port) =>
        ask('db', {
          overrides,
          options: {
            connections: { db: `postgres://u@db.test:${String(port)}/x?sslmode=disable` },
            password: (request) => Promise.resolve(request.needed ? canary : undefined),
          },
        }),
      );
      assert.match(needed.said, refused);
      assert.equal(needed.arrived.includes(canary), false);
      const holdsSecret = (text: string): boolean => text.includes(canary);
      for (const more of [{ query: `SELECT '${canary}'` }, { query: 'SELECT $1', settings: { params: [canary] } }]) {
        const told = await captured((port) =>
          ask(`postgres://u@db.test:${String(port)}/x?sslmode=disable`, { overrides, more: { holdsSecret }, ...more }),
        );
        assert.match(told.said, refused);
        assert.equal(told.connections, 0);
      }
    });

    it('nor where encryption is preferred, required, or nothing is said: nothing goes without it', async () => {
      for (const mode of ['', '?sslmode=prefer', '?sslmode=require', '?sslmode=verify-ca', '?sslmode=verify-full']) {
        const { said: text, arrived } = await captured((port) =>
          ask(`postgres://u:${canary}@db.test:${String(port)}/x${mode}`, { overrides }),
        );
        assert.match(text, /^(network|settings).*: No connection to/, mode);
        assert.equal(arrived.includes(canary), false, mode);
      }
      assert.match(said(await ask(`postgres://u:${canary}@db.test/x?sslmode=allow`)), /sslmode "allow" is unknown/);
    });

    it('but where the user has named the host', async () => {
      const { arrived } = await captured((port) =>
        ask(`postgres://u:${canary}@db.test:${String(port)}/x?sslmode=disable`, {
          overrides,
          options: { allowedHosts: ['db.test'] },
        }),
      );
      assert.equal(arrived.includes(canary), true);
    });
  });

  it('refuses an address that is none, and never repeats a password', async () => {
    const canary = 'Canary-7f3a';
    for (const connection of [
      'postgres://',
      `postgres://u:${canary}@/x`,
      `postgres://u:${canary}@a,b/x`,
      `postgres://u:${canary}@h/x?host=/tmp`,
      `postgres://u:${canary}@h/x?sslmode=maybe`,
      `postgres://u:${canary}@h/x?sslrootcert=/etc/passwd`,
      `postgres://u:${canary}@h/%00`,
      `postgres://u:${canary}@h/%zz`,
      `postgres://u:${canary}@h:99999999/x`,
      `mysql://u:${canary}@h/x`,
    ]) {
      const text = said(await ask(connection));
      assert.match(text, /^settings: /, connection);
      assert.equal(text.includes(canary), false, text);
    }
  });

  describe('on a real server', () => {
    let server: Postgres;
    let issued: Certificate;

    before(async function () {
      if (postgresPrograms() === undefined) this.skip();
      issued = certificate('localhost');
      server = await Postgres.start({
        tls: issued,
        access: [
          'host all postgres 127.0.0.1/32 trust',
          'hostssl all secure 127.0.0.1/32 trust',
          'host all keeper 127.0.0.1/32 scram-sha-256',
          'host all plain 127.0.0.1/32 password',
        ],
      });
      await server.ask(
        `CREATE ROLE secure LOGIN; CREATE ROLE keeper LOGIN PASSWORD 'p@ss/w:rd %'; CREATE ROLE plain LOGIN PASSWORD 'p@ss/w:rd %'`,
      );
    });
    after(async () => {
      await (server as Postgres | undefined)?.stop();
    });

    const at = (user: string, host: string, query = ''): string =>
      `postgres://${user}@${host}:${String(server.port)}/postgres${query}`;

    it('threat T7: trusts a certificate only when one that is named, or known, signed it for this host', async () => {
      const ca = join(temporaryFolder(), 'ca.pem');
      writeFileSync(ca, issued.cert);
      const withCa = `sslrootcert=${encodeURIComponent(ca)}`;
      const named = async (url: string): Promise<AgentOutcome> =>
        await ask('db', { options: { connections: { db: url } } });
      for (const mode of ['prefer', 'require', 'verify-ca', 'verify-full'])
        assert.match(
          said(await named(at('secure', 'localhost', `?sslmode=${mode}`))),
          /^settings: .*self-signed certificate.*sslrootcert/,
        );
      for (const mode of ['prefer', 'require', 'verify-ca', 'verify-full'])
        outputOf(await named(at('secure', 'localhost', `?sslmode=${mode}&${withCa}`)));
      assert.match(
        said(await named(at('secure', '127.0.0.1', `?sslmode=verify-full&${withCa}`))),
        /^settings: .*(altnames|IP)/,
      );
      outputOf(await named(at('secure', '127.0.0.1', `?sslmode=verify-ca&${withCa}`)));
      assert.match(said(await named(at('secure', '127.0.0.1'))), /^sql: .*no pg_hba\.conf entry/);
    });

    it('says what to do where a server offers no encryption', async () => {
      const plain = await serveRaw((socket) => {
        socket.once('data', () => socket.write('N'));
      });
      const outcome = await ask(`postgres://127.0.0.1:${String(plain.port)}/x?sslmode=require`);
      assert.match(said(outcome), /^settings: .*sslmode=disable/);
    });

    it('asks for the password of a named connection where the server does, and only then', async () => {
      const asked: PasswordRequest[] = [];
      const answers = async (
        answer: (request: PasswordRequest) => string | undefined,
        user = 'keeper',
      ): Promise<AgentOutcome> => {
        asked.length = 0;
        return await ask('db', {
          options: {
            connections: { db: at(user, '127.0.0.1') },
            password: (request) => {
              asked.push(request);
              return Promise.resolve(answer(request));
            },
          },
        });
      };
      const origin = `postgres://127.0.0.1:${String(server.port)}`;
      const password = 'p@ss/w:rd %';
      outputOf(await answers(() => password));
      assert.deepEqual(asked, [{ name: 'db', origin, needed: false }]);
      outputOf(await answers(({ needed }) => (needed ? password : undefined)));
      assert.deepEqual(
        asked.map(({ needed }) => needed),
        [false, true],
      );
      outputOf(await answers(() => undefined, 'postgres'));
      assert.deepEqual(
        asked.map(({ needed }) => needed),
        [false],
      );
      assert.match(said(await answers(() => undefined)), /^sql: 127\.0\.0\.1:\d+ asks for a password\./);
      assert.match(
        said(await answers(() => 'wrong')),
        /^sql: The database says: password authentication failed.*Check the user and the password/,
      );
      process.env['PGPASSWORD'] = password;
      try {
        assert.match(said(await ask(at('keeper', '127.0.0.1'))), /asks for a password/);
      } finally {
        delete process.env['PGPASSWORD'];
      }
      outputOf(await ask(at(`keeper:${encodeURIComponent(password)}`, '127.0.0.1')));
    });

    it('threat T15: hides its password from what the database says, in every form', async () => {
      const password = 'p@ss/w:rd %';
      const lines: string[] = [];
      const outcome = await ask('db', {
        query: `SELECT $1 AS plain, encode(convert_to($1, 'UTF8'), 'base64') AS base64, encode(convert_to($1, 'UTF8'), 'hex') AS hex,
          'p%40ss%2Fw%3Ard%20%25' AS percent, to_json($1::text)::text AS json, ARRAY[$1::text] AS list`,
        settings: { params: [password] },
        options: { connections: { db: at('plain', '127.0.0.1') }, password: () => Promise.resolve(password) },
        more: { log: (_level, message) => void lines.push(message) },
      });
      const { rows } = outputOf(outcome) as { rows: JsonObject[] };
      assert.deepEqual(JSON.parse(JSON.stringify(rows)), [
        { plain: '***', base64: '***', hex: '***', percent: '***', json: '"***"', list: ['***'] },
      ]);
      const failing = await ask('db', {
        query: `DO $$ BEGIN RAISE NOTICE 'n ${password.replace('%', '%%')}'; RAISE EXCEPTION 'e ${password.replace('%', '%%')}'; END $$`,
        options: { connections: { db: at('plain', '127.0.0.1') }, password: () => Promise.resolve(password) },
        more: { log: (_level, message) => void lines.push(message) },
      });
      assert.equal(said(failing), 'sql: The database says: e ***');
      assert.deepEqual(lines, ['NOTICE: n ***']);
    });

    it('keeps a statement to its time, by the server itself', async () => {
      const outcome = await ask(server.url(), {
        query: 'SELECT pg_sleep(600)',
        overrides: { timeouts: { statementMs: 50, graceMs: 60_000 } },
      });
      assert.match(said(outcome), /^timeout, retryable: .*statement timeout/);
    });

    it('fault F10: a server killed in the middle of a statement is a failure that a retry can mend', async () => {
      const running = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(601)%' AND state = 'active'";
      for (const [readOnly, more] of [
        [true, ''],
        [false, ' It may have been executed all the same.'],
      ] as const) {
        const asked = ask(server.url(), { query: 'SELECT pg_sleep(601)', settings: { read_only: readOnly } });
        const [{ pid } = {}] = await server.until(running);
        process.kill(Number(pid), 'SIGKILL');
        const text = said(await asked);
        assert.match(text, /^network, retryable: The connection to .* was lost: /);
        assert.equal(text.endsWith(more), true, text);
        await server.ready();
      }
      const asked = ask(server.url(), { query: 'SELECT pg_sleep(601)' });
      await server.until(running);
      await server.kill();
      assert.match(said(await asked), /^(network|sql), retryable: /);
    });
  });
});
