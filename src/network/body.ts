import type { IncomingMessage } from 'node:http';
import { type Duplex, pipeline, type Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { t } from '../base/l10n.ts';

/** Largest body that is read, unpacked. */
export const maxBodyBytes = 10 * 1024 * 1024;

export class BodyTooLarge extends Error {
  constructor(maxBytes: number) {
    super(t('The answer is larger than {0} MiB.', maxBytes / 1024 / 1024));
  }
}

/** The answer unpacked. It fails beyond the limit, also for a small body that unpacks to a large one, and where it is cut off. */
export function unpacked(response: IncomingMessage, maxBytes = maxBodyBytes): Readable {
  let length = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _, done) {
      length += chunk.length;
      if (length > maxBytes) done(new BodyTooLarge(maxBytes));
      else done(null, chunk);
    },
    flush(done) {
      done(response.complete ? null : new Error(t('The answer ended too early.')));
    },
  });
  const unpack = unpacker(response.headers['content-encoding']);
  pipeline(unpack ? [response, unpack, limit] : [response, limit], () => {
    // Whoever reads it hears of the error.
  });
  return limit;
}

export async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of unpacked(response) as AsyncIterable<Buffer>) chunks.push(chunk);
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
