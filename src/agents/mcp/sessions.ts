/** Connections by server: opened by the first call, kept a while after the last one. */
import { keyOf, type McpServer } from './server.ts';
import { Session } from './session.ts';

/** How long one is kept whose only call was cancelled: until the server can have heard of it. */
const cancelledMs = 200;

interface Kept {
  readonly session: Session;
  readonly connected: Promise<void>;
  calls: number;
  timer: NodeJS.Timeout | undefined;
}

export interface Borrowed {
  readonly session: Session;
  readonly connected: Promise<void>;
  /** @param isCancelled the server then ends as soon as nobody else needs it */
  giveBack(isCancelled: boolean): void;
}

export class Sessions {
  readonly #kept = new Map<string, Kept>();
  readonly #idleMs: number;
  readonly #allowedHosts: () => readonly string[];
  readonly #connected: (session: Session) => void;

  /**
   * @param idleMs how long one without calls is kept
   * @param connected is told of each session once it can be used
   */
  constructor(idleMs: number, allowedHosts: () => readonly string[], connected: (session: Session) => void) {
    this.#idleMs = idleMs;
    this.#allowedHosts = allowedHosts;
    this.#connected = connected;
  }

  borrow(server: McpServer): Borrowed {
    const key = keyOf(server);
    const kept = this.#kept.get(key) ?? this.#open(key, server);
    clearTimeout(kept.timer);
    kept.calls++;
    kept.session.keepProcess(true);
    return {
      session: kept.session,
      connected: kept.connected,
      giveBack: (isCancelled) => {
        kept.calls--;
        if (kept.calls > 0) return;
        kept.session.keepProcess(false);
        if (this.#kept.get(key) !== kept) return;
        if (isCancelled) this.#kept.delete(key);
        kept.timer = setTimeout(
          () => {
            this.#close(key, kept);
          },
          isCancelled ? cancelledMs : this.#idleMs,
        );
        // An idle one ends with our process; a cancelled one is ended before.
        if (!isCancelled) kept.timer.unref();
      },
    };
  }

  #open(key: string, server: McpServer): Kept {
    const session = new Session(server, this.#allowedHosts);
    const connected = session.connect();
    const kept: Kept = { session, connected, calls: 0, timer: undefined };
    this.#kept.set(key, kept);
    session.onclose = () => {
      this.#forget(key, kept);
    };
    connected.then(
      () => {
        this.#connected(session);
      },
      () => {
        this.#close(key, kept);
      },
    );
    return kept;
  }

  #close(key: string, kept: Kept): void {
    this.#forget(key, kept);
    void kept.session.close();
  }

  #forget(key: string, kept: Kept): void {
    if (this.#kept.get(key) === kept) this.#kept.delete(key);
  }
}
