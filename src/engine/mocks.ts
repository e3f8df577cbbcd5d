/** The mocks of `spec/cli.md`: stand-ins for agents by node, for `--mocks`, `simulate` and tests. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { attemptCancelled } from './failures.ts';
import type { AgentOutcome, Clock } from './ports.ts';
import { toMs } from './units.ts';

export interface Mocks {
  /** By node id in lower case; ids are looked up without regard to case. */
  readonly nodes: ReadonlyMap<string, NodeMock>;
  /** For every agent task that is not named. */
  readonly default?: NodeMock;
  /** Cancels the execution then. */
  readonly cancelAtSeconds?: number;
}

export interface NodeMock {
  readonly output?: JsonValue;
  /** One output for each attempt; the last one stays. */
  readonly outputs?: readonly JsonValue[];
  readonly delaySeconds: number;
  readonly fail?: MockFailure;
}

export interface MockFailure {
  /** Attempts that fail; Infinity: all. */
  readonly first: number;
  readonly kind: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** What an attempt (from 1) of a mocked node gives, after `delaySeconds`. */
export function mockOutcome(mock: NodeMock, attempt: number): AgentOutcome {
  const { fail } = mock;
  if (fail && attempt <= fail.first) {
    const { kind, message, retryable } = fail;
    return { kind: 'failed', error: { kind, message, retryable } };
  }
  const { outputs, output } = mock;
  const given = outputs ? outputs[Math.min(attempt, outputs.length) - 1] : output;
  return { kind: 'succeeded', output: given ?? null };
}

/** The same in real time; answers at once when it is aborted. */
export function playMock(mock: NodeMock, attempt: number, clock: Clock, signal: AbortSignal): Promise<AgentOutcome> {
  return new Promise((resolve) => {
    const timer = clock.schedule(toMs(mock.delaySeconds), () => {
      resolve(mockOutcome(mock, attempt));
    });
    signal.addEventListener('abort', () => {
      timer.dispose();
      resolve({ kind: 'failed', error: attemptCancelled() });
    });
  });
}

/** Checks a parsed mocks file. The problems are complete sentences that name the place. */
export function parseMocks(value: JsonValue): Result<Mocks, readonly string[]> {
  const reader = new Reader();
  const root = reader.object(value, '', ['nodes', 'default', 'cancel_at_seconds']);
  const nodes = new Map<string, NodeMock>();
  const named = root['nodes'] === undefined ? {} : reader.object(root['nodes'], 'nodes');
  for (const [id, mock] of Object.entries(named)) nodes.set(id.toLowerCase(), readMock(reader, mock, `nodes.${id}`));
  const fallback = root['default'] === undefined ? undefined : readMock(reader, root['default'], 'default');
  const cancelAt = reader.seconds(root['cancel_at_seconds'], 'cancel_at_seconds');
  if (reader.problems.length > 0) return err(reader.problems);
  return ok({
    nodes,
    ...(fallback !== undefined && { default: fallback }),
    ...(cancelAt !== undefined && { cancelAtSeconds: cancelAt }),
  });
}

/** The settings of an agent with `uses: mock`, evaluated. They have the same keys as a node's mock. */
export function parseMockSettings(settings: JsonObject): Result<NodeMock, readonly string[]> {
  const reader = new Reader();
  const mock = readMock(reader, settings, 'with');
  return reader.problems.length > 0 ? err(reader.problems) : ok(mock);
}

function readMock(reader: Reader, value: JsonValue, where: string): NodeMock {
  const mock = reader.object(value, where, [
    'output',
    'outputs',
    'delay_seconds',
    'fail',
    'cancel_at_seconds',
    'approve',
  ]);
  for (const later of ['cancel_at_seconds', 'approve'])
    if (mock[later] !== undefined) reader.problem(t('"{0}" is not available in this version.', `${where}.${later}`));
  const { output, outputs } = mock;
  if (outputs !== undefined && (!Array.isArray(outputs) || outputs.length === 0))
    reader.problem(t('"{0}" must be a list of at least one output.', `${where}.outputs`));
  const fail = mock['fail'] === undefined ? undefined : readFailure(reader, mock['fail'], `${where}.fail`);
  return {
    ...(output !== undefined && { output }),
    ...(Array.isArray(outputs) && { outputs }),
    delaySeconds: reader.seconds(mock['delay_seconds'], `${where}.delay_seconds`) ?? 0,
    ...(fail !== undefined && { fail }),
  };
}

function readFailure(reader: Reader, value: JsonValue, where: string): MockFailure | undefined {
  if (value === false) return undefined;
  const fail: JsonObject =
    value === 'always' || value === true
      ? { always: true }
      : reader.object(value, where, ['always', 'first', 'kind', 'message', 'retryable']);
  const { always, first, kind, message, retryable } = fail;
  if (first !== undefined && (typeof first !== 'number' || !Number.isInteger(first) || first < 0))
    reader.problem(t('"{0}" must be a whole number of attempts.', `${where}.first`));
  if (kind !== undefined && typeof kind !== 'string') reader.problem(t('"{0}" must be text.', `${where}.kind`));
  for (const [name, flag] of Object.entries({ always, retryable }))
    if (flag !== undefined && typeof flag !== 'boolean')
      reader.problem(t('"{0}" must be true or false.', `${where}.${name}`));
  if (message !== undefined && typeof message === 'object')
    reader.problem(t('"{0}" must be text.', `${where}.message`));
  return {
    first: typeof first === 'number' && always !== true ? first : always === false ? 0 : Infinity,
    kind: typeof kind === 'string' ? kind : 'agent',
    message: message === undefined || typeof message === 'object' ? t('The mock fails') : String(message),
    retryable: retryable !== false,
  };
}

class Reader {
  readonly problems: string[] = [];

  problem(message: string): void {
    this.problems.push(message);
  }

  /** @param where empty: the whole file. @param keys those allowed; absent: any */
  object(value: JsonValue, where: string, keys?: readonly string[]): JsonObject {
    if (!isJsonObject(value)) {
      this.problem(where === '' ? t('The mocks file must be a map.') : t('"{0}" must be a map.', where));
      return {};
    }
    for (const key of keys ? Object.keys(value) : [])
      if (keys?.includes(key) !== true)
        this.problem(
          where === '' ? t('The mocks file has no key "{0}".', key) : t('"{0}" has no key "{1}".', where, key),
        );
    return value;
  }

  seconds(value: JsonValue | undefined, where: string): number | undefined {
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    this.problem(t('"{0}" must be a number of seconds, 0 or more.', where));
    return undefined;
  }
}
