/**
 * The protocol of programs that are agents: JSON on standard input, JSON lines on standard output (docs/agents.md).
 *
 * A program says that it speaks it with its first line, `{"protocol": "ipa-agent/1"}`, and only where `parse` is `json`: an output
 * of more than one line of JSON is no JSON text, so that nothing else that `parse: json` takes is mistaken for it.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest } from '../../engine/ports.ts';
import { failed } from '../failures.ts';

const opening = 'ipa-agent/1';
const levels = ['debug', 'info', 'warning', 'error'] as const;

/** Whether the first line of an output opens the protocol. */
export function opensProtocol(line: string): boolean {
  const message = parsed(line);
  return isJsonObject(message) && message['protocol'] === opening && Object.keys(message).length === 1;
}

/** Hears the lines behind the first. */
export class AgentProtocol {
  readonly #request: Pick<AgentRequest, 'log' | 'progress'>;
  /** What the program gave as its result: the first output or error; nothing after it counts. */
  #outcome: AgentOutcome | undefined;

  constructor(request: Pick<AgentRequest, 'log' | 'progress'>) {
    this.#request = request;
  }

  line(line: string): void {
    if (line.trim() === '') return;
    const message = parsed(line);
    if (!isJsonObject(message) || !this.#hear(message)) this.#request.log('info', line);
  }

  /** Undefined: it gave none. */
  get outcome(): AgentOutcome | undefined {
    return this.#outcome;
  }

  /** Whether it is a message. What is none is what the program prints besides: a line of the log. */
  #hear(message: JsonObject): boolean {
    const { log, level, progress, fraction, output, error } = message;
    if (log !== undefined) this.#request.log(levels.find((one) => one === level) ?? 'info', asText(log));
    else if (progress !== undefined)
      this.#request.progress(asText(progress), typeof fraction === 'number' ? fraction : undefined);
    else if (error !== undefined) this.#outcome ??= failureOf(error);
    else if (output !== undefined) this.#outcome ??= { kind: 'succeeded', output };
    else return false;
    return true;
  }
}

/** `{message, kind, retryable}`, each of which may be missing, or a text alone. */
function failureOf(error: JsonValue): AgentOutcome {
  const { message, kind, retryable } = isJsonObject(error) ? error : { message: error };
  return failed(
    typeof kind === 'string' && /^[a-z][a-z0-9-]{0,63}$/.test(kind) ? kind : 'agent',
    message === undefined || message === null ? t('The agent gave no reason.') : asText(message),
    retryable !== false,
  );
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parsed(line: string): JsonValue | undefined {
  try {
    return JSON.parse(line) as JsonValue;
  } catch {
    return undefined;
  }
}
