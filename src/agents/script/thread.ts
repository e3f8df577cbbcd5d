/** The thread in which a user's function is called. */
import type { MessagePort } from 'node:worker_threads';
import type { LogLevel } from '../../engine/events.ts';
import { jsonText } from './jsonText.ts';
import { loadFunction, NotAllowed } from './load.ts';
import type { AbortHeard, ScriptEnd, ScriptProblem, ScriptReport, ScriptTask } from './messages.ts';

const levels: readonly LogLevel[] = ['debug', 'info', 'warning', 'error'];

export async function callScript(task: ScriptTask, port: MessagePort): Promise<void> {
  const tell = (report: ScriptReport | AbortHeard): void => {
    port.postMessage(report);
  };
  const aborting = new AbortController();
  let looks = false;
  port.on('message', () => {
    aborting.abort();
    tell({ kind: 'abort-heard', looks });
  });
  const context = {
    ...task.about,
    /** A line of the log. */
    log: (message: unknown, level: unknown = 'info') => {
      tell({ kind: 'log', level: levels.find((one) => one === level) ?? 'info', message: asText(message) });
    },
    /** How far it is: `fraction` 0..1 where it is known. */
    progress: (message: unknown, fraction?: unknown) => {
      const known = typeof fraction === 'number' ? fraction : undefined;
      tell({ kind: 'progress', message: asText(message), fraction: known });
    },
    /** Aborted on cancel and timeout. Who has looked at it is given time to end. */
    get signal(): AbortSignal {
      looks = true;
      return aborting.signal;
    },
  };
  tell(await endOf(task, context));
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => {
      stream.write('', () => {
        resolve();
      });
    });
  // What it left running is not waited for.
  process.exit();
}

async function endOf(task: ScriptTask, context: unknown): Promise<ScriptEnd> {
  let call: Awaited<ReturnType<typeof loadFunction>>;
  try {
    call = await loadFunction(task);
  } catch (error) {
    return notAllowed(error) ?? unusable('not-loaded', describe(error, task.file));
  }
  if (call === undefined) return unusable('no-function', task.exportName);
  let value: unknown;
  try {
    value = await call(task.input, context);
  } catch (error) {
    return notAllowed(error) ?? thrown(error, task.file);
  }
  try {
    return { kind: 'returned', text: jsonText(value) };
  } catch (error) {
    return unusable('not-json', error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}

function notAllowed(error: unknown): ScriptEnd | undefined {
  return error instanceof NotAllowed ? unusable('not-allowed', error.message) : undefined;
}

function unusable(why: ScriptProblem, detail: string): ScriptEnd {
  return { kind: 'unusable', why, detail };
}

/** An error may say its `kind`, and with `retryable: false` that it is of no use to try again. */
function thrown(error: unknown, file: string): ScriptEnd {
  const own = typeof error === 'object' && error !== null ? (error as Readonly<Record<string, unknown>>) : {};
  const { kind, retryable } = own;
  return {
    kind: 'threw',
    message: describe(error, file),
    failureKind: typeof kind === 'string' && /^[a-z][a-z0-9-]{0,63}$/.test(kind) ? kind : undefined,
    retryable: retryable !== false,
  };
}

/** With the line of the script, where the stack has it. */
function describe(error: unknown, file: string): string {
  if (!(error instanceof Error)) return asText(error);
  const stack = error.stack ?? '';
  const at = stack.indexOf(file);
  const place = at < 0 ? undefined : /^:\d+(:\d+)?/.exec(stack.slice(at + file.length))?.[0];
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return `${error.name}: ${error.message}${place === undefined ? '' : ` (${name}${place})`}`;
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' ? text : String(value);
  } catch {
    return String(value);
  }
}
