/** Entry of `ipa-workflow` (`spec/cli.md`): the real world around the commands. */
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { isatty, type WriteStream } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { disposable } from '../base/disposable.ts';
import { type Cli, exitCodes, type Output } from './cli.ts';
import { dispatch } from './dispatch.ts';
import { useLocale } from './language.ts';
import { sayProblem } from './problem.ts';

const here = import.meta.url;

type Stream = WriteStream & { readonly fd: number };

function output(stream: Stream): Output {
  // A reader that has seen enough (`| head`) is no reason to stop an execution.
  stream.on('error', () => undefined);
  return {
    write(chunk) {
      stream.write(chunk);
    },
    isTerminal: isatty(stream.fd),
    get columns() {
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || 24;
    },
  };
}

const cli: Cli = {
  out: output(process.stdout),
  err: output(process.stderr),
  env: process.env,
  cwd: process.cwd(),
  packageFolder: fileURLToPath(new URL(here.endsWith('.ts') ? '../..' : '..', here)).replace(/[\\/]$/, ''),
  readInput: () => text(process.stdin),
  ...(isatty(process.stdin.fd) && isatty(process.stderr.fd) && { ask }),
  onInterrupt(listener) {
    let before = false;
    const heard = (): void => {
      if (before) process.exit(exitCodes.interrupted);
      before = true;
      listener();
    };
    process.on('SIGINT', heard);
    return disposable(() => process.off('SIGINT', heard));
  },
};

function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    const giveUp = (): void => {
      process.stderr.write('\n');
      lines.close();
    };
    signal.addEventListener('abort', giveUp);
    lines.on('close', () => {
      signal.removeEventListener('abort', giveUp);
      resolve(undefined);
    });
    // Here Ctrl+C is a key and no signal.
    lines.on('SIGINT', () => process.emit('SIGINT'));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}

/** What the system refuses is no bug of ours, and its message says what and where. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isOfSystem = 'syscall' in error || ('code' in error && /^E[A-Z0-9]+$/.test(String(error.code)));
  return isOfSystem ? error.message : (error.stack ?? error.message);
}

async function main(): Promise<number> {
  useLocale(cli);
  try {
    return await dispatch(process.argv.slice(2), cli);
  } catch (error) {
    sayProblem(cli, describe(error));
    return exitCodes.failed;
  }
}

/** What is written to a pipe is not there yet; a runner that ignored its abort must not keep the process. */
function flushed(stream: Stream): Promise<unknown> {
  return new Promise((resolve) => stream.write('', resolve));
}

void main().then(async (code) => {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(code);
});
