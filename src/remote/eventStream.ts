/** The event stream of an execution (dialect T): server-sent events, resumed after the last one that came. */
import { createParser } from 'eventsource-parser';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { unpacked } from '../network/body.ts';
import type { Connection } from './connection.ts';
import { pathOf } from './executions.ts';
import { failure, type RemoteFailure, unexpected } from './failure.ts';
import { isTooDeep } from './values.ts';

/** Characters of one event: an engine's output limit is 1 MiB. */
const longestEvent = 4 * 1024 * 1024;
/** Of one stream; it is resumed where a server tells more. */
const mostBytes = 256 * 1024 * 1024;
/** Servers send something now and then; a connection that is silent for longer may be dead. */
const silenceMs = 90_000;

export type StreamEnd =
  | { readonly kind: 'closed' }
  /** This server has none: ask again and again instead. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'failed'; readonly failure: RemoteFailure };

/**
 * Reads until the server closes it.
 * @param last the `id` of the last event that came
 * @param onEvent its `id`, and the event
 */
export async function readEvents(
  { client }: Connection,
  id: string,
  last: string | undefined,
  onEvent: (id: string | undefined, event: JsonObject) => void,
  signal: AbortSignal,
): Promise<StreamEnd> {
  const path = pathOf(id);
  if (!path.ok) return { kind: 'failed', failure: path.error };
  const opened = await client.open({
    method: 'GET',
    path: `${path.value}/events`,
    headers: { accept: 'text/event-stream', ...(last !== undefined && { 'last-event-id': last }) },
    timeouts: { idleMs: silenceMs, bodyMs: Infinity },
    signal,
  });
  if (!opened.ok) return { kind: 'failed', failure: opened.error };
  const { statusCode: status = 0, headers } = opened.value;
  if (status !== 200 || !/^text\/event-stream\b/i.test(headers['content-type'] ?? '')) {
    opened.value.destroy();
    if (status === 204) return { kind: 'closed' };
    if (status >= 500 || status === 429)
      return {
        kind: 'failed',
        failure: failure('server-error', t('"{0}" answered {1}.', client.address.host, status)),
      };
    return { kind: 'unsupported' };
  }
  let tooLong = false as boolean;
  const parser = createParser({
    maxBufferSize: longestEvent,
    onEvent: ({ id: eventId, data }) => {
      const event = parsed(data);
      if (event) onEvent(eventId, event);
    },
    onError: ({ type }) => {
      tooLong ||= type === 'max-buffer-size-exceeded';
    },
  });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of unpacked(opened.value, mostBytes) as AsyncIterable<Buffer>) {
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (tooLong)
        return { kind: 'failed', failure: unexpected(client.address.host, t('one of its events has no end')) };
    }
    return { kind: 'closed' };
  } catch (error) {
    return { kind: 'failed', failure: client.brokenOff(error, signal) };
  } finally {
    opened.value.destroy();
  }
}

function parsed(data: string): JsonObject | undefined {
  try {
    const value = JSON.parse(data) as JsonValue;
    return isJsonObject(value) && !isTooDeep(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
