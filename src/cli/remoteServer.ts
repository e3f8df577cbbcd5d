/** The server that `push` and `pull` talk to. Tokens and passwords come from the environment, never from the command line (threat T8). */
import path from 'node:path';
import type { Disposable } from '../base/disposable.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { systemClock } from '../engine/systemPorts.ts';
import { serverAddress } from '../remote/address.ts';
import { Client, type ClientOptions } from '../remote/client.ts';
import { connect, type Connection } from '../remote/connection.ts';
import { describeDialect } from '../remote/dialect.ts';
import { failure, type RemoteFailure } from '../remote/failure.ts';
import { fileMemory } from '../remote/fileMemory.ts';
import { logIn } from '../remote/login.ts';
import type { RemoteMemory } from '../remote/memory.ts';
import type { Store } from '../sdk/store.ts';
import type { Arguments, OptionSpec } from './arguments.ts';
import { type Cli, type ExitCode, exitCodes } from './cli.ts';
import { sayProblem } from './problem.ts';
import { safeLine } from './safeText.ts';

export const serverOptions = {
  server: { kind: 'text', value: 'URL', help: () => t('the server, e.g. http://127.0.0.1:8000') },
  'token-env': { kind: 'text', value: 'ENV', help: () => t('the bearer token, from the environment variable ENV') },
  user: { kind: 'text', value: 'NAME', help: () => t('signs in under this name, where the server wants that') },
  'password-env': { kind: 'text', value: 'ENV', help: () => t('the password, from the environment variable ENV') },
} satisfies Record<string, OptionSpec>;

export interface ServerCall {
  readonly connection: Connection;
  readonly signal: AbortSignal;
}

/** Connects, says what it is that answers, and does the work; Ctrl+C stops it. */
export async function withServer(
  args: Arguments,
  cli: Cli,
  work: (call: ServerCall) => Promise<ExitCode>,
): Promise<ExitCode> {
  const stopping = new AbortController();
  const interrupt: Disposable = cli.onInterrupt(() => {
    stopping.abort();
  });
  try {
    const connection = await connected(args, cli, stopping.signal);
    if (!connection.ok) return sayRemoteFailure(cli, connection.error);
    const { client, dialect } = connection.value;
    cli.err.write(`${safeLine(`${client.address.host}: ${describeDialect(dialect)}`)}\n`);
    return await work({ connection: connection.value, signal: stopping.signal });
  } finally {
    interrupt.dispose();
  }
}

export function sayRemoteFailure(cli: Cli, { code, message, status }: RemoteFailure): ExitCode {
  if (code === 'aborted') return exitCodes.interrupted;
  sayProblem(cli, message);
  if (status !== undefined && code === 'unauthorized')
    cli.err.write(`${t('Credentials are given with --token-env ENV, or with --user NAME and --password-env ENV.')}\n`);
  return wrongUse.has(code) ? exitCodes.usage : exitCodes.failed;
}

const wrongUse: ReadonlySet<string> = new Set(['unauthorized', 'plain-http', 'refused-address']);

/** What is remembered of pushes, beside the store's executions. */
export function memoryOf(store: Store): RemoteMemory {
  return fileMemory(path.join(path.dirname(store.cache), 'remote.json'));
}

async function connected(args: Arguments, cli: Cli, signal: AbortSignal): Promise<Result<Connection, RemoteFailure>> {
  const address = serverAddress(args.text('server') ?? '');
  if (!address.ok) return err(failure('refused-address', address.error));
  const given = secretOf(args, cli, 'token-env');
  if (!given.ok) return given;
  const options: ClientOptions = {
    address: address.value,
    clock: systemClock(),
    allowedHosts: () => [],
    token: () => Promise.resolve(given.value),
  };
  const user = args.text('user');
  if (user === undefined) return await connect(options, signal);
  const password = secretOf(args, cli, 'password-env');
  if (!password.ok) return password;
  const token = await logIn(new Client(options), { name: user, password: password.value ?? '' }, signal);
  if (!token.ok) return token;
  return await connect({ ...options, token: () => Promise.resolve(token.value) }, signal);
}

function secretOf(args: Arguments, { env }: Cli, option: string): Result<string | undefined, RemoteFailure> {
  const name = args.text(option);
  if (name === undefined) return ok(undefined);
  const value = env[name];
  if (value !== undefined && value !== '') return ok(value);
  return err(failure('unauthorized', t('The environment variable {0} of --{1} is not set.', name, option)));
}
