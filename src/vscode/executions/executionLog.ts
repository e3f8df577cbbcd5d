import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { LogLevel } from '../../engine/events.ts';
import { ChannelLines } from '../../presentation/channelLines.ts';
import type { Executions } from '../../sdk/executions.ts';
import type { ExecutionList } from './executionList.ts';

/** Writes a line for each event of an execution that runs here into the output channel, whatever level that shows by default. */
export function logExecutions(
  { onEvent }: Executions,
  list: ExecutionList,
  output: vscode.LogOutputChannel,
): Disposable {
  const lines = new ChannelLines((id) => {
    // It is there before most of the events are; until then no branch is named.
    void list.outline(id);
    return list.knownOutline(id);
  });
  return onEvent(({ id, event }) => {
    const { level, text } = lines.line(id, event);
    write(output, level === 'trace' || level === 'debug' ? 'info' : level, text);
  });
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
