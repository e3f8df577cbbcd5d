import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { unpacked } from './body.ts';
import type { Guard } from './guard.ts';
import { type HttpRequest, type HttpTimeouts, send } from './request.ts';

export interface GuardedFetchOptions {
  /** Asked at each request, so that a changed setting counts at once. */
  readonly guard: () => Guard;
  readonly timeouts: HttpTimeouts;
  /** Of one answer, unpacked; of a stream all of it. */
  readonly maxBytes: number;
  readonly holdsSecret?: HttpRequest['holdsSecret'];
}

/** `fetch` under the rules of `guard.ts`, for clients that take one. It rejects with what `send` rejects with. */
export function guardedFetch({ guard, timeouts, maxBytes, holdsSecret }: GuardedFetchOptions): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { method } = request;
    // A request's own signal follows the given one only for as long as somebody holds the request.
    const signal = init?.signal ?? request.signal;
    const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
    const headers = Object.fromEntries(request.headers);
    if (body) headers['content-length'] = String(body.byteLength);
    const url = new URL(request.url);
    const response = await send(
      { url, method, headers, body, holdsSecret },
      guard(),
      timeouts,
      signal,
      request.redirect === 'follow',
    );
    const status = response.statusCode ?? 0;
    const hasBody = method !== 'HEAD' && ![204, 205, 304].includes(status);
    if (!hasBody) response.resume();
    const answered = Object.entries(response.headersDistinct).filter(([name]) => name !== 'content-encoding');
    return new Response(hasBody ? (Readable.toWeb(unpacked(response, maxBytes)) as ReadableStream<Uint8Array>) : null, {
      status,
      statusText: response.statusMessage ?? '',
      headers: answered.flatMap(([name, values = []]) => values.map((value): [string, string] => [name, value])),
    });
  };
}
