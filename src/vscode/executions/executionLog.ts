import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { LogLevel } from '../../engine/events.ts';
import { EventLines } from '../../presentation/eventLines.ts';
import type { Executions } from '../../sdk/executions.ts';

/** Writes a line for each event of an execution that runs here into the output channel, whatever level that shows by default. */
export function logExecutions({ onEvent }: Executions, output: vscode.LogOutputChannel): Disposable {
  const lines = new Map<string, EventLines>();
  return onEvent(({ id, event }) => {
    const own = lines.get(id) ?? new EventLines();
    lines.set(id, own);
    const { level, node, text } = own.line(event);
    write(
      output,
      level === 'trace' || level === 'debug' ? 'info' : level,
      `[${id.slice(0, 8)}] ${node === undefined ? '' : `${node}: `}${text}`,
    );
    if (isLast(event.type)) lines.delete(id);
  });
}

function isLast(type: string): boolean {
  return /^execution(Completed|Failed|Cancelled|TimedOut)$/.test(type);
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
