/** Which MCP server a node means, read from its setting `server`. */
import path from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { AgentRequest } from '../../engine/ports.ts';
import { environmentLines, readEnvironment } from '../childEnvironment.ts';
import { argvLine } from '../consent.ts';
import type { RunnerOptions } from '../runners.ts';
import { notAnAddress, webAddress } from '../webAddress.ts';
import { workspacePath } from '../workspacePath.ts';

export type McpServer = StdioServer | HttpServer;

export interface StdioServer {
  readonly kind: 'stdio';
  readonly run: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Real path, inside the workspace. */
  readonly cwd: string;
}

export interface HttpServer {
  readonly kind: 'http';
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

type Options = Pick<RunnerOptions, 'connections' | 'workspaceFolders'>;

/**
 * An address, the name of a connection, a command as a text (parted at white space; there is no shell) or a list, or a map
 * `{ run, env, cwd }` or `{ url, headers }`. The error is a sentence.
 */
export function readServer(request: AgentRequest, options: Options): Result<McpServer, string> {
  const { settings, writtenSettings } = request;
  const { server } = settings;
  if (server === undefined || server === null || server === '')
    return err(t('The setting "{0}" is missing.', 'server'));
  const map = isJsonObject(server) ? server : undefined;
  if (map && map['url'] !== undefined) return readHttp(map['url'], map['headers'], request);
  const command = map ? map['run'] : server;
  if (typeof command === 'string') {
    const named = map ? undefined : connectionOf(command, options);
    if (isAddress(named ?? command)) return readHttp(named ?? command, undefined, request);
    if (named !== undefined) return readCommand(named, {}, request, options);
  }
  // Values of inputs never become part of a command: what is consented to is what the file says.
  const written = isJsonObject(writtenSettings['server'])
    ? writtenSettings['server']['run']
    : writtenSettings['server'];
  if (JSON.stringify(command) !== JSON.stringify(written))
    return err(t('The command of an MCP server must not hold ${{ }}. Hand the value over in "env" or in "arguments".'));
  return readCommand(command, map ?? {}, request, options);
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

function connectionOf(name: string, { connections }: Options): string | undefined {
  return Object.hasOwn(connections, name) ? connections[name] : undefined;
}

function readHttp(
  address: JsonValue,
  written: JsonValue | undefined,
  request: AgentRequest,
): Result<HttpServer, string> {
  if (typeof address !== 'string' || !isAddress(address))
    return err(notAnAddress(typeof address === 'string' ? address : 'url'));
  const url = webAddress(address, (text) => request.holdsSecret(text), 'headers');
  if (!url.ok) return url;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(isJsonObject(written) ? written : {})) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n\0]/.test(text))
      return err(t('The header "{0}" cannot be sent.', name));
    headers[name.toLowerCase()] = text;
  }
  return ok({ kind: 'http', url: url.value, headers });
}

function readCommand(
  command: JsonValue | undefined,
  map: JsonObject,
  { baseDirectory }: AgentRequest,
  { workspaceFolders }: Options,
): Result<StdioServer, string> {
  const list = typeof command === 'string' ? command.split(/\s+/).filter(Boolean) : command;
  const texts = Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
  const [program, ...args] = texts;
  if (!Array.isArray(list) || program === undefined || program === '' || texts.length < list.length)
    return err(t('"server" is a command, an address or the name of a connection; a command is a list of texts.'));
  if (texts.some((item) => item.includes('\0'))) return err(t('"{0}" must not hold a NUL character.', 'server'));
  const written = map['cwd'] ?? '.';
  if (typeof written !== 'string') return err(t('"{0}" must be a text.', 'cwd'));
  const cwd = workspacePath(written, { baseDirectory, workspaceFolders });
  if (!cwd.ok) return cwd;
  const env = readEnvironment(map['env']);
  return env.ok ? ok({ kind: 'stdio', run: [program, ...args], env: env.value, cwd: cwd.value }) : env;
}

/** What one is asked to consent to (threat T5). */
export function consentLines({ run, env, cwd }: StdioServer): readonly string[] {
  return [argvLine(run), t('Folder: {0}', path.normalize(cwd)), ...environmentLines(env)];
}

/** The same for all that may share a connection. */
export function keyOf(server: McpServer): string {
  return JSON.stringify(
    server.kind === 'stdio'
      ? [server.run, Object.entries(server.env).sort(), server.cwd]
      : [server.url.href, Object.entries(server.headers).sort()],
  );
}
