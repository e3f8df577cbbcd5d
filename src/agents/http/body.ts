import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { t } from '../../base/l10n.ts';
import type { JsonValue } from '../../base/json.ts';

/** Largest body that is read, unpacked. */
export const maxBodyBytes = 10 * 1024 * 1024;

export class BodyTooLarge extends Error {
  constructor() {
    super(t('The answer is larger than {0} MiB.', maxBodyBytes / 1024 / 1024));
  }
}

/** Reads and unpacks an answer; stops at the limit, also for a small body that unpacks to a large one. */
export async function readBody(response: IncomingMessage): Promise<Buffer> {
  const unpack = unpacker(response.headers['content-encoding']);
  const source: Readable = unpack ? response.pipe(unpack) : response;
  if (unpack)
    response.on('error', (error) => {
      unpack.destroy(error);
    });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyBytes) {
      response.destroy();
      throw new BodyTooLarge();
    }
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error(t('The answer ended too early.'));
  return Buffer.concat(chunks);
}

function unpacker(encoding: string | undefined): Duplex | undefined {
  switch (encoding?.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

/** `json` throws on what is none; `auto` reads JSON where the other side says that it is. */
export function decodeBody(body: Buffer, contentType: string, how: string): JsonValue {
  const text = new TextDecoder(charsetOf(contentType)).decode(body);
  if (how === 'text') return text;
  const saysJson = /[/+]json\b/i.test(contentType);
  if (how !== 'json' && !saysJson) return text;
  if (text === '' && how !== 'json') return null;
  return JSON.parse(text) as JsonValue;
}

function charsetOf(contentType: string): string {
  const charset = /charset="?([^";\s]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).encoding;
  } catch {
    return 'utf-8';
  }
}
