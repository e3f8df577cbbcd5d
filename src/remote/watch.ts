/**
 * Follows an execution on a server until it is over (dialect T, fault F14).
 *
 * 1. By the event stream where there is one: an event says that something changed, the execution is then read whole. Else by asking
 *    again and again.
 * 2. Waits grow from 1 to 30 s while nothing changes or the server does not answer, and begin anew when something does.
 * 3. One that stays `pending` past a limit is told as stalled, one whose server stays away past another as unreachable.
 */
import type { Disposable } from '../base/disposable.ts';
import type { JsonObject } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { isTerminal } from '../protocol/execution.ts';
import type { Connection } from './connection.ts';
import { readEvents } from './eventStream.ts';
import { getExecution } from './executions.ts';
import type { RemoteExecution } from './mapping/execution.ts';
import { failure, isPassing, type RemoteFailure } from './failure.ts';
import { pause } from './pause.ts';

export interface WatchListener {
  /** It looks different now. */
  changed(execution: RemoteExecution): void;
  /** An engine's event, as the server tells it. */
  readonly event?: (event: JsonObject) => void;
  /** The server does not answer just now; undefined: it does again. */
  trouble?(failure: RemoteFailure | undefined): void;
}

export type WatchEnd =
  | { readonly kind: 'ended'; readonly execution: RemoteExecution }
  | { readonly kind: 'failed'; readonly failure: RemoteFailure };

export interface WatchLimits {
  /** Longest time in `pending`. */
  readonly pendingMs: number;
  /** Longest time without an answer. */
  readonly silentMs: number;
}

const shortestMs = 1000;
/** How long events are gathered before the execution is read again. */
const gatherMs = 100;
const longestMs = 30_000;
const usualLimits: WatchLimits = { pendingMs: 600_000, silentMs: 600_000 };

export async function watchExecution(
  connection: Connection,
  id: string,
  listener: WatchListener,
  signal: AbortSignal,
  limits: Partial<WatchLimits> = {},
): Promise<WatchEnd> {
  return await new Watch(connection, id, listener, signal, { ...usualLimits, ...limits }).follow();
}

class Watch {
  readonly #connection: Connection;
  readonly #id: string;
  readonly #listener: WatchListener;
  readonly #signal: AbortSignal;
  readonly #limits: WatchLimits;
  readonly #beganMs: number;
  readonly #beganWallMs: number;
  #streams = true;
  #lastEvent: string | undefined;
  #shown = '';
  /** Counts what was new: readings that differ, and events. */
  #news = 0;
  #troubleSinceMs: number | undefined;
  #looking: Promise<WatchEnd | undefined> | undefined;
  #lookAgain = false;
  #end: WatchEnd | undefined;
  #isPending = false;

  constructor(connection: Connection, id: string, listener: WatchListener, signal: AbortSignal, limits: WatchLimits) {
    this.#connection = connection;
    this.#id = id;
    this.#listener = listener;
    this.#signal = signal;
    this.#limits = limits;
    this.#beganMs = connection.client.clock.monotonicMs();
    this.#beganWallMs = connection.client.clock.wallMs();
  }

  async follow(): Promise<WatchEnd> {
    for (let waitMs = shortestMs / 2; ;) {
      const before = this.#news;
      const end = (await this.#look()) ?? (await this.#stream());
      if (end?.kind === 'ended') await this.#readRest();
      if (end) return end;
      waitMs = this.#news > before ? shortestMs : Math.min(longestMs, 2 * waitMs);
      if (!(await pause(this.#connection.client.clock, waitMs, this.#signal))) return this.#aborted();
    }
  }

  /** Reads the execution; at once again where that was wanted meanwhile. */
  #look(): Promise<WatchEnd | undefined> {
    if (this.#looking) {
      this.#lookAgain = true;
      return this.#looking;
    }
    const looking = (async () => {
      do {
        this.#lookAgain = false;
        this.#end = await this.#lookOnce();
      } while (this.#looksAgain());
      this.#looking = undefined;
      return this.#end;
    })();
    this.#looking = looking;
    return looking;
  }

  #looksAgain(): boolean {
    return this.#lookAgain && this.#end === undefined;
  }

  async #lookOnce(): Promise<WatchEnd | undefined> {
    const nowMs = (): number => this.#connection.client.clock.monotonicMs();
    const seen = await getExecution(this.#connection, this.#id, this.#signal, this.#beganWallMs);
    if (this.#signal.aborted) return this.#aborted();
    if (!seen.ok) return this.#afterFailure(seen.error, nowMs());
    if (this.#troubleSinceMs !== undefined) this.#listener.trouble?.(undefined);
    this.#troubleSinceMs = undefined;
    const text = JSON.stringify(seen.value);
    if (text !== this.#shown) {
      this.#shown = text;
      this.#news++;
      this.#listener.changed(seen.value);
    }
    if (isTerminal(seen.value.status) || seen.value.status === 'unreadable')
      return { kind: 'ended', execution: seen.value };
    this.#isPending = seen.value.status === 'pending';
    if (!this.#isPending || nowMs() - this.#beganMs < this.#limits.pendingMs) return undefined;
    const minutes = Math.round(this.#limits.pendingMs / 60_000);
    const { host } = this.#connection.client.address;
    const message = t(
      '"{0}" has kept the execution pending for {1} minutes: it seems that nothing runs it there.',
      host,
      minutes,
    );
    return { kind: 'failed', failure: failure('stalled', message) };
  }

  #afterFailure(problem: RemoteFailure, nowMs: number): WatchEnd | undefined {
    if (!isPassing(problem)) return { kind: 'failed', failure: problem };
    this.#troubleSinceMs ??= nowMs;
    this.#listener.trouble?.(problem);
    return nowMs - this.#troubleSinceMs < this.#limits.silentMs ? undefined : { kind: 'failed', failure: problem };
  }

  /** Until the server closes it, or the execution is over. */
  async #stream(): Promise<WatchEnd | undefined> {
    if (!this.#streams || this.#troubleSinceMs !== undefined) return undefined;
    const { clock } = this.#connection.client;
    const own = new AbortController();
    const stop = (): void => {
      own.abort();
    };
    this.#signal.addEventListener('abort', stop);
    const leftMs = this.#beganMs + this.#limits.pendingMs - clock.monotonicMs();
    const stalling = this.#isPending ? clock.schedule(leftMs, stop) : undefined;
    let gathering: Disposable | undefined;
    let events = 0;
    const ended = await readEvents(
      this.#connection,
      this.#id,
      this.#lastEvent,
      (id, event) => {
        events++;
        this.#lastEvent = id ?? this.#lastEvent;
        this.#news++;
        stalling?.dispose();
        this.#listener.event?.(event);
        gathering ??= clock.schedule(gatherMs, () => {
          gathering = undefined;
          void this.#look().then((end) => {
            if (end) stop();
          });
        });
      },
      own.signal,
    );
    for (const timer of [stalling, gathering]) timer?.dispose();
    this.#signal.removeEventListener('abort', stop);
    if (ended.kind === 'unsupported') this.#streams = false;
    return this.#end ?? (events > 0 ? await this.#look() : undefined);
  }

  /** Events that came after the execution was seen to be over. */
  async #readRest(): Promise<void> {
    const { event } = this.#listener;
    if (event === undefined || !this.#streams) return;
    const hear = (_: string | undefined, one: JsonObject): void => {
      event(one);
    };
    await readEvents(this.#connection, this.#id, this.#lastEvent, hear, this.#signal);
  }

  #aborted(): WatchEnd {
    return { kind: 'failed', failure: failure('aborted', t('It was stopped before it ended.')) };
  }
}
