/**
 * The server's connections (threat T9): not more than a number, and those that only take their time give way to the next. A
 * connection that has sent a whole request, and waits for its answer, stays.
 */
import type net from 'node:net';

const full = 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

export class Connections {
  readonly #most: number;
  /** Requests that wait for their answers, by connection; the oldest connection first. */
  readonly #open = new Map<net.Socket, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** One that was opened just now. */
  add(socket: net.Socket): void {
    if (this.#open.size >= this.#most && !this.#makeRoom()) {
      socket.on('error', () => undefined).end(full);
      return;
    }
    this.#open.set(socket, 0);
    socket.once('close', () => this.#open.delete(socket));
  }

  /** It has sent a whole request; call what this gives when that is answered. */
  working(socket: net.Socket): () => void {
    this.#change(socket, 1);
    return () => {
      this.#change(socket, -1);
    };
  }

  #change(socket: net.Socket, by: number): void {
    const count = this.#open.get(socket);
    if (count !== undefined) this.#open.set(socket, count + by);
  }

  #makeRoom(): boolean {
    for (const [socket, working] of this.#open)
      if (working === 0) {
        this.#open.delete(socket);
        socket.destroy();
        return true;
      }
    return false;
  }
}
