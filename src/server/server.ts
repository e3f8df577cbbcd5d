/** The REST server (`spec/rest-api.md`, section 1) over a workspace, on Node's own http server. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Logger } from '../engine/ports.ts';
import { systemIds } from '../engine/systemPorts.ts';
import { ExecutionService } from '../sdk/executionService.ts';
import { WorkflowService } from '../sdk/workflowService.ts';
import type { Workspace } from '../sdk/workspace.ts';
import { tooMany } from './answers.ts';
import { Connections } from './connections.ts';
import type { Context } from './context.ts';
import { createDispatch } from './dispatch.ts';
import { isLoopback } from './hosts.ts';
import { IdempotencyKeys } from './idempotency.ts';
import { LeftExecutions } from './leftExecutions.ts';
import { send } from './send.ts';

export interface ServerOptions {
  readonly workspace: Workspace;
  /** Of the program. */
  readonly version: string;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Undefined: nobody needs one, on loopback only. The workspace's consent must then refuse everything. */
  readonly token: string | undefined;
  readonly logger: Logger;
  /** Values of `secrets.NAME` for every execution. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Whether what an earlier server was asked for, and did not finish, goes on at the start. */
  readonly resumesLeft?: boolean;
  /** Bytes of a body; 5 MiB. */
  readonly bodyLimit?: number;
  /** Requests and executions that were asked for and are not over; 1,000. */
  readonly queueLimit?: number;
}

export interface RestServer {
  /** `http://127.0.0.1:8000` */
  readonly url: string;
  readonly port: number;
  /** Takes nothing new, ends streams, lets short requests finish. Executions stay as they are. */
  close(): Promise<void>;
}

export const defaultPort = 8000;
const bodyLimit = 5 * 1024 * 1024;
const queueLimit = 1000;
const mostConnections = 64;
/** What `close` waits for. */
const patienceMs = 2000;

/** The error is a sentence: why it cannot listen, and what helps. */
export async function startServer(options: ServerOptions): Promise<Result<RestServer, string>> {
  const { host, port, token } = options;
  if (token === undefined && !isLoopback(host))
    return err(t('Without a token only this machine may be served. Leave out --open, or --host {0}.', host));
  const serving = new Serving(options);
  const problem = await serving.listen(host, port);
  if (problem !== undefined) return err(problem);
  return ok(serving);
}

class Serving implements RestServer {
  readonly #options: ServerOptions;
  readonly #server: http.Server;
  readonly #keys: IdempotencyKeys;
  readonly #connections = new Connections(mostConnections);
  readonly #closing = new AbortController();
  readonly #live = new Set<string>();
  readonly #left: LeftExecutions;
  #busy = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#keys = new IdempotencyKeys(options.workspace.store.catalog, () => systemIds().executionId());
    const context = this.#context();
    const { workspace, logger, secrets = {} } = options;
    this.#left = new LeftExecutions({
      ...{ executions: workspace.executions, logger, options: { secrets } },
      resumed: context.started,
    });
    const dispatch = createDispatch({
      context,
      guard: () => options,
      bodyLimit: options.bodyLimit ?? bodyLimit,
      report: (error) => {
        options.logger.log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
      },
    });
    const listener = (request: http.IncomingMessage, response: http.ServerResponse): void => {
      void this.#answer(dispatch, request, response);
    };
    this.#server = http.createServer(
      {
        maxHeaderSize: 16 * 1024,
        requestTimeout: 30_000,
        headersTimeout: 10_000,
        keepAliveTimeout: 5000,
        connectionsCheckingInterval: 1000,
      },
      listener,
    );
    this.#server.on('connection', (socket: Socket) => {
      this.#connections.add(socket);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    const { host } = this.#options;
    return `http://${host.includes(':') ? `[${host}]` : host}:${String(this.port)}`;
  }

  /** Undefined: it listens. */
  async listen(host: string, port: number): Promise<string | undefined> {
    try {
      this.#server.listen(port, host);
      await once(this.#server, 'listening');
    } catch (error) {
      return describe(error as NodeJS.ErrnoException, host, port);
    }
    await this.#keys.prune(Date.now());
    if (this.#options.resumesLeft === true) await this.#left.resume();
    return undefined;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#left.dispose();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    const late = setTimeout(() => {
      this.#server.closeAllConnections();
    }, patienceMs);
    await closed;
    clearTimeout(late);
  }

  async #answer(
    dispatch: ReturnType<typeof createDispatch>,
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    let done = (): void => undefined;
    this.#busy++;
    try {
      const isTooMuch = this.#busy > (this.#options.queueLimit ?? queueLimit);
      const signal = AbortSignal.any([gone.signal, this.#closing.signal]);
      const answer = isTooMuch
        ? tooMany().answer
        : await dispatch(request, signal, () => {
            done = this.#connections.working(request.socket);
          });
      await send(response, answer);
    } finally {
      this.#busy--;
      done();
    }
  }

  #context(): Context {
    const { workspace, version, token, secrets = {} } = this.#options;
    return {
      version,
      workspace,
      secrets,
      workflows: new WorkflowService(workspace),
      executions: new ExecutionService(workspace),
      keys: this.#keys,
      isOpen: token === undefined,
      mayStart: () => {
        if (this.#live.size + this.#busy > (this.#options.queueLimit ?? queueLimit)) throw tooMany();
      },
      started: (id) => {
        this.#live.add(id);
        void workspace.executions.finished(id).finally(() => this.#live.delete(id));
      },
    };
  }
}

function describe(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return t('Port {0} is used by another program. Stop that, or choose another port.', port);
    case 'EACCES':
      return t('Port {0} may not be used by this user. Choose one above 1023.', port);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return t('"{0}" is no address of this machine.', host);
    default:
      return t('The server cannot listen on {0}, port {1}: {2}', host, port, error.message);
  }
}
