import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { GuardedEndpoint } from '../../../network/endpoint.ts';

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

/**
 * The same for a connection that TLS is put upon: it takes no such options, and would read past `push` of a socket of ours. Why it is
 * broken, `broken` hears.
 */
export class LimitedStream extends Duplex {
  readonly #socket: Socket;

  constructor(endpoint: GuardedEndpoint, mostBytes: number, broken: (error: Error) => void) {
    super();
    this.#socket = connect({ ...endpoint, ...limited(mostBytes), noDelay: true })
      .on('data', (chunk) => {
        if (!this.push(chunk)) this.#socket.pause();
      })
      .on('end', () => {
        this.push(null);
      })
      .on('error', (error) => {
        broken(error);
        this.destroy();
      });
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
