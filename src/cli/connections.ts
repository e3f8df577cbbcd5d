/** Named connections, their passwords, and more secrets, from options and a file of the user's own (threat T8). */
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { PasswordLookup } from '../agents/named.ts';
import { withoutPassword } from '../network/origin.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { secretNamed } from '../engine/environment.ts';
import { parse } from '../model/syntax/parse.ts';
import { toJson } from '../model/syntax/syntaxTree.ts';
import type { Arguments, OptionSpec } from './arguments.ts';
import type { Cli } from './cli.ts';
import { readText } from './files.ts';
import { allowedHostsOf, networkOption } from './network.ts';

export const connectionOptions = {
  connection: {
    kind: 'list',
    value: 'NAME=URL',
    help: () => t('a named connection; its password by --secret NAME=ENV'),
  },
  connections: {
    kind: 'text',
    value: 'FILE',
    help: () => t('named connections and secrets from a JSON or YAML file that only you can read'),
  },
  ...networkOption,
} satisfies Record<string, OptionSpec>;

export interface NamedConnections {
  /** Name to URL. */
  readonly connections: Readonly<Record<string, string>>;
  readonly passwords: Readonly<Record<string, string>>;
  /** Of the file: more values of `secrets.NAME`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly allowedHosts: readonly string[];
}

/** What workflows may reach by name, with the passwords for it, and where. */
export interface Reach {
  readonly connections: Readonly<Record<string, string>>;
  readonly password: PasswordLookup;
  /** Empty: every host that is not forbidden. */
  readonly allowedHosts: readonly string[];
}

type Mutable = { readonly [Key in Exclude<keyof NamedConnections, 'allowedHosts'>]: Record<string, string> };

/** The error is a sentence. */
export async function readConnections(args: Arguments, cli: Cli): Promise<Result<NamedConnections, string>> {
  const found: Mutable = { connections: map(), passwords: map(), secrets: map() };
  const file = args.text('connections');
  if (file !== undefined) {
    const problem = await readFile(file, cli, found);
    if (problem !== undefined) return err(problem);
  }
  for (const one of args.list('connection')) {
    const [, name, url] = /^([^=]+)=(.+)$/s.exec(one) ?? [];
    if (name === undefined || url === undefined) return err(t('The option --connection wants NAME=URL.'));
    if (withoutPassword(url) !== url)
      return err(
        t(
          'Other programs can read the arguments of one: leave the password out of --connection {0}, and give it by --secret {0}=ENV.',
          name,
        ),
      );
    found.connections[name] = url;
  }
  const allowedHosts = allowedHostsOf(args);
  return allowedHosts.ok ? ok({ ...found, allowedHosts: allowedHosts.value }) : allowedHosts;
}

/** A connection's password is the file's, else the secret of the same name. */
export function reachOf(
  { connections, passwords, allowedHosts }: NamedConnections,
  secrets: Readonly<Record<string, string>>,
): Reach {
  return {
    connections,
    allowedHosts,
    password: ({ name }) => Promise.resolve(passwords[name] ?? secretNamed(secrets, name)),
  };
}

async function readFile(file: string, cli: Cli, found: Mutable): Promise<string | undefined> {
  const read = await readText(file, cli);
  if (!read.ok) return read.error;
  const tree = parse(read.value);
  const [problem] = tree.problems;
  // Not what the parser says: it may repeat a line with a secret in it.
  if (problem) return t('{0}, line {1}: this is not YAML.', file, problem.range.start.line + 1);
  const value = toJson(tree.root);
  const what = isJsonObject(value) ? take(value, found) : t('it must be a map with "connections" and "secrets".');
  if (what !== undefined) return t('{0} cannot be used: {1}', file, what);
  const isSecret =
    Object.keys(found.passwords).length + Object.keys(found.secrets).length > 0 ||
    Object.values(found.connections).some((url) => withoutPassword(url) !== url);
  return isSecret && !(await isPrivate(path.resolve(cli.cwd, file)))
    ? t('"{0}" holds secrets and others can read it. Keep it to yourself: chmod 600 {0}', file)
    : undefined;
}

/** What is wrong with it; never a value. */
function take({ connections = {}, secrets = {}, ...rest }: JsonObject, found: Mutable): string | undefined {
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return t('"{0}" is unknown.', unknown);
  if (!isJsonObject(connections) || !isJsonObject(secrets)) return t('"connections" and "secrets" must be maps.');
  for (const [name, connection] of Object.entries(connections)) {
    const given = isJsonObject(connection) ? connection : {};
    const key = Object.keys(given).find((one) => !['type', 'url', 'password'].includes(one));
    if (key !== undefined) return t('"{0}" is unknown.', key);
    const { url, password = null } = given;
    if (typeof url !== 'string') return t('The connection "{0}" has no url.', name);
    found.connections[name] = url;
    if (password !== null) found.passwords[name] = textOf(password);
  }
  for (const [name, value] of Object.entries(secrets)) found.secrets[name] = textOf(value);
  return undefined;
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Nobody else can read it, where the system knows of that. */
async function isPrivate(file: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const handle = await open(file);
  try {
    const { mode, uid } = await handle.stat();
    return (mode & 0o077) === 0 && (process.getuid === undefined || uid === process.getuid());
  } finally {
    await handle.close();
  }
}

function map(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}
