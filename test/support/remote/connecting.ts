import assert from 'node:assert/strict';
import type { Clock } from '../../../src/base/clock.ts';
import type { Result } from '../../../src/base/result.ts';
import { systemClock } from '../../../src/engine/systemPorts.ts';
import { analyse, type Project } from '../../../src/model/project.ts';
import { type ServerAddress, serverAddress } from '../../../src/remote/address.ts';
import { Client, type ClientOptions } from '../../../src/remote/client.ts';
import { connect, type Connection } from '../../../src/remote/connection.ts';
import type { RemoteFailure } from '../../../src/remote/failure.ts';

export const never = new AbortController().signal;

export function valueOf<T>(result: Result<T, RemoteFailure>): T {
  assert(result.ok, result.ok ? '' : result.error.message);
  return result.value;
}

export function errorOf<T>(result: Result<T, RemoteFailure>): RemoteFailure {
  assert(!result.ok);
  return result.error;
}

export function addressOf(url: string): ServerAddress {
  const address = serverAddress(url);
  assert(address.ok);
  return address.value;
}

export function clientOptions(url: string, options: Partial<ClientOptions> = {}): ClientOptions {
  return {
    address: addressOf(url),
    clock: systemClock(),
    allowedHosts: () => [],
    token: () => Promise.resolve(undefined),
    ...options,
  };
}

export function clientOf(url: string, options: Partial<ClientOptions> = {}): Client {
  return new Client(clientOptions(url, options));
}

export async function connected(url: string, options: Partial<ClientOptions> = {}): Promise<Connection> {
  return valueOf(await connect(clientOptions(url, options), never));
}

/** Waits pass at once; how long they would have been is told. */
export function hurriedClock(waits: number[] = []): Clock {
  let nowMs = 0;
  return {
    wallMs: () => Date.now(),
    monotonicMs: () => nowMs,
    schedule(delayMs, callback) {
      let over = false;
      setImmediate(() => {
        if (over) return;
        over = true;
        waits.push(delayMs);
        nowMs += delayMs;
        callback();
      });
      return {
        dispose: () => {
          over = true;
        },
      };
    },
  };
}

export function projectOf(text: string): Project {
  const project = analyse(text);
  assert(project.executable, project.blockers.map(({ message }) => message).join('\n'));
  return project;
}
