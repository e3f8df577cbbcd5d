/**
 * `serve` in a process of its own that kills itself where the test says: its argument is a `ServerTask` as JSON. It prints its address
 * when it listens.
 */
import type http from 'node:http';
import { ServerResponse } from 'node:http';
import { openWorkspace } from '../../../src/sdk/workspace.ts';
import { startServer } from '../../../src/server/server.ts';

export interface ServerTask {
  readonly folder: string;
  /** 0: a free one. */
  readonly port: number;
  /**
   * Where it dies, of the request that has the header `x-die`: when its body is read (`read`), when it has been done and nothing is
   * answered (`done`), half of the answer being sent (`half`), when all of it is (`sent`).
   */
  readonly dieAt?: 'read' | 'done' | 'half' | 'sent';
}

const { folder, port, dieAt } = JSON.parse(process.argv[2] ?? '') as ServerTask;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

const isMarked = (request: http.IncomingMessage): boolean => request.headers['x-die'] !== undefined;

type Method = (this: ServerResponse, ...args: unknown[]) => ServerResponse;

if (dieAt !== undefined) {
  const responses = ServerResponse.prototype as unknown as Record<'writeHead' | 'end', Method>;
  const { writeHead, end } = responses;
  responses.writeHead = function (...args) {
    if (isMarked(this.req) && dieAt === 'done') die();
    return writeHead.apply(this, args);
  };
  responses.end = function (...args) {
    const [content] = args;
    if (!isMarked(this.req) || dieAt === 'read' || typeof content !== 'string') return end.apply(this, args);
    if (dieAt === 'half') {
      this.write(content.slice(0, content.length / 2), die);
      return this;
    }
    return end.call(this, content, () => {
      setImmediate(die);
    });
  };
}

const workspace = openWorkspace({ folder, store: `${folder}/store`, settings: { keep: 1_000_000 } });
if (dieAt === 'read') Object.assign(workspace.agents, { create: die });
const started = await startServer({
  workspace,
  version: '1',
  host: '127.0.0.1',
  port,
  token: undefined,
  resumesLeft: true,
  logger: { log: (level, message) => level === 'error' && process.stderr.write(`${message}\n`) },
});
if (!started.ok) throw new Error(started.error);
process.stdout.write(`${started.value.url}\n`);
