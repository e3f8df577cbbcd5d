import { type Consent, refuseAll } from '../../agents/consent.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { withoutToken } from '../../server/refused.ts';
import { defaultPort, type RestServer, startServer } from '../../server/server.ts';
import { keptToken, tokenFile } from '../../server/token.ts';
import { type Workspace, workspaceOver } from '../../sdk/workspace.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, inputOptions, storeOption } from '../command.ts';
import { type NamedConnections, connectionOptions, reachOf, readConnections } from '../connections.ts';
import { readSecrets, withKnown } from '../inputs.ts';
import { openExecutions, storeOf } from '../local.ts';
import { sayProblem, usageProblem } from '../problem.ts';
import { safeLine } from '../safeText.ts';
import { styleOf } from '../style.ts';
import { version } from '../version.ts';

export const serve: Command = {
  usage: '',
  summary: () => t('Serves the REST API over the local engine, until Ctrl+C.'),
  details: () =>
    t(
      'Every request but /health needs the header that is printed. With --open none does; programs are then not started.',
    ),
  examples: [
    'ipa-workflow serve',
    'ipa-workflow serve --open --connection default=sqlite:./data/users.db',
    'ipa-workflow serve --port 9000 --secret API_KEY=MY_API_KEY --allow-commands',
  ],
  options: {
    host: { kind: 'text', value: 'HOST', help: () => t('the address to listen on; 127.0.0.1 without it') },
    port: { kind: 'text', value: 'PORT', help: () => t('8000 without it; 0 is any free one') },
    open: { kind: 'flag', help: () => t('no token is needed; on this machine only') },
    ...connectionOptions,
    secret: inputOptions.secret,
    'allow-commands': { kind: 'flag', help: () => t('workflows may start programs: command, script, mcp') },
    'max-body': { kind: 'text', value: 'BYTES', help: () => t('largest body of a request; 5 MiB without it') },
    'max-queue': { kind: 'text', value: 'N', help: () => t('most requests and executions at once; 1000 without it') },
    ...storeOption,
  },
  positionals: { least: 0, most: 0 },
  run,
};

interface Asked {
  readonly host: string;
  readonly port: number;
  readonly open: boolean;
  readonly named: NamedConnections;
  /** Of options and file. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly limits: { readonly bodyLimit?: number; readonly queueLimit?: number };
}

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  const asked = await read(args, cli);
  if (!asked.ok) return usageProblem(cli, asked.error);
  const store = await storeOf(args, cli);
  if (!store.ok) return usageProblem(cli, store.error);
  const { host, port, open, named, secrets, limits } = asked.value;
  const logger = {
    log: (level: string, message: string): void => {
      if (level === 'error' || level === 'warning') cli.err.write(`${safeLine(message)}\n`);
    },
  };
  const executions = openExecutions(store.value, cli, {}, consentOf(args), reachOf(named, secrets));
  const workspace = workspaceOver({ folder: cli.cwd, store: store.value, executions, limits: () => undefined });
  try {
    const token = open ? undefined : await keptToken(workspace.store.catalog);
    const options = { workspace, version: version(cli), host, port, token, logger, secrets, resumesLeft: true };
    const started = await startServer({ ...options, ...limits });
    if (!started.ok) {
      sayProblem(cli, started.error);
      return exitCodes.failed;
    }
    say(started.value, token, workspace, cli);
    await interrupted(cli);
    cli.err.write(`${t('Stopping. Executions that run are kept, and go on at the next start.')}\n`);
    await started.value.close();
    return exitCodes.done;
  } finally {
    workspace.dispose();
  }
}

/** Whoever holds the token may ask for what the person at the terminal allowed. */
function consentOf(args: Arguments): Consent {
  if (args.has('open')) return refuseAll(withoutToken);
  if (args.has('allow-commands')) return { ask: () => Promise.resolve(ok(undefined)) };
  return refuseAll(() => t('The server was started without --allow-commands, so it starts no program.'));
}

/** The address on standard output, for programs; the rest for people. */
function say({ url }: RestServer, token: string | undefined, { store }: Workspace, cli: Cli): void {
  const { bold } = styleOf(cli.err, cli.env);
  cli.out.write(`${url}/api/v1\n`);
  if (token === undefined) cli.err.write(`${t('Everybody on this machine may ask: no token is needed.')}\n`);
  else
    cli.err.write(
      `${t('Send this header with every request:')}\n\n  ${bold(`Authorization: Bearer ${token}`)}\n\n` +
        `${t('It is kept in {0}', safeLine(tokenFile(store.catalog)))}\n`,
    );
  cli.err.write(`${t('{0} describes the requests. Ctrl+C stops the server.', `${url}/openapi.json`)}\n`);
}

function interrupted(cli: Cli): Promise<void> {
  return new Promise((resolve) => {
    const listening = cli.onInterrupt(() => {
      listening.dispose();
      resolve();
    });
  });
}

async function read(args: Arguments, cli: Cli): Promise<Result<Asked, string>> {
  const port = numberOf(args, 'port', 0, 65_535);
  if (!port.ok) return port;
  const body = numberOf(args, 'max-body', 1024, 256 * 1024 * 1024);
  if (!body.ok) return body;
  const queue = numberOf(args, 'max-queue', 1, 100_000);
  if (!queue.ok) return queue;
  const named = await readConnections(args, cli);
  if (!named.ok) return named;
  const secrets = readSecrets(args, cli);
  if (!secrets.ok) return secrets;
  if (args.has('open') && args.has('allow-commands'))
    return err(t('With --open no program is started, so --allow-commands cannot be given with it.'));
  return ok({
    host: args.text('host') ?? '127.0.0.1',
    port: port.value ?? defaultPort,
    open: args.has('open'),
    named: named.value,
    secrets: withKnown(secrets.value, named.value.secrets),
    limits: {
      ...(body.value !== undefined && { bodyLimit: body.value }),
      ...(queue.value !== undefined && { queueLimit: queue.value }),
    },
  });
}

function numberOf(args: Arguments, option: string, least: number, most: number): Result<number | undefined, string> {
  const text = args.text(option);
  if (text === undefined) return ok(undefined);
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most
    ? ok(value)
    : err(t('The option --{0} wants a whole number from {1} to {2}.', option, least, most));
}
