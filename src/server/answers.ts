/** What the server answers, and the failures that are answers. */
import type { JsonObject, JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: JsonValue;
  /** Sent as it is, with a content type of its own in `headers`. */
  readonly text?: string;
  /** Sent piece by piece; ends the connection's turn when it ends. */
  readonly stream?: AsyncIterable<string>;
}

/** One thing that is wrong with a request; `loc` leads to it. */
export interface Problem {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  /** A diagnostic's code. */
  readonly type: string;
}

/** A request that cannot be answered as it was meant. */
export class RequestFailure extends Error {
  readonly status: number;
  readonly detail: string | readonly Problem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string | readonly Problem[], headers: Readonly<Record<string, string>> = {}) {
    super(typeof detail === 'string' ? detail : detail.map(({ msg }) => msg).join(' '));
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }

  get answer(): Answer {
    return { status: this.status, headers: this.headers, body: { detail: this.detail } as unknown as JsonObject };
  }
}

export function ok(body: object, status = 200): Answer {
  return { status, body: body as JsonObject };
}

export function tooMany(): RequestFailure {
  return new RequestFailure(429, t('Too much is asked at the same time. Try again soon.'), { 'Retry-After': '1' });
}
