/** What a program writes to standard output: kept up to a limit, or heard line by line where it is an agent. */
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest } from '../../engine/ports.ts';
import { failed, reasonOf } from '../failures.ts';
import { TextLines } from '../textLines.ts';
import { AgentProtocol, opensProtocol } from './agentProtocol.ts';
import type { Parse } from './plan.ts';

/** Bytes; an output may not have more (R6). */
export const mostBytes = 64 * 1024 * 1024;
/** The first line of an agent is short. */
const openingBytes = 256;

export class StandardOutput {
  readonly #parse: Parse;
  readonly #request: AgentRequest;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #agent: { readonly protocol: AgentProtocol; readonly lines: TextLines } | undefined;
  #mayBeAgent: boolean;

  constructor(parse: Parse, request: AgentRequest) {
    this.#parse = parse;
    this.#request = request;
    this.#mayBeAgent = parse === 'json';
  }

  /** Nothing more is kept then. */
  get isTooMuch(): boolean {
    return this.#bytes > mostBytes;
  }

  add(chunk: Buffer): void {
    if (this.#agent) {
      this.#agent.lines.add(chunk);
      return;
    }
    this.#bytes += chunk.length;
    if (this.isTooMuch) this.#chunks = [];
    else this.#chunks.push(chunk);
    if (this.#mayBeAgent) this.#lookForAgent();
  }

  /** What it all means, of a program that ended well. */
  outcome(): AgentOutcome {
    if (this.#agent) {
      this.#agent.lines.end();
      return (
        this.#agent.protocol.outcome ??
        failed('script', t('The agent ended without a result. Its last line must be {0}.', '{"output": …}'), true)
      );
    }
    return outputOf(this.#text(), this.#parse);
  }

  /** What an agent said of its failure, however its program ended. */
  failure(): AgentOutcome | undefined {
    this.#agent?.lines.end();
    const outcome = this.#agent?.protocol.outcome;
    return outcome?.kind === 'failed' ? outcome : undefined;
  }

  #lookForAgent(): void {
    const start = Buffer.concat(this.#chunks);
    const end = start.indexOf('\n');
    if (end < 0 && start.length < openingBytes) return;
    this.#mayBeAgent = false;
    if (end < 0 || end > openingBytes || !opensProtocol(start.toString('utf8', 0, end))) return;
    const protocol = new AgentProtocol(this.#request);
    const lines = new TextLines(mostBytes, (line) => {
      protocol.line(line);
    });
    this.#agent = { protocol, lines };
    this.#chunks = [];
    lines.add(start.subarray(end + 1));
  }

  #text(): string {
    const bytes = Buffer.concat(this.#chunks);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      this.#request.log('warning', t('The output is not UTF-8: what cannot be read is shown as {0}.', '\ufffd'));
      return new TextDecoder().decode(bytes);
    }
  }
}

function outputOf(text: string, parse: Parse): AgentOutcome {
  switch (parse) {
    case 'text':
      return { kind: 'succeeded', output: text };
    case 'lines': {
      const lines = text.split(/\r?\n/);
      if (lines.at(-1) === '') lines.pop();
      return { kind: 'succeeded', output: lines };
    }
    case 'json':
      try {
        return { kind: 'succeeded', output: JSON.parse(text) as JsonValue };
      } catch (error) {
        const said = text.trim() === '' ? t('It is empty.') : reasonOf(error);
        return failed(
          'script',
          t('The output is not JSON, though "parse" says so. {0} Log messages belong to standard error.', said),
          false,
        );
      }
  }
}
