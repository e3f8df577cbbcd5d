import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { Steps } from '../../base/steps.ts';
import type { EngineEvent, LogLevel } from '../../engine/events.ts';
import { ChannelLines } from '../../presentation/channelLines.ts';
import { finishBesides } from '../../sdk/besides.ts';
import type { Executions } from '../../sdk/executions.ts';
import type { ExecutionList } from './executionList.ts';

/**
 * Writes a line for each event of an execution that runs here into the output channel, whatever level that shows by default.
 * Thousands may come at once, as when a large execution is cancelled: others have their turn between them.
 */
export class ExecutionLog implements Disposable {
  readonly #lines: ChannelLines;
  readonly #output: vscode.LogOutputChannel;
  readonly #listening: Disposable;
  #waiting: { readonly id: string; readonly event: EngineEvent }[] = [];
  #isWriting = false;
  #isClosed = false;

  constructor({ onEvent }: Executions, list: ExecutionList, output: vscode.LogOutputChannel) {
    this.#output = output;
    this.#lines = new ChannelLines((id) => {
      // It is there before most of the events are; until then no branch is named.
      void list.outline(id);
      return list.knownOutline(id);
    });
    this.#listening = onEvent((event) => {
      this.#waiting.push(event);
      if (!this.#isWriting) void this.#write();
    });
  }

  dispose(): void {
    this.#listening.dispose();
    this.#isClosed = true;
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      // Others may come between the last line and the end of the writing.
      while (this.#waiting.length > 0 && !this.#isClosed) {
        await nextTurn();
        await finishBesides(this.#written());
      }
    } finally {
      this.#isWriting = false;
    }
  }

  *#written(): Steps<void> {
    const events = this.#waiting;
    this.#waiting = [];
    for (const { id, event } of events) {
      if (this.#isClosed) return;
      const { level, text } = this.#lines.line(id, event);
      write(this.#output, level === 'trace' || level === 'debug' ? 'info' : level, text);
      yield;
    }
  }
}

export function write(output: vscode.LogOutputChannel, level: LogLevel | 'trace', line: string): void {
  switch (level) {
    case 'trace':
      output.trace(line);
      break;
    case 'debug':
      output.debug(line);
      break;
    case 'info':
      output.info(line);
      break;
    case 'warning':
      output.warn(line);
      break;
    case 'error':
      output.error(line);
      break;
  }
}
