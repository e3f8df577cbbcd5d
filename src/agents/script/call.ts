/** Calls a script in a process of its own, and hears it to its end. */
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { t } from '../../base/l10n.ts';
import type { JsonValue } from '../../base/json.ts';
import type { AgentOutcome, AgentRequest } from '../../engine/ports.ts';
import { workerFile } from '../assets.ts';
import { baseEnvironment } from '../childEnvironment.ts';
import { aborted, badSetting, failed, reasonOf } from '../failures.ts';
import { type ProcessTree, startTree } from '../processTree.ts';
import { outOfMemory } from '../processes.ts';
import { TextLines } from '../textLines.ts';
import type { ScriptAbout, ScriptEnd, ScriptOrder, ScriptReport, ScriptTask } from './messages.ts';

type Child = ChildProcess & { readonly stdout: Readable; readonly stderr: Readable };

export interface ScriptCall {
  /** Real path. */
  readonly file: string;
  readonly sources: ScriptTask['sources'];
  readonly exportName: string;
  readonly memoryMb: number;
}

const longestLine = 8 * 1024;
/** Characters; an output may not have more bytes (R6). */
const longestOutput = 64 * 1024 * 1024;
/** For a script that looks at its signal (F6). */
const politeMs = 4_500;
const leftoverGraceMs = 1_000;

export async function callInProcess(call: ScriptCall, request: AgentRequest): Promise<AgentOutcome> {
  const { signal, input, baseDirectory } = request;
  const { file, sources, exportName, memoryMb } = call;
  const tree = startTree<Child>({
    file: process.execPath,
    args: [workerFile('script')],
    cwd: baseDirectory ?? path.dirname(file),
    // Only Electron reads it: its program then is Node.
    env: { ...baseEnvironment(), ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const tell = (order: ScriptOrder): void => {
    // Where it cannot be told it has ended, which is heard.
    tree.child.send(order, () => undefined);
  };
  let isLate: NodeJS.Timeout | undefined;
  const stop = (): void => {
    tell({ kind: 'abort' });
    isLate = setTimeout(() => void tree.end(0), politeMs);
  };
  signal.addEventListener('abort', stop);
  tell({ kind: 'call', task: { file, sources, exportName, input, about: aboutOf(request) }, memoryMb });
  const end = await endOf(tree, request);
  signal.removeEventListener('abort', stop);
  clearTimeout(isLate);
  const gone = tree.end(leftoverGraceMs);
  if (signal.aborted) {
    await gone;
    return aborted();
  }
  return outcomeOf(end, call);
}

function aboutOf(request: AgentRequest): ScriptAbout {
  const { executionId, nodeId, attempt, item, idempotencyKey, inputs, nodes, settings } = request;
  const own = Object.entries(settings).filter(([name]) => name !== 'path' && name !== 'export');
  return {
    ...{ executionId, nodeId, attempt, item: item ?? null, idempotencyKey, inputs, nodes },
    settings: Object.fromEntries(own),
  };
}

type HowItEnded =
  ScriptEnd | { readonly kind: 'gone'; readonly code: number | null; readonly by: NodeJS.Signals | null };

/** Resolves when the process has ended, with what it reported last. */
function endOf({ child }: ProcessTree<Child>, request: AgentRequest): Promise<HowItEnded> {
  const lines = [child.stdout, child.stderr].map((stream) => {
    const split = new TextLines(longestLine, (line) => {
      if (line.trim() !== '') request.log('info', line);
    });
    stream.on('data', (chunk: Buffer) => {
      split.add(chunk);
    });
    return split;
  });
  let end: ScriptEnd | undefined;
  child.on('message', (report: ScriptReport) => {
    switch (report.kind) {
      case 'log':
        request.log(report.level, report.message);
        return;
      case 'progress':
        request.progress(report.message, report.fraction);
        return;
      default:
        end ??= report;
    }
  });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      resolve({ kind: 'threw', message: error.message, failureKind: undefined, retryable: true });
    });
    child.on('exit', (code, by) => {
      for (const split of lines) split.end();
      resolve(end ?? { kind: 'gone', code, by });
    });
  });
}

function outcomeOf(end: HowItEnded, { file, memoryMb }: ScriptCall): AgentOutcome {
  const name = path.basename(file);
  switch (end.kind) {
    case 'returned':
      return returned(end.text, name);
    case 'threw':
      return failed(end.failureKind ?? 'script', t('{0} failed: {1}', name, end.message), end.retryable);
    case 'gone':
      return end.code === outOfMemory.code || end.by === outOfMemory.signal
        ? tooMuchMemory(name, memoryMb)
        : failed('script', t('{0} ended without a result ({1}).', name, end.by ?? String(end.code)), true);
    case 'unusable':
      return unusable(end, name, memoryMb);
  }
}

function returned(text: string, name: string): AgentOutcome {
  if (text.length > longestOutput)
    return failed('output-too-large', t('{0} returned more than {1} MiB.', name, longestOutput / 1024 / 1024), false);
  try {
    return { kind: 'succeeded', output: JSON.parse(text) as JsonValue };
  } catch (error) {
    return failed('script', t('{0} returned what is not JSON: {1}', name, reasonOf(error)), false);
  }
}

function unusable(
  { why, detail }: Extract<ScriptEnd, { readonly kind: 'unusable' }>,
  name: string,
  memoryMb: number,
): AgentOutcome {
  switch (why) {
    case 'no-function':
      return badSetting(
        t('{0} has no function as its export "{1}". Write: export default async (input, context) => …', name, detail),
      );
    case 'not-loaded':
      return badSetting(t('{0} cannot be loaded: {1}', name, detail));
    case 'not-allowed':
      return badSetting(
        t(
          '{0} imports "{1}", which was not part of what was allowed. Write out the path of a file in the workspace, or import a package by its name.',
          name,
          detail,
        ),
      );
    case 'not-json':
      return failed('script', t('{0} returned what is not JSON: {1}', name, detail), false);
    case 'out-of-memory':
      return tooMuchMemory(name, memoryMb);
    case 'no-result':
      return failed('script', t('{0} ended before it returned. It must not call process.exit.', name), false);
  }
}

function tooMuchMemory(name: string, memoryMb: number): AgentOutcome {
  return failed('script', t('{0} needs more than {1} MB of memory.', name, memoryMb), false);
}
