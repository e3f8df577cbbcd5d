import type { IncomingMessage } from 'node:http';
import { Duplex, pipeline, Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
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
  const unpackers = unpackersOf(response.headers['content-encoding']);
  if (unpackers === undefined) {
    const named = response.headers['content-encoding'] ?? '';
    response.destroy();
    limit.destroy(new Error(t('The answer is packed in a way that is not known here: "{0}".', named)));
    return limit;
  }
  pipeline([response, ...unpackers, limit], () => {
    // Whoever reads it hears of the error.
  });
  return limit;
}

export async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of unpacked(response) as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** How often an answer may be packed. */
const mostEncodings = 3;

/** The last one that was applied comes first; undefined where one is not known. */
function unpackersOf(encodings = ''): readonly Duplex[] | undefined {
  const names = encodings
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > mostEncodings) return undefined;
  const unpackers = names.toReversed().map(unpacker);
  return unpackers.every((one) => one !== undefined) ? unpackers : undefined;
}

function unpacker(encoding: string): Duplex | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return inflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

/** Many servers leave out the header that belongs to `deflate`; its first byte tells. */
function inflate(): Duplex {
  return Duplex.from(async function* (packed: AsyncIterable<Buffer>) {
    const chunks = packed[Symbol.asyncIterator]();
    const first = await chunks.next();
    if (first.done === true) return;
    const hasHeader = ((first.value[0] ?? 0) & 0x0f) === 8;
    const all = Readable.from(
      (async function* () {
        yield first.value;
        yield* { [Symbol.asyncIterator]: () => chunks };
      })(),
    );
    yield* all.compose(hasHeader ? createInflate() : createInflateRaw()) as AsyncIterable<Buffer>;
  });
}
