/** A real server over a workspace of its own, in this process. */
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JsonValue } from '../../../src/base/json.ts';
import { type RestServer, type ServerOptions, startServer } from '../../../src/server/server.ts';
import { openWorkspace, type Workspace, type WorkspaceOptions } from '../../../src/sdk/workspace.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of JSON. */
  readonly body: Record<string, never> & { readonly [key: string]: JsonValue };
}

export interface Ask {
  readonly method?: string;
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Served {
  readonly server: RestServer;
  readonly workspace: Workspace;
  readonly folder: string;
  readonly token: string | undefined;
  /** What the server said of its own faults. */
  readonly faults: string[];

  private constructor(parts: Pick<Served, 'server' | 'workspace' | 'folder' | 'token' | 'faults'>) {
    this.server = parts.server;
    this.workspace = parts.workspace;
    this.folder = parts.folder;
    this.token = parts.token;
    this.faults = parts.faults;
  }

  static async start(
    options: Partial<ServerOptions> & Pick<WorkspaceOptions, 'settings' | 'consent'> = {},
  ): Promise<Served> {
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ipa-server-')));
    const { settings, consent, ...given } = options;
    const workspace = openWorkspace({
      folder,
      store: path.join(folder, 'store'),
      ...(settings && { settings }),
      ...(consent && { consent }),
    });
    const faults: string[] = [];
    const log = (level: string, message: string): void => {
      if (level === 'error') faults.push(message);
    };
    const all = {
      workspace,
      version: '1.2.3',
      host: '127.0.0.1',
      port: 0,
      token: undefined,
      logger: { log },
      ...given,
    };
    const started = await startServer(all);
    assert(started.ok, JSON.stringify(started));
    return new Served({ server: started.value, workspace, folder, token: all.token, faults });
  }

  get base(): string {
    return `${this.server.url}/api/v1`;
  }

  async ask(place: string, { method, body, headers }: Ask = {}): Promise<Reply> {
    const isJson = body !== undefined;
    const response = await fetch(place.startsWith('http') ? place : this.base + place, {
      method: method ?? (isJson ? 'POST' : 'GET'),
      ...(isJson && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: {
        ...(isJson && { 'content-type': 'application/json' }),
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
    });
    const text = await response.text();
    const isRead = text !== '' && (response.headers.get('content-type') ?? '').startsWith('application/json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isRead ? JSON.parse(text) : {}) as Reply['body'],
    };
  }

  /** Asks, and wants this status. */
  async wants(status: number, place: string, ask: Ask = {}): Promise<Reply['body']> {
    const reply = await this.ask(place, ask);
    assert.equal(reply.status, status, `${place}: ${reply.text}`);
    return reply.body;
  }

  /** Resolves with an execution when it has ended. */
  async ended(id: string): Promise<Reply['body']> {
    await this.workspace.executions.finished(id);
    return await this.wants(200, `/executions/${id}`);
  }

  async stop(): Promise<void> {
    await this.server.close();
    this.workspace.dispose();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Start, one task, end. */
export function oneTask(agent: object, more: object = {}): Record<string, unknown> {
  return {
    name: 'one task',
    agents: { worker: agent },
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'work', type: 'agent_task', agent_id: 'worker' },
      { id: 'end', type: 'end' },
    ],
    edges: [
      { source: 'start', target: 'work' },
      { source: 'work', target: 'end' },
    ],
    ...more,
  };
}
