import type { Socket } from 'node:net';

/** The server sends more than any answer may have. */
export class SentTooMuch extends Error {}

/**
 * For the options of a socket that a library opens itself: ends the connection with {@link SentTooMuch} when more has come. Otherwise
 * the library would gather an answer of any size, as long as the server goes on.
 */
export function limited(mostBytes: number): { construct(this: Socket, done: () => void): void } {
  return {
    construct(done) {
      const push = this.push.bind(this);
      let bytes = 0;
      this.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
        bytes += chunk?.length ?? 0;
        if (bytes <= mostBytes) return push(chunk, encoding);
        this.destroy(new SentTooMuch());
        return false;
      };
      done();
    },
  };
}
