/**
 * One server over HTTP: calls with their limits, credentials and repetitions (threats T6, T7, T8, T22).
 *
 * 1. Only what is idempotent is sent again, at most three times in all: `GET`, `PUT`, `DELETE`, and what has an idempotency key.
 * 2. After a 401 or 403 new credentials are asked for once; not again before a call has succeeded.
 * 3. A token goes to its own origin only, and over plain http only to loopback, or where the user said so.
 */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../base/clock.ts';
import type { JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { BodyTooLarge, readBody } from '../network/body.ts';
import { isCertificateError } from '../network/connect.ts';
import { createGuard, type Guard, Refused, type Resolver } from '../network/guard.ts';
import { type HttpTimeouts, send } from '../network/request.ts';
import { retryAfterMs } from '../network/status.ts';
import type { ServerAddress } from './address.ts';
import { type Answer, answerMessage, failureOf, jsonOf, passingFailure } from './answer.ts';
import { aborted, failure, isPassing, type RemoteFailure } from './failure.ts';
import { pause } from './pause.ts';

export interface ClientOptions {
  readonly address: ServerAddress;
  readonly clock: Clock;
  /** Hosts that may be reached (`ipaWorkflow.network.allow`); empty: all but those that never are. */
  readonly allowedHosts: () => readonly string[];
  /** The token that is kept for the server's origin; asked at each call. */
  readonly token: () => Promise<string | undefined>;
  /** Asks the user for another one; undefined: there is none. */
  readonly renewToken?: (why: RemoteFailure) => Promise<string | undefined>;
  /** The user said that the token may go over plain http to another machine. */
  readonly allowPlainHttp?: boolean;
  readonly timeouts?: Partial<HttpTimeouts>;
  readonly resolver?: Resolver;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base, with its `/`, segments encoded; or a whole URL of the same origin. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes a `POST` one that may be sent again. */
  readonly key?: string;
  /** `json` is sent as JSON, `text` as it is. */
  readonly body?: { readonly json: JsonValue } | { readonly text: string; readonly type: string };
  readonly signal: AbortSignal;
  /** For calls whose answer takes as long as the work. */
  readonly timeouts?: Partial<HttpTimeouts>;
  /** Neither sends a token nor asks for one. */
  readonly anonymous?: boolean;
}

const defaultTimeouts: HttpTimeouts = { connectMs: 10_000, headersMs: 30_000, idleMs: 30_000, bodyMs: 120_000 };
const mostAttempts = 3;
/** Clocks that differ by less than this agree: a `Date` header has whole seconds, and was written a while ago. */
const agreeMs = 5000;

export class Client {
  readonly address: ServerAddress;
  readonly clock: Clock;
  readonly #options: ClientOptions;
  #renewing: Promise<string | undefined> | undefined;
  /** Whether it was asked since a call last succeeded. */
  #asked = false;
  #skewMs = 0;

  constructor(options: ClientOptions) {
    this.address = options.address;
    this.clock = options.clock;
    this.#options = options;
  }

  /** What to add to the server's times to have this machine's; 0 where the two agree within seconds. */
  get skewMs(): number {
    return this.#skewMs;
  }

  /** The answer, where it says success. */
  async call(call: Call): Promise<Result<Answer, RemoteFailure>> {
    const answer = await this.exchange(call);
    if (!answer.ok) return answer;
    const { status } = answer.value;
    return status >= 200 && status < 300 ? answer : err(this.failureOf(answer.value));
  }

  /** The same, as JSON. */
  async callJson(call: Call): Promise<Result<JsonValue, RemoteFailure>> {
    const answer = await this.call(call);
    return answer.ok ? this.json(answer.value) : answer;
  }

  json(answer: Answer): Result<JsonValue, RemoteFailure> {
    return jsonOf(answer, this.address.host);
  }

  /** An answer of any status; repeated where that is harmless and can help. */
  async exchange(call: Call): Promise<Result<Answer, RemoteFailure>> {
    for (let attempt = 1; ; attempt++) {
      const opened = await this.open(call);
      const answer = opened.ok ? await this.#read(opened.value, call.signal) : opened;
      const problem = answer.ok ? passingFailure(answer.value, this.address.host) : answer.error;
      if (problem === undefined || !isPassing(problem)) return answer;
      if ((call.method === 'POST' && call.key === undefined) || attempt === mostAttempts)
        return answer.ok ? answer : err(problem);
      const waitMs = problem.retryAfterMs ?? 1000 * 2 ** (attempt - 1);
      if (!(await pause(this.clock, waitMs, call.signal))) return err(aborted());
    }
  }

  /** The answer with its body still to come, of any status but 401 and 403 where new credentials helped. */
  async open(call: Call): Promise<Result<IncomingMessage, RemoteFailure>> {
    const token = call.anonymous === true ? undefined : await this.#options.token();
    const first = await this.#send(call, token);
    if (call.anonymous === true || !first.ok) return first;
    if (!isDenial(first.value)) {
      this.#asked = false;
      return first;
    }
    const other = await this.#otherToken(token, first.value);
    if (other === undefined) return first;
    first.value.destroy();
    const second = await this.#send(call, other);
    if (second.ok && !isDenial(second.value)) this.#asked = false;
    return second;
  }

  failureOf(answer: Answer): RemoteFailure {
    return failureOf(answer, this.address.host);
  }

  /** A newer token than the one that was refused: kept meanwhile, or asked for, once for all calls that wait. */
  async #otherToken(used: string | undefined, denial: IncomingMessage): Promise<string | undefined> {
    const kept = await this.#options.token();
    if (kept !== undefined && kept !== used) return kept;
    const { renewToken } = this.#options;
    if (renewToken === undefined) return undefined;
    if (this.#renewing === undefined) {
      if (this.#asked) return undefined;
      this.#asked = true;
      const status = denial.statusCode ?? 401;
      this.#renewing = renewToken({
        code: 'unauthorized',
        message: answerMessage(this.address.host, status, ''),
        status,
      });
      const over = (): void => {
        this.#renewing = undefined;
      };
      void this.#renewing.then(over, over);
    }
    return await this.#renewing;
  }

  async #send(call: Call, token: string | undefined): Promise<Result<IncomingMessage, RemoteFailure>> {
    const { address, allowPlainHttp, timeouts } = this.#options;
    if (call.signal.aborted) return err(aborted());
    if (token !== undefined && !address.isSecure && !address.isLoopback && allowPlainHttp !== true)
      return err(
        failure(
          'plain-http',
          t('"{0}" is reached over plain http: a token would be readable on its way.', address.host),
        ),
      );
    const url = new URL(call.path.startsWith('/') ? `${address.base}${call.path}` : call.path);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, String(value));
    const { text, type } = bodyOf(call);
    try {
      const response = await send(
        {
          url,
          method: call.method,
          headers: {
            accept: 'application/json',
            'accept-encoding': 'identity',
            'user-agent': 'ipa-workflow',
            ...(text !== undefined && { 'content-type': type, 'content-length': String(Buffer.byteLength(text)) }),
            ...(token !== undefined && url.origin === address.origin && { authorization: `Bearer ${token}` }),
            ...(call.key !== undefined && { 'idempotency-key': call.key }),
            ...call.headers,
          },
          body: text,
        },
        this.#guard(),
        { ...defaultTimeouts, ...timeouts, ...call.timeouts },
        call.signal,
      );
      return ok(response);
    } catch (error) {
      return err(this.brokenOff(error, call.signal));
    }
  }

  #guard(): Guard {
    const { allowedHosts, allowPlainHttp, resolver } = this.#options;
    const guard = createGuard(allowedHosts(), resolver);
    return allowPlainHttp === true ? { ...guard, checkPlainText: () => undefined } : guard;
  }

  async #read(response: IncomingMessage, signal: AbortSignal): Promise<Result<Answer, RemoteFailure>> {
    try {
      const { statusCode: status = 0, headers } = response;
      const text = (await readBody(response)).toString('utf8');
      const date = Date.parse(headers.date ?? '');
      const receivedMs = this.clock.wallMs();
      this.#compareClocks(receivedMs, date);
      const wait = retryAfterMs(headers['retry-after'], headers.date);
      return ok({
        status,
        contentType: headers['content-type'] ?? '',
        text,
        receivedMs,
        ...(wait !== undefined && { retryAfterMs: wait }),
      });
    } catch (error) {
      return err(this.brokenOff(error, signal));
    }
  }

  /** The same as long as the two run alike, so that times do not tremble. */
  #compareClocks(receivedMs: number, serverMs: number): void {
    const skewMs = receivedMs - serverMs;
    if (Math.abs(skewMs - this.#skewMs) > agreeMs) this.#skewMs = Math.abs(skewMs) > agreeMs ? skewMs : 0;
  }

  /** Why a request or the reading of its answer ended early. */
  brokenOff(error: unknown, signal: AbortSignal): RemoteFailure {
    const { host } = this.address;
    if (signal.aborted) return aborted();
    if (error instanceof Refused) return failure('refused-address', error.message);
    if (error instanceof BodyTooLarge) return failure('too-large', `${host}: ${error.message}`);
    if (isCertificateError(error))
      return failure('refused-address', t('The certificate of "{0}" is not trusted: {1}', host, reasonOf(error)));
    // Node refuses a header's value that HTTP does not know.
    if (error instanceof TypeError) return failure('rejected', t('The token holds what no header can carry.'));
    return failure('unreachable', t('"{0}" cannot be reached: {1}', host, reasonOf(error)));
  }
}

function isDenial({ statusCode }: IncomingMessage): boolean {
  return statusCode === 401 || statusCode === 403;
}

function bodyOf({ body }: Call): { readonly text: string | undefined; readonly type: string } {
  if (body === undefined) return { text: undefined, type: '' };
  return 'json' in body ? { text: JSON.stringify(body.json), type: 'application/json' } : body;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
