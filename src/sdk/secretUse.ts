/**
 * Threat T8: where a secret goes is for the person to grant, once for each destination.
 *
 * 1. Looked at is what an attempt is about to send, after its expressions were evaluated: by the value, in whatever form and by
 *    whatever way it came there.
 * 2. A destination is an origin (scheme, host and port), a program or a service; another one is another grant.
 */
import { argvLine } from '../agents/consent.ts';
import { failed } from '../agents/failures.ts';
import { textSetting } from '../agents/settings.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import type { AgentOutcome, AgentRequest, AgentRunner, RunnerLookup } from '../engine/ports.ts';
import { Secrets } from '../engine/secrets.ts';
import type { RunnerName } from '../model/definition.ts';
import { originOf } from '../network/origin.ts';

export interface SecretUse {
  /** As in `secrets.NAME`. */
  readonly name: string;
  readonly destination: string;
}

export interface SecretGuard {
  /** Values that were given to executions, by name. */
  issued(): ReadonlyMap<string, string>;
  /** May it go there? Takes as long as a person does. */
  grant(use: SecretUse, signal: AbortSignal): Promise<boolean>;
}

type Connections = () => Readonly<Record<string, string>>;

/** The same runners, behind the guard. */
export function guardSecrets(lookup: RunnerLookup, guard: SecretGuard, connections: Connections): RunnerLookup {
  const guarded = new Map<AgentRunner, AgentRunner>();
  return async (uses) => {
    const runner = await lookup(uses);
    if (runner === undefined) return undefined;
    const known = guarded.get(runner) ?? { run: (request) => run(runner, request, guard, connections()) };
    guarded.set(runner, known);
    return known;
  };
}

async function run(
  runner: AgentRunner,
  request: AgentRequest,
  guard: SecretGuard,
  connections: ReturnType<Connections>,
): Promise<AgentOutcome> {
  const destination = destinationOf(request.uses, request.settings, connections, request.writtenSettings);
  if (destination !== undefined)
    for (const name of namesIn(sentBy(request), guard.issued()))
      if (!(await guard.grant({ name, destination }, request.signal)))
        return failed('secret', t('The secret "{0}" was not allowed to go to {1}.', name, destination), false);
  return await runner.run(request);
}

/** What leaves with an attempt: its settings, and what the runner takes of the node besides. */
function sentBy({ uses, settings, input, inputs, nodes }: AgentRequest): JsonValue {
  switch (uses) {
    case 'command':
      return Object.hasOwn(settings, 'stdin') ? settings : [settings, input];
    case 'ipa':
      return (settings['message'] ?? null) === null ? [settings, input] : settings;
    case 'script':
      return [settings, input, inputs, nodes];
    default:
      return settings;
  }
}

function namesIn(sent: JsonValue, issued: ReadonlyMap<string, string>): readonly string[] {
  return [...issued].flatMap(([name, value]) => {
    if (value === '') return [];
    const secrets = new Secrets([], { inputs: {}, secrets: { [name]: value } });
    return JSON.stringify(secrets.hide(sent)) === JSON.stringify(sent) ? [] : [name];
  });
}

/** Not as it is written: it may hold a secret. */
const noAddress = 'no address';

/**
 * Undefined: what is evaluated here goes nowhere.
 *
 * @param written the settings as the file has them: a program is the one with the arguments that it has there
 */
export function destinationOf(
  uses: RunnerName,
  settings: JsonObject,
  connections: Readonly<Record<string, string>>,
  written: JsonObject = settings,
): string | undefined {
  switch (uses) {
    case 'transform':
    case 'mock':
      return undefined;
    case 'http':
      return originText(textSetting(settings, 'url') ?? '');
    case 'sql':
    case 'cache': {
      const usual = uses === 'sql' ? 'default' : 'local:';
      const address = resolved(textSetting(settings, 'connection') ?? usual, connections);
      if (/^postgres(ql)?:/i.test(address)) return originText(address, 5432);
      return /^rediss?:/i.test(address) ? originText(address, 6379) : undefined;
    }
    case 'llm': {
      const named = textSetting(settings, 'connection');
      const address = named === undefined ? textSetting(settings, 'base_url') : resolved(named, connections);
      const provider = textSetting(settings, 'provider') ?? (address === undefined ? 'vscode' : 'openai');
      return provider === 'vscode' ? 'vscode.lm' : originText(address ?? 'https://api.openai.com');
    }
    case 'mcp':
      return serverText(settings['server'] ?? null, connections, written['server'] ?? null);
    case 'ipa':
      return `ipa ${textSetting(settings, 'server') ?? ''}`;
    case 'command':
      return programText(settings['run'] ?? settings['shell'] ?? null, written['run'] ?? written['shell'] ?? null);
    case 'script':
      return `script ${textSetting(settings, 'path') ?? ''}`;
  }
}

function resolved(written: string, connections: Readonly<Record<string, string>>): string {
  return (Object.hasOwn(connections, written) ? connections[written] : undefined) ?? written;
}

function originText(address: string, defaultPort?: number): string {
  if (!URL.canParse(address)) return noAddress;
  return defaultPort === undefined ? new URL(address).origin : originOf(address, defaultPort);
}

function serverText(server: JsonValue, connections: Readonly<Record<string, string>>, written: JsonValue): string {
  const given = isJsonObject(server) ? (server['url'] ?? server['run'] ?? null) : server;
  const asWritten = isJsonObject(written) ? (written['run'] ?? null) : written;
  if (typeof given !== 'string') return programText(given, asWritten);
  const address = resolved(given, connections);
  if (/^https?:/i.test(address)) return originText(address);
  const parts = address.split(/\s+/);
  return programText(parts, address === given && typeof asWritten === 'string' ? asWritten.split(/\s+/) : parts);
}

/**
 * The program with its arguments, since many a one only starts another (`npx`, `python3`): an argument as the file has it, so that
 * another value of an expression is no other destination; the program as it is.
 */
function programText(run: JsonValue, written: JsonValue): string {
  if (!Array.isArray(run)) return `program ${typeof run === 'string' ? run : JSON.stringify(run)}`;
  // Of a list that comes from one expression nothing is written in the file, and what is in it may be the secret.
  const rest = Array.isArray(written) ? written.slice(1) : ['…'];
  return `program ${argvLine([run[0] ?? null, ...rest])}`;
}
