/**
 * Recognises what kind of server answers, before anything is relied on (`spec/rest-api.md`, section 2). Reads only; the one `POST` has an
 * empty body, which every server refuses.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { assertNever } from '../base/assertNever.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ServerDialect } from '../protocol/remote.ts';
import type { Answer } from './answer.ts';
import type { Client } from './client.ts';
import { failure, type RemoteFailure } from './failure.ts';

export interface Recognised {
  readonly dialect: ServerDialect;
  /** T: whether creating a workflow takes its agents too, and YAML as it is written. */
  readonly takesAgents: boolean;
  readonly takesYaml: boolean;
  /** Whether creating takes an `Idempotency-Key`, so that it may be asked for again. */
  readonly takesKeys: boolean;
}

export async function recognise(client: Client, signal: AbortSignal): Promise<Result<Recognised, RemoteFailure>> {
  const described = await describe(client, signal);
  if (!described.ok) return described;
  const create = described.value && creating(described.value);
  if (create?.flat === true)
    return ok({ dialect: 'T', takesAgents: create.agents, takesYaml: create.yaml, takesKeys: create.keys });
  const wantsLogin = described.value !== undefined && hasJwt(described.value);
  const listed = await client.exchange({ method: 'GET', path: '/workflows/', query: { page_size: 1 }, signal });
  if (!listed.ok) return listed;
  const { status } = listed.value;
  if (status === 404) return await withoutWorkflows(client, signal);
  if (wantsLogin) return ok(plain('R3'));
  if (status === 401 || status === 403) return err(client.failureOf(listed.value));
  if (status !== 200) return err(client.failureOf(listed.value));
  const items = client.json(listed.value);
  if (!items.ok) return items;
  return await executing(client, signal);
}

/** What a server can and cannot do, in a sentence. */
export function describeDialect(dialect: ServerDialect): string {
  switch (dialect) {
    case 'T':
      return t('It executes whole workflows, fork and join included; they can be watched and cancelled here.');
    case 'R1':
      return t(
        'It keeps workflows and runs agents, but of a fork it follows only the first edge: orchestrate here, and run each agent there.',
      );
    case 'R2':
    case 'R3':
      return t(
        'It keeps workflows and runs agents, but of a workflow with a fork it executes only the start: orchestrate here, and run each agent there.',
      );
    case 'V2':
      return t(
        'It is of version 2, which has neither workflows nor executions: nothing can be pushed to it or run on it.',
      );
    default:
      return assertNever(dialect);
  }
}

function plain(dialect: ServerDialect): Recognised {
  return { dialect, takesAgents: false, takesYaml: false, takesKeys: false };
}

/** R1 knows no `POST` there; R2 misses what should be in it. */
async function executing(client: Client, signal: AbortSignal): Promise<Result<Recognised, RemoteFailure>> {
  const tried = await client.exchange({ method: 'POST', path: '/executions/', body: { json: {} }, signal });
  if (!tried.ok) return tried;
  switch (tried.value.status) {
    case 405:
      return ok(plain('R1'));
    case 422:
      return ok(plain('R2'));
    case 401:
    case 403:
      return ok(plain('R3'));
    default:
      return err(unknownServer(client));
  }
}

async function withoutWorkflows(client: Client, signal: AbortSignal): Promise<Result<Recognised, RemoteFailure>> {
  const health = await client.exchange({ method: 'GET', path: '/health', signal });
  if (!health.ok) return health;
  const said = health.value.status === 200 ? client.json(health.value) : undefined;
  const version = said?.ok === true && isJsonObject(said.value) ? said.value['version'] : undefined;
  return (typeof version === 'string' || typeof version === 'number') && /^v?2(\.|$)/.test(String(version))
    ? ok(plain('V2'))
    : err(unknownServer(client));
}

function unknownServer(client: Client): RemoteFailure {
  return failure(
    'unknown-server',
    t('"{0}" answers, but not as an IPA server does. Check the address: {1}', client.address.host, client.address.base),
  );
}

/** The OpenAPI document, at the root or below the base; undefined where there is none. */
async function describe(client: Client, signal: AbortSignal): Promise<Result<JsonObject | undefined, RemoteFailure>> {
  for (const path of [`${client.address.origin}/openapi.json`, '/openapi.json']) {
    const answer = await client.exchange({ method: 'GET', path, signal });
    if (!answer.ok) {
      // One that is larger than anything is no description.
      if (answer.error.code === 'too-large' || answer.error.code === 'unexpected-answer') continue;
      return answer;
    }
    const found = documentIn(client, answer.value);
    if (found) return ok(found);
  }
  return ok(undefined);
}

function documentIn(client: Client, answer: Answer): JsonObject | undefined {
  if (answer.status !== 200) return undefined;
  const parsed = client.json(answer);
  return parsed.ok && isJsonObject(parsed.value) && isJsonObject(parsed.value['paths']) ? parsed.value : undefined;
}

interface Creating {
  readonly flat: boolean;
  readonly agents: boolean;
  readonly yaml: boolean;
  readonly keys: boolean;
}

/** What the request that creates a workflow takes. */
function creating(document: JsonObject): Creating | undefined {
  const paths = at(document, ['paths']);
  if (!isJsonObject(paths)) return undefined;
  const path = Object.keys(paths).find(
    (name) => /^(?:\/api\/v1)?\/workflows\/?$/.test(name) && at(paths, [name, 'post']),
  );
  const content =
    path === undefined ? undefined : at(resolve(document, at(paths, [path, 'post', 'requestBody'])), ['content']);
  if (!isJsonObject(content)) return undefined;
  const keys = new Set(propertiesOf(document, at(content, ['application/json', 'schema']), 0));
  return {
    flat: keys.has('nodes'),
    agents: keys.has('agents'),
    keys: path !== undefined && takesKey(at(paths, [path, 'post', 'parameters'])),
    yaml: Object.keys(content).some((type) => /^application\/(?:x-)?yaml\b/.test(type)),
  };
}

function takesKey(parameters: JsonValue | undefined): boolean {
  const names = Array.isArray(parameters) ? parameters.map((one) => at(one, ['name'])) : [];
  return names.some((name) => typeof name === 'string' && name.toLowerCase() === 'idempotency-key');
}

/** Names of the properties of a schema, through references and alternatives. */
function propertiesOf(document: JsonObject, schema: JsonValue | undefined, depth: number): readonly string[] {
  const known = resolve(document, schema);
  if (!isJsonObject(known) || depth > 5) return [];
  const own = isJsonObject(known['properties']) ? Object.keys(known['properties']) : [];
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((name) => (Array.isArray(known[name]) ? known[name] : []));
  return [...own, ...parts.slice(0, 20).flatMap((part) => propertiesOf(document, part, depth + 1))];
}

function resolve(document: JsonObject, value: JsonValue | undefined): JsonValue | undefined {
  let known = value;
  for (let steps = 0; steps < 5 && isJsonObject(known) && typeof known['$ref'] === 'string'; steps++)
    known = known['$ref'].startsWith('#/') ? at(document, known['$ref'].slice(2).split('/').map(unescape)) : undefined;
  return known;
}

function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function at(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  let found = value;
  for (const name of path) found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return found;
}

function hasJwt(document: JsonObject): boolean {
  return at(document, ['components', 'securitySchemes', 'JWT']) !== undefined;
}
