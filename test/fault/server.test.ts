/** Fault F13: a server that is killed, in each phase of a request and at any time under load. What it acknowledged is kept. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerTask } from '../support/fault/restServer.ts';
import { oneTask } from '../support/server/served.ts';

const program = fileURLToPath(new URL('../support/fault/restServer.ts', import.meta.url));
const phases = ['read', 'done', 'half', 'sent'] as const;

/** Kills under load; `npm run fuzz -- --server` has more. */
const kills = Number(process.env['FUZZ_RUNS'] ?? 2);

type Json = Readonly<Record<string, unknown>>;

describe('F13 the REST server', function () {
  this.timeout(60_000 + kills * 20_000);

  let folder: string;
  let child: ChildProcess | undefined;
  let base = '';

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ipa-f13-'));
  });

  afterEach(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const start = async (task: Omit<ServerTask, 'folder' | 'port'> = {}, port = 0): Promise<void> => {
    const own = spawn(process.execPath, [program, JSON.stringify({ folder, port, ...task } satisfies ServerTask)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = own;
    const [line] = (await once(own.stdout, 'data')) as [Buffer];
    base = `${String(line).trim()}/api/v1`;
  };

  const kill = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };

  const ask = async (place: string, body?: object, headers: Record<string, string> = {}): Promise<Json> => {
    const response = await fetch(base + place, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', connection: 'close', ...headers },
    });
    const answer = (await response.json()) as Json;
    assert(response.ok, `${place}: ${JSON.stringify(answer)}`);
    return answer;
  };

  const workflow = oneTask({ uses: 'mock', with: { output: 'kept', delay_seconds: 0.05 } });

  for (const phase of phases)
    it(`keeps what it acknowledged, and creates once for one key, when it dies at "${phase}"`, async () => {
      // Only where nothing else can be asked of it does it start whole again.
      const task = phase === 'read' ? {} : { dieAt: phase };
      await start(task);
      const { id: workflowId } = await ask('/workflows', workflow);
      const requests: readonly (readonly [string, object])[] = [
        ['/agents', { name: 'once', uses: 'mock' }],
        ['/workflows', { ...workflow, name: 'another' }],
        ['/executions', { workflow_id: workflowId }],
      ];
      if (phase === 'read') await kill();
      if (phase === 'read') await start({ dieAt: phase });
      for (const [place, body] of phase === 'read' ? requests.slice(0, 1) : requests) {
        const dying = child;
        assert(dying);
        const died = once(dying, 'exit');
        const key = { 'idempotency-key': randomUUID() };
        const first = await ask(place, body, { ...key, 'x-die': '1' }).catch(() => undefined);
        await died;
        assert.equal(dying.signalCode, 'SIGKILL');
        await start(task);
        const again = await ask(place, body, key);
        if (phase === 'sent') assert.equal(first?.['id'], again['id']);
        else assert.equal(first, undefined);
        const { total } = await ask(place);
        assert.equal(total, place === '/workflows' ? 2 : 1, place);
        if (place === '/executions') assert.equal((await ended(String(again['id'])))['status'], 'completed');
      }
    });

  it('goes on with what a server left that dies after this one has started', async () => {
    await start();
    const before = child;
    const nodes = ['start', 'approval', 'end'].map((type) => ({ id: type === 'approval' ? 'work' : type, type }));
    const { id: workflowId } = await ask('/workflows', oneTask({ uses: 'mock' }, { nodes }));
    const { id } = await ask('/executions', { workflow_id: workflowId });
    await start();
    const died = before && once(before, 'exit');
    before?.kill('SIGKILL');
    await died;
    for (let status: unknown; status !== 'completed';) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      // Refused until it goes on.
      await ask(`/executions/${String(id)}/approvals/work`, { approve: true }).catch(() => undefined);
      ({ status } = await ask(`/executions/${String(id)}`));
    }
  });

  it(`loses no acknowledged execution of five clients over ${String(kills)} kills`, async () => {
    await start();
    const { id: workflowId } = await ask('/workflows', workflow);
    const { port } = new URL(base);
    const acknowledged = new Map<string, string>();
    let isOver = false;
    const client = async (): Promise<void> => {
      while (!isOver) {
        const key = randomUUID();
        // Its answer may be lost: then it asks again, with the same key, until it has one.
        for (;;)
          try {
            const { id } = await ask('/executions', { workflow_id: workflowId }, { 'idempotency-key': key });
            acknowledged.set(key, String(id));
            break;
          } catch (error) {
            if (error instanceof assert.AssertionError) throw error;
            await new Promise(setImmediate);
          }
      }
    };
    const clients = Promise.all(Array.from({ length: 5 }, client));
    for (let round = 0; round < kills; round++) {
      const before = acknowledged.size;
      while (acknowledged.size < before + 25) await new Promise((resolve) => setTimeout(resolve, 5));
      await kill();
      await start({}, Number(port));
    }
    isOver = true;
    await clients;
    const ids = [...acknowledged.values()];
    assert.equal(new Set(ids).size, ids.length);
    const listed = new Set<string>();
    for (let page = 1; ; page++) {
      const { items } = (await ask(`/executions?page_size=100&page=${String(page)}`)) as { items: { id: string }[] };
      for (const { id } of items) listed.add(id);
      if (items.length < 100) break;
    }
    assert.deepEqual(
      ids.filter((id) => !listed.has(id)),
      [],
    );
    assert.equal(listed.size, ids.length);
    for (const id of ids) assert.equal((await ended(id))['status'], 'completed');
  });

  /** Waits on its events. */
  const ended = async (id: string): Promise<Json> => {
    const response = await fetch(`${base}/executions/${id}/events`, { headers: { connection: 'close' } });
    await response.text();
    return await ask(`/executions/${id}`);
  };
});
