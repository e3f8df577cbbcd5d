/** Starts a program and hears it to its end. */
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest } from '../../engine/ports.ts';
import { baseEnvironment } from '../childEnvironment.ts';
import { aborted, badSetting, failed, reasonOf } from '../failures.ts';
import { type ProcessTree, startTree } from '../processTree.ts';
import { type Opened, pathOf } from '../workspacePath.ts';
import { brokenStart, endedBadly, type HowItEnded } from './endings.ts';
import type { Plan } from './plan.ts';
import { StandardError } from './standardError.ts';
import { mostBytes, StandardOutput } from './standardOutput.ts';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** For what a program has left behind. */
const leftoverGraceMs = 1_000;
/** How long the streams may stay open when nothing of the program is left: something else has inherited them. */
const drainMs = 200;

/**
 * @param interpreter takes the place of the program
 * @param folder the working folder, open
 */
export async function execute(
  plan: Plan,
  interpreter: string | undefined,
  folder: Opened,
  request: AgentRequest,
): Promise<AgentOutcome> {
  const { start } = plan;
  const [file, ...args] = 'shell' in start ? [start.shell] : start.run;
  let tree: ProcessTree<Child>;
  try {
    tree = startTree<Child>({
      file: interpreter ?? file,
      args,
      // By its descriptor, so that a link put in its place meanwhile is not followed.
      cwd: pathOf(folder, plan.cwd),
      env: environmentOf(plan, request),
      stdio: ['pipe', 'pipe', 'pipe'],
      shell: 'shell' in start,
    });
  } catch (error) {
    return badSetting(t('"{0}" cannot be started: {1}', file, reasonOf(error)));
  }
  const { child } = tree;
  child.stdin.on('error', () => undefined);
  child.stdin.end(plan.stdin);
  return await hear(tree, file, plan, request);
}

async function hear(
  tree: ProcessTree<Child>,
  file: string,
  { cwd, parse }: Plan,
  request: AgentRequest,
): Promise<AgentOutcome> {
  const { signal } = request;
  const output = new StandardOutput(parse, request);
  const errors = new StandardError(request);
  const stop = (): void => {
    void tree.end();
  };
  tree.child.stdout.on('data', (chunk: Buffer) => {
    output.add(chunk);
    if (output.isTooMuch) stop();
  });
  tree.child.stderr.on('data', (chunk: Buffer) => {
    errors.add(chunk);
  });
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const ended = await endOf(tree);
  signal.removeEventListener('abort', stop);
  errors.end();
  if (signal.aborted) {
    await tree.end();
    return aborted();
  }
  if ('error' in ended) return brokenStart(file, ended.error);
  if (output.isTooMuch)
    return failed(
      'output-too-large',
      t('"{0}" wrote more than {1} MiB to standard output, and was ended.', file, mostBytes / 1024 / 1024),
      false,
    );
  if (ended.code !== 0) return output.failure() ?? endedBadly(file, ended, errors.last, cwd);
  return output.outcome();
}

function environmentOf(
  { start, env }: Plan,
  { executionId, nodeId, attempt, idempotencyKey }: AgentRequest,
): Record<string, string> {
  const isPython = 'run' in start && /^(.*[\\/])?python[\d.]*(\.exe)?$/i.test(start.run[0]);
  return {
    ...baseEnvironment(),
    // Lines as they are written, in UTF-8, also where Python would think otherwise of a pipe.
    ...(isPython && { PYTHONUNBUFFERED: '1', PYTHONUTF8: '1' }),
    ...env,
    IPA_EXECUTION_ID: executionId,
    IPA_NODE_ID: nodeId,
    IPA_ATTEMPT: String(attempt),
    IPA_IDEMPOTENCY_KEY: idempotencyKey,
  };
}

/** Resolves when the program has ended and what it wrote is read. What it has left behind is ended, since it may hold the streams. */
async function endOf(tree: ProcessTree<Child>): Promise<HowItEnded> {
  const { child } = tree;
  const closed = new Promise<void>((resolve) => {
    child.on('close', () => {
      resolve();
    });
  });
  const ended = await new Promise<HowItEnded>((resolve) => {
    child.on('error', (error) => {
      resolve({ error });
    });
    child.on('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  if (!('error' in ended)) await Promise.race([closed, tree.end(leftoverGraceMs).then(drained)]);
  child.stdout.destroy();
  child.stderr.destroy();
  return ended;
}

function drained(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, drainMs));
}
