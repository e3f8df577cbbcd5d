/** Fault F10 for every runner: what it works with fails or hangs × retry, timeout, cancel and `continue`, with the real engine. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reachOf } from '../../../src/cli/connections.ts';
import { remoteAgents } from '../../../src/cli/remoteAgents.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import type { Executions } from '../../../src/sdk/executions.ts';
import { createLocal } from '../../../src/sdk/local.ts';
import { defaultSettings } from '../../../src/sdk/settings.ts';
import { storeIn } from '../../../src/sdk/store.ts';
import { endlessQuery } from '../../support/agents/endlessQuery.ts';
import { executeTask } from '../../support/agents/oneTask.ts';
import { freePort } from '../../support/agents/ports.ts';
import { Postgres, postgresPrograms } from '../../support/agents/postgres.ts';
import { Asked } from '../../support/agents/programs.ts';
import { closeServers, serveRaw } from '../../support/agents/servers.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';

interface Places {
  /** A server that takes connections and says nothing. */
  readonly silent: number;
  /** A port of nobody. */
  readonly nobody: number;
  readonly postgres: () => string;
}

interface Row {
  readonly uses: string;
  /** With these it never ends. */
  readonly hangs: (places: Places) => JsonObject;
  readonly fails: (places: Places) => JsonObject;
  readonly kind: string;
  readonly retryable: boolean;
}

const server = (port: number, path = ''): string => `http://127.0.0.1:${String(port)}${path}`;
const forever = 'while :; do sleep 0.1; done';

const rows: Readonly<Record<string, Row>> = {
  http: {
    uses: 'http',
    hangs: ({ silent }) => ({ url: server(silent) }),
    fails: ({ nobody }) => ({ url: server(nobody) }),
    ...{ kind: 'network', retryable: true },
  },
  'sql, SQLite': {
    uses: 'sql',
    hangs: () => ({ connection: 'sqlite::memory:', query: endlessQuery }),
    fails: () => ({ connection: 'sqlite::memory:', query: 'SELECT nothing' }),
    ...{ kind: 'sql', retryable: false },
  },
  'sql, PostgreSQL': {
    uses: 'sql',
    hangs: ({ postgres }) => ({ connection: postgres(), query: 'SELECT pg_sleep(600)' }),
    fails: ({ nobody }) => ({ connection: `postgres://x@127.0.0.1:${String(nobody)}/x`, query: 'SELECT 1' }),
    ...{ kind: 'network', retryable: true },
  },
  'cache, Redis': {
    uses: 'cache',
    hangs: ({ silent }) => ({ connection: `redis://127.0.0.1:${String(silent)}`, key: 'k' }),
    fails: ({ nobody }) => ({ connection: `redis://127.0.0.1:${String(nobody)}`, key: 'k' }),
    ...{ kind: 'network', retryable: true },
  },
  transform: {
    uses: 'transform',
    hangs: () => ({ expression: '($f := function($n) { $f($n + 1) }; $f(1))' }),
    fails: () => ({ expression: '$error("no")' }),
    ...{ kind: 'expression', retryable: false },
  },
  script: {
    uses: 'script',
    hangs: () => ({ path: 'loops.mjs' }),
    fails: () => ({ path: 'throws.mjs' }),
    ...{ kind: 'script', retryable: true },
  },
  command: {
    uses: 'command',
    hangs: () => ({ run: ['sh', '-c', forever] }),
    fails: () => ({ run: ['sh', '-c', 'exit 1'] }),
    ...{ kind: 'script', retryable: true },
  },
  llm: {
    uses: 'llm',
    hangs: ({ silent }) => ({ provider: 'openai', base_url: server(silent, '/v1'), model: 'm', prompt: 'p' }),
    fails: ({ nobody }) => ({ provider: 'openai', base_url: server(nobody, '/v1'), model: 'm', prompt: 'p' }),
    ...{ kind: 'network', retryable: true },
  },
  'mcp, HTTP': {
    uses: 'mcp',
    hangs: ({ silent }) => ({ server: server(silent, '/mcp'), tool: 't' }),
    fails: ({ nobody }) => ({ server: server(nobody, '/mcp'), tool: 't' }),
    ...{ kind: 'network', retryable: true },
  },
  'mcp, a process': {
    uses: 'mcp',
    hangs: () => ({ server: ['sh', '-c', forever], tool: 't' }),
    fails: () => ({ server: ['sh', '-c', 'exit 1'], tool: 't' }),
    ...{ kind: 'agent', retryable: true },
  },
  ipa: {
    uses: 'ipa',
    hangs: () => ({ server: 'silent', agent_id: 'a', message: 'm' }),
    fails: () => ({ server: 'nobody', agent_id: 'a', message: 'm' }),
    ...{ kind: 'network', retryable: true },
  },
};

describe('every runner and fault F10', function () {
  this.timeout(60_000);

  let executions: Executions;
  let folder: string;
  let places: Places;
  let postgres: Postgres | undefined;
  /** What the engine has to say: of agents that it abandons. */
  let said: string[];

  before(async function () {
    if (process.platform === 'win32') this.skip();
    if (postgresPrograms() !== undefined) postgres = await Postgres.start();
  });
  after(async () => {
    await postgres?.stop();
  });
  beforeEach(async () => {
    said = [];
    folder = temporaryFolder();
    writeFileSync(join(folder, 'loops.mjs'), 'export default () => { for (;;); }');
    writeFileSync(join(folder, 'throws.mjs'), 'export default () => { throw new Error("no") }');
    const { port: silent } = await serveRaw((socket) => socket.resume());
    places = { silent, nobody: await freePort(), postgres: () => postgres?.url() ?? '' };
    const connections = { silent: server(silent), nobody: server(places.nobody) };
    const reach = reachOf({ connections, passwords: {}, secrets: {}, allowedHosts: [] }, {});
    executions = createLocal({
      store: storeIn(join(folder, 'store')),
      trusted: () => true,
      logger: { log: (level, message) => void said.push(`${level}: ${message}`) },
      settings: () => ({ ...defaultSettings, connections }),
      consent: new Asked(),
      callRemoteAgent: remoteAgents(reach),
    });
  });
  afterEach(async () => {
    executions.dispose();
    await closeServers();
    removeFolders();
    assert.deepEqual(said, []);
  });

  async function execute(
    uses: string,
    settings: JsonObject,
    errorHandling: string,
    started: (id: string) => void = () => undefined,
  ): Promise<ExecutionSnapshot> {
    return await executeTask(executions, {
      folder,
      agent: { uses, with: settings },
      errorHandling,
      heard: (event, id) => {
        if (event.type === 'attemptStarted') started(id);
      },
    });
  }

  for (const [name, { uses, hangs, fails, kind, retryable }] of Object.entries(rows)) {
    const needs = (context: Mocha.Context): void => {
      if (name.includes('PostgreSQL') && postgres === undefined) context.skip();
    };

    it(`${name} × retry: is tried again where that may help`, async () => {
      const { status, nodes } = await execute(uses, fails(places), '{ max_retries: 2, retry: { delay_seconds: 0 } }');
      assert.deepEqual(
        [status, nodes['work']?.status, nodes['work']?.attempts, nodes['work']?.error?.kind],
        ['failed', 'failed', retryable ? 3 : 1, kind],
        nodes['work']?.error?.message,
      );
    });

    it(`${name} × continue: the execution goes on`, async () => {
      const { status, nodes } = await execute(uses, fails(places), '{ on_failure: continue }');
      assert.deepEqual([status, nodes['work']?.status, nodes['work']?.attempts], ['completed', 'failed', 1]);
    });

    it(`${name} × timeout: is stopped, tried again, and has timed out`, async function () {
      needs(this);
      const retries = '{ max_retries: 1, timeout_seconds: 0.3, retry: { delay_seconds: 0 } }';
      const { nodes } = await execute(uses, hangs(places), retries);
      assert.deepEqual(
        [nodes['work']?.status, nodes['work']?.attempts, nodes['work']?.error?.kind],
        ['timed_out', 2, 'timeout'],
      );
    });

    it(`${name} × cancel: is stopped, not abandoned, and not tried again`, async function () {
      needs(this);
      const { status, nodes } = await execute(uses, hangs(places), '{ max_retries: 2 }', (id) => {
        void executions.cancel(id);
      });
      assert.deepEqual([status, nodes['work']?.status, nodes['work']?.attempts], ['cancelled', 'cancelled', 1]);
    });
  }
});
