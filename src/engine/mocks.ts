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
  /** One output for each attempt, in a `for_each` one for each item; the last one stays. */
  readonly outputs?: readonly JsonValue[];
  /** Infinity where all that is said is when the user cancels it: until then it lasts. */
  readonly delaySeconds: number;
  readonly fail?: MockFailure;
  /** Of an approval: the answer, after `delaySeconds`. Undefined leaves it to a person. */
  readonly approve?: boolean;
  /** Of that answer. */
  readonly comment?: string;
  /** The user cancels this node then, counted from the start of the execution (R4). */
  readonly cancelAtSeconds?: number;
}

export interface MockFailure {
  /** Attempts that fail; Infinity: all. */
  readonly first: number;
  readonly kind: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** Whether a node's mock stands for a whole subworkflow; not when all it says is when the user cancels it. */
export function replacesSubworkflow(mocks: Mocks | undefined, nodeId: string): boolean {
  const mock = mocks?.nodes.get(nodeId.toLowerCase());
  return mock !== undefined && mock.delaySeconds !== Infinity;
}

/**
 * What an attempt of a mocked node gives, after `delaySeconds`.
 *
 * @param attempt from 1; in a `for_each`, of its item
 * @param item from 0
 */
export function mockOutcome(mock: NodeMock, attempt: number, item?: number): AgentOutcome {
  const { fail } = mock;
  if (fail && attempt <= fail.first) {
    const { kind, message, retryable } = fail;
    return { kind: 'failed', error: { kind, message, retryable } };
  }
  const { outputs, output } = mock;
  const given = outputs ? outputs[Math.min(item ?? attempt - 1, outputs.length - 1)] : output;
  return { kind: 'succeeded', output: given ?? null };
}

/** The same in real time; answers at once when it is aborted. */
export function playMock(
  mock: NodeMock,
  attempt: number,
  clock: Clock,
  signal: AbortSignal,
  item?: number,
): Promise<AgentOutcome> {
  return new Promise((resolve) => {
    const timer = clock.schedule(toMs(mock.delaySeconds), () => {
      resolve(mockOutcome(mock, attempt, item));
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
  for (const [id, mock] of Object.entries(named))
    nodes.set(id.toLowerCase(), readNodeMock(reader, mock, `nodes.${id}`));
  const fallback = root['default'] === undefined ? undefined : readMock(reader, root['default'], 'default');
  const cancelAt = reader.seconds(root['cancel_at_seconds'], 'cancel_at_seconds');
  if (reader.problems.length > 0) return err(reader.problems);
  return ok({
    nodes,
    ...(fallback !== undefined && { default: fallback }),
    ...(cancelAt !== undefined && { cancelAtSeconds: cancelAt }),
  });
}

/** The settings of an agent with `uses: mock`, evaluated. They have the keys of a node's mock that are about attempts. */
export function parseMockSettings(settings: JsonObject): Result<NodeMock, readonly string[]> {
  const reader = new Reader();
  const mock = readMock(reader, settings, 'with');
  return reader.problems.length > 0 ? err(reader.problems) : ok(mock);
}

const attemptKeys = ['output', 'outputs', 'delay_seconds', 'fail'];

/** A mock of one node, which may be an approval, and which the user may cancel. */
function readNodeMock(reader: Reader, value: JsonValue, where: string): NodeMock {
  const { approve, comment, cancel_at_seconds: at, ...rest } = isJsonObject(value) ? value : {};
  const mock = readMock(reader, isJsonObject(value) ? rest : value, where);
  const cancelAt = reader.seconds(at, `${where}.cancel_at_seconds`);
  if (approve !== undefined && approve !== null && typeof approve !== 'boolean')
    reader.problem(t('"{0}" must be true or false.', `${where}.approve`));
  if (comment !== undefined && typeof comment !== 'string')
    reader.problem(t('"{0}" must be text.', `${where}.comment`));
  const lasts = cancelAt !== undefined && approve === undefined && Object.keys(rest).length === 0;
  return {
    ...mock,
    ...(lasts && { delaySeconds: Infinity }),
    ...(typeof approve === 'boolean' && { approve }),
    ...(typeof comment === 'string' && { comment }),
    ...(cancelAt !== undefined && { cancelAtSeconds: cancelAt }),
  };
}

function readMock(reader: Reader, value: JsonValue, where: string): NodeMock {
  const mock = reader.object(value, where, attemptKeys);
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
