/** The mocks of `spec/cli.md`: stand-ins for agents by node, for `--mocks`, `simulate` and tests. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { nearest } from '../base/nearest.ts';
import { err, ok, type Result } from '../base/result.ts';
import { longestDelaySeconds } from '../model/delay.ts';
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

export interface MocksProblem {
  /** Keys from the file's root to what is wrong. */
  readonly path: readonly string[];
  /** A complete sentence that names the place. */
  readonly message: string;
}

/** Checks a parsed mocks file. */
export function parseMocks(value: JsonValue): Result<Mocks, readonly MocksProblem[]> {
  const reader = new Reader();
  const root = reader.object(value, [], ['nodes', 'default', 'cancel_at_seconds']);
  const nodes = new Map<string, NodeMock>();
  const named = root['nodes'] === undefined ? {} : reader.object(root['nodes'], ['nodes']);
  for (const [id, mock] of Object.entries(named))
    nodes.set(id.toLowerCase(), readNodeMock(reader, mock, ['nodes', id]));
  const fallback = root['default'] === undefined ? undefined : readMock(reader, root['default'], ['default']);
  const cancelAt = reader.seconds(root['cancel_at_seconds'], ['cancel_at_seconds']);
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
  const mock = readMock(reader, settings, ['with']);
  return reader.problems.length > 0 ? err(reader.problems.map(({ message }) => message)) : ok(mock);
}

/** What a mock may say of attempts. */
export const attemptKeys = ['output', 'outputs', 'delay_seconds', 'fail'];

/** A mock of one node, which may be an approval, and which the user may cancel. */
function readNodeMock(reader: Reader, value: JsonValue, where: Path): NodeMock {
  const { approve, comment, cancel_at_seconds: at, ...rest } = isJsonObject(value) ? value : {};
  const mock = readMock(reader, isJsonObject(value) ? rest : value, where);
  const cancelAt = reader.seconds(at, [...where, 'cancel_at_seconds']);
  if (approve !== undefined && approve !== null && typeof approve !== 'boolean')
    reader.problem([...where, 'approve'], (place) => t('"{0}" must be true or false.', place));
  if (comment !== undefined && typeof comment !== 'string')
    reader.problem([...where, 'comment'], (place) => t('"{0}" must be text.', place));
  const lasts = cancelAt !== undefined && approve === undefined && Object.keys(rest).length === 0;
  return {
    ...mock,
    ...(lasts && { delaySeconds: Infinity }),
    ...(typeof approve === 'boolean' && { approve }),
    ...(typeof comment === 'string' && { comment }),
    ...(cancelAt !== undefined && { cancelAtSeconds: cancelAt }),
  };
}

function readMock(reader: Reader, value: JsonValue, where: Path): NodeMock {
  const mock = reader.object(value, where, attemptKeys);
  const { output, outputs } = mock;
  if (outputs !== undefined && (!Array.isArray(outputs) || outputs.length === 0))
    reader.problem([...where, 'outputs'], (place) => t('"{0}" must be a list of at least one output.', place));
  const fail = mock['fail'] === undefined ? undefined : readFailure(reader, mock['fail'], [...where, 'fail']);
  return {
    ...(output !== undefined && { output }),
    ...(Array.isArray(outputs) && { outputs }),
    delaySeconds: reader.seconds(mock['delay_seconds'], [...where, 'delay_seconds']) ?? 0,
    ...(fail !== undefined && { fail }),
  };
}

function readFailure(reader: Reader, value: JsonValue, where: Path): MockFailure | undefined {
  if (value === false) return undefined;
  const fail: JsonObject =
    value === 'always' || value === true
      ? { always: true }
      : reader.object(value, where, ['always', 'first', 'kind', 'message', 'retryable']);
  const { always, first, kind, message, retryable } = fail;
  if (first !== undefined && (typeof first !== 'number' || !Number.isInteger(first) || first < 0))
    reader.problem([...where, 'first'], (place) => t('"{0}" must be a whole number of attempts.', place));
  if (kind !== undefined && typeof kind !== 'string')
    reader.problem([...where, 'kind'], (place) => t('"{0}" must be text.', place));
  for (const [name, flag] of Object.entries({ always, retryable }))
    if (flag !== undefined && typeof flag !== 'boolean')
      reader.problem([...where, name], (place) => t('"{0}" must be true or false.', place));
  if (message !== undefined && typeof message === 'object')
    reader.problem([...where, 'message'], (place) => t('"{0}" must be text.', place));
  return {
    first: typeof first === 'number' && always !== true ? first : always === false ? 0 : Infinity,
    kind: typeof kind === 'string' ? kind : 'agent',
    message: message === undefined || typeof message === 'object' ? t('The mock fails') : String(message),
    retryable: retryable !== false,
  };
}

/** Keys from the root; none: the whole file. */
type Path = readonly string[];

class Reader {
  readonly problems: MocksProblem[] = [];

  /** @param sentence about the place, as it is named */
  problem(path: Path, sentence: (place: string) => string): void {
    this.problems.push({ path, message: sentence(path.join('.')) });
  }

  /** @param keys those allowed; absent: any */
  object(value: JsonValue, where: Path, keys: readonly string[] = []): JsonObject {
    if (!isJsonObject(value)) {
      this.problem(where, (place) =>
        place === '' ? t('The mocks file must be a map.') : t('"{0}" must be a map.', place),
      );
      return {};
    }
    for (const key of keys.length > 0 ? Object.keys(value) : [])
      if (!keys.includes(key)) this.#unknownKey(where, key, nearest(key, keys));
    return value;
  }

  #unknownKey(where: Path, key: string, near: string | undefined): void {
    const unknown =
      where.length === 0
        ? t('The mocks file has no key "{0}".', key)
        : t('"{0}" has no key "{1}".', where.join('.'), key);
    const message = near === undefined ? unknown : `${unknown} ${t('Did you mean "{0}"?', near)}`;
    this.problems.push({ path: [...where, key], message });
  }

  seconds(value: JsonValue | undefined, where: Path): number | undefined {
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= 0 && value <= longestDelaySeconds) return value;
    if (typeof value === 'number' && value > longestDelaySeconds)
      this.problem(where, (place) => t('"{0}" must be at most {1} seconds (100 years).', place, longestDelaySeconds));
    else this.problem(where, (place) => t('"{0}" must be a number of seconds, 0 or more.', place));
    return undefined;
  }
}
