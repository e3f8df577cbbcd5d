/** A connection to one server, shared by the calls that are made at a time. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { LogLevel } from '../../engine/events.ts';
import { createGuard } from '../../network/guard.ts';
import { guardedFetch } from '../../network/guardedFetch.ts';
import type { HttpTimeouts } from '../../network/request.ts';
import { retryAfterMs } from '../../network/status.ts';
import type { HttpServer, McpServer } from './server.ts';
import { StdioTransport } from './stdioTransport.ts';
import type { KnownTool } from './tools.ts';

/** For a server to start and say hello. */
export const connectMs = 30_000;
/** Of all that one HTTP answer or stream of a server sends. */
const maxStreamBytes = 32 * 1024 * 1024;
/** A stream of events may be silent for as long as nothing happens; a call has its own limit. */
const httpTimeouts: HttpTimeouts = { connectMs: 10_000, headersMs: 300_000, idleMs: Infinity, bodyMs: Infinity };

/** A call that is on its way. */
export interface Caller {
  /** What the server says meanwhile. */
  hear(level: LogLevel, line: string): void;
  holdsSecret(text: string): boolean;
}

export class Session {
  readonly client: Client;
  readonly #transport: StdioTransport | StreamableHTTPClientTransport;
  readonly #callers = new Set<Caller>();
  /** What belongs to no call holds what the headers hold, which all have in common. */
  #last: Caller | undefined;
  #isClosed = false;
  #retryAfterMs: number | undefined;
  onclose?: () => void;

  constructor(server: McpServer, allowedHosts: () => readonly string[]) {
    // Nothing that a server could ask of us is offered; what its tools give is not ours to check.
    this.client = new Client(
      { name: 'ipa-workflow', version: '1' },
      {
        jsonSchemaValidator: {
          getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
        },
      },
    );
    this.#transport =
      server.kind === 'stdio'
        ? new StdioTransport(server, (line) => {
            this.#tell('info', line);
          })
        : httpTransport(server, this.#fetch(allowedHosts));
    this.client.setNotificationHandler('notifications/message', ({ params }) => {
      this.#tell(logLevel(params.level), typeof params.data === 'string' ? params.data : JSON.stringify(params.data));
    });
    this.client.onclose = () => {
      this.#isClosed = true;
      this.onclose?.();
    };
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Why a process that was started is not there any more, for people. */
  get ended(): string | undefined {
    return this.#transport instanceof StdioTransport ? this.#transport.ended : undefined;
  }

  /** When a server that answered last that it could not do it now wants to be asked again. */
  get retryAfterMs(): number | undefined {
    return this.#retryAfterMs;
  }

  async connect(): Promise<void> {
    await this.client.connect(this.#transport, { timeout: connectMs });
  }

  async tools(): Promise<readonly KnownTool[]> {
    const { tools } = await this.client.listTools(undefined, { timeout: connectMs });
    return tools.map(({ name, description = '' }) => ({ name, description }));
  }

  /** @returns to be called when the call is over */
  accompany(caller: Caller): () => void {
    this.#callers.add(caller);
    this.#last = caller;
    return () => {
      this.#callers.delete(caller);
    };
  }

  keepProcess(isKept: boolean): void {
    if (this.#transport instanceof StdioTransport) this.#transport.keepProcess(isKept);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#transport instanceof StreamableHTTPClientTransport)
      await this.#transport.terminateSession().catch(() => undefined);
    await this.#transport.close();
  }

  #fetch(allowedHosts: () => readonly string[]): typeof fetch {
    const guarded = guardedFetch({
      guard: () => createGuard(allowedHosts()),
      timeouts: httpTimeouts,
      maxBytes: maxStreamBytes,
      holdsSecret: (text) => [this.#last, ...this.#callers].some((caller) => caller?.holdsSecret(text) === true),
    });
    return async (input, init) => {
      const response = await guarded(input, init);
      const { headers } = response;
      // What the client throws of a refusal has no headers.
      if (!response.ok) this.#retryAfterMs = retryAfterMs(headers.get('retry-after'), headers.get('date'));
      return response;
    };
  }

  #tell(level: LogLevel, line: string): void {
    for (const caller of this.#callers) caller.hear(level, line);
  }
}

function httpTransport({ url, headers }: HttpServer, fetch: typeof globalThis.fetch): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(url, {
    fetch,
    requestInit: { headers },
    // Retries are the engine's.
    reconnectionOptions: {
      initialReconnectionDelay: 1,
      maxReconnectionDelay: 1,
      reconnectionDelayGrowFactor: 1,
      maxRetries: 0,
    },
  });
}

function logLevel(level: string): LogLevel {
  if (level === 'debug') return 'debug';
  if (level === 'warning') return 'warning';
  return level === 'info' || level === 'notice' ? 'info' : 'error';
}
