/** A real server on loopback that answers only once the test says so: what asks it stays `running` until that has been seen. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the tutorial's API branch asks; the sample serves it. */
const sampleApi = 'http://127.0.0.1:8787/users';

export class Gate {
  /** Answers with what `?of=ADDRESS` says when it is asked there; without that with a body of 7. */
  readonly url: string;
  readonly #server: http.Server;
  readonly #held: (() => void)[] = [];
  #isOpen = false;

  private constructor(server: http.Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      const answer = (): void => {
        passOn(new URL(request.url ?? '/', this.url).searchParams.get('of'), response);
      };
      if (this.#isOpen) answer();
      else this.#held.push(answer);
    });
  }

  static async listen(): Promise<Gate> {
    const server = http.createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return new Gate(server);
  }

  /** The tutorial's workflow with this before its API. */
  before(tutorial: string): string {
    const changed = tutorial.replace(sampleApi, `${this.url}?of=${sampleApi}`);
    if (changed === tutorial) throw new Error(`The tutorial does not ask ${sampleApi} any more.`);
    return changed;
  }

  /** Answers who waits, and everybody from now on. */
  open(): void {
    this.#isOpen = true;
    for (const answer of this.#held.splice(0)) answer();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

function passOn(address: string | null, response: http.ServerResponse): void {
  if (address === null) {
    response.writeHead(200, { 'content-type': 'application/json' }).end('7');
    return;
  }
  const asked = http.get(address, (answer) => {
    response.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? 'text/plain' });
    answer.pipe(response);
  });
  asked.on('error', () => response.destroy());
}
