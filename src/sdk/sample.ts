/** The tutorial's sample: its workflow, a real SQLite file, a filled cache, and the small server that its API branch asks. */
import { constants, copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { openLocalCache } from '../agents/cache/localCache.ts';
import { nobodyToAsk } from '../agents/consent.ts';
import { createRunners } from '../agents/runners.ts';
import type { Disposable } from '../base/disposable.ts';
import type { JsonObject } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { AgentRequest } from '../engine/ports.ts';
import { sampleFile } from './sampleFile.ts';
import type { Store } from './store.ts';

export const samplePort = 8787;

/** Says whose server answers on the port, so that a second window uses the first one's. */
const marker = { name: 'x-served-by', value: 'ipa-workflow sample' };

const database = [
  { id: 1, name: 'Ada Lovelace', email: 'ada@example.com' },
  { id: 2, name: 'Grace Hopper', email: 'grace@example.com' },
  { id: 3, name: 'Alan Turing', email: 'alan@example.com' },
];
const api = [
  { id: 2, name: 'Grace Hopper', email: 'grace@example.com' },
  { id: 4, name: 'Katherine Johnson', email: 'katherine@example.com' },
];
const cache = [
  { id: 1, name: 'Ada Lovelace', email: 'ada@example.com' },
  { id: 5, name: 'Edsger Dijkstra', email: 'edsger@example.com' },
];

/**
 * Makes what is missing: the workflow (never over another file of that name), `data/users.db`, the cache entry `users_data`.
 *
 * @param template folder that holds the sample's files as they ship
 * @returns the workflow's path; the error is a sentence for people
 */
export async function makeSample(folder: string, template: string, store: Store): Promise<Result<string, string>> {
  const file = path.join(folder, sampleFile);
  await mkdir(path.join(folder, 'data'), { recursive: true });
  await copyFile(path.join(template, sampleFile), file, constants.COPYFILE_EXCL).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  const made = await makeDatabase(folder, store);
  if (!made.ok) return made;
  await openLocalCache(store.cache, folder, Date.now).set('users_data', cache);
  return ok(file);
}

/** Whether a folder holds the sample, perhaps changed by its user: then its API is wanted. */
export async function isSample(folder: string): Promise<boolean> {
  const text = await readFile(path.join(folder, sampleFile), 'utf8').catch(() => '');
  return text.includes('name: data_aggregation_workflow') && text.includes(`:${String(samplePort)}/users`);
}

async function makeDatabase(folder: string, store: Store): Promise<Result<undefined, string>> {
  const file = path.join(folder, 'data', 'users.db');
  if ((await stat(file).catch(() => undefined))?.isFile() === true) return ok(undefined);
  const draft = `${file}.draft`;
  await rm(draft, { force: true });
  const runners = createRunners(() => ({
    cacheFolder: store.cache,
    workspaceFolders: [folder],
    allowedHosts: [],
    connections: {},
    allowShell: false,
    consent: nobodyToAsk,
  }));
  const sql = await runners('sql');
  const rows = database.flatMap(({ id, name, email }) => [id, name, email]);
  const statements: JsonObject[] = [
    { query: 'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL)' },
    { query: `INSERT INTO users (id, name, email) VALUES ${database.map(() => '(?, ?, ?)').join(', ')}`, params: rows },
  ];
  for (const statement of statements) {
    const outcome = await sql?.run(request(folder, { ...statement, connection: `sqlite:${draft}`, read_only: false }));
    if (outcome?.kind !== 'succeeded') return err(outcome?.error.message ?? t('SQLite is not available.'));
  }
  // Complete from the start, whatever ends this process.
  await rename(draft, file);
  return ok(undefined);
}

function request(folder: string, settings: JsonObject): AgentRequest {
  return {
    executionId: 'sample',
    nodeId: 'sample',
    agentId: 'sample',
    uses: 'sql',
    attempt: 1,
    idempotencyKey: 'sample',
    settings,
    writtenSettings: settings,
    holdsSecret: () => false,
    input: null,
    inputs: {},
    nodes: {},
    baseDirectory: folder,
    signal: new AbortController().signal,
    log: () => undefined,
    progress: () => undefined,
  };
}

export interface SampleApi extends Disposable {
  readonly port: number;
  /** False: another window or terminal serves it already. */
  readonly own: boolean;
}

/**
 * Serves `GET /users` on loopback, after a short delay so that the branches are seen side by side. The error is a sentence for people.
 *
 * @param delayMs how long an answer takes
 */
export async function startSampleApi(port = samplePort, delayMs = 400): Promise<Result<SampleApi, string>> {
  const server = http.createServer((incoming, response) => {
    const isUsers = incoming.method === 'GET' && new URL(incoming.url ?? '/', 'http://127.0.0.1').pathname === '/users';
    setTimeout(
      () => {
        response.writeHead(isUsers ? 200 : 404, { 'content-type': 'application/json', [marker.name]: marker.value });
        response.end(JSON.stringify(isUsers ? api : { error: 'not found' }));
      },
      isUsers ? delayMs : 0,
    );
  });
  const listening = await listen(server, port);
  if (listening.ok) {
    server.unref();
    const dispose = (): void => {
      server.close();
      server.closeAllConnections();
    };
    return ok({ port: (server.address() as AddressInfo).port, own: true, dispose });
  }
  if (await isServedByUs(port)) return ok({ port, own: false, dispose: () => undefined });
  return err(
    t('The sample’s API cannot be served: port {0} is used by another program. Stop it, then try again.', port),
  );
}

function listen(server: http.Server, port: number): Promise<Result<undefined, unknown>> {
  return new Promise((resolve) => {
    server.once('error', (error) => {
      resolve(err(error));
    });
    server.listen(port, '127.0.0.1', () => {
      resolve(ok(undefined));
    });
  });
}

async function isServedByUs(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${String(port)}/`, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.headers.get(marker.name) === marker.value;
  } catch {
    return false;
  }
}
