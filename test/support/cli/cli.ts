/** The command line as its users run it: a process of `dist/cli.cjs`, in a folder and with a store of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../../scripts/build.mjs';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = path.join(root, 'dist', 'cli.cjs');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Options {
  /** Standard input; empty without it. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Register it at the top of a file: builds what is not up to date before the file's tests. */
export function buildFirst(): void {
  before('build', async function () {
    this.timeout(120_000);
    await build();
  });
}

/** A temporary folder, and processes in it that end with {@link remove}. */
export class Workplace {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ipa-cli-')));
  readonly #running = new Set<Running>();

  /** Writes a file; gives its absolute path. */
  write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  read(name: string): string {
    return readFileSync(path.join(this.folder, name), 'utf8');
  }

  /** Copies a folder of the project. */
  copy(from: string, to: string): string {
    const target = path.join(this.folder, to);
    cpSync(path.join(root, from), target, { recursive: true });
    return target;
  }

  async run(args: readonly string[], options: Options = {}): Promise<Ended> {
    return await this.start(args, options).ended;
  }

  start(args: readonly string[], { input = '', env = {} }: Options = {}): Running {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: this.folder,
      env: { ...bareEnvironment(this.folder), ...env },
    });
    child.stdin.on('error', () => undefined).end(input);
    const running = new Running(child);
    this.#running.add(running);
    void running.ended.then(() => this.#running.delete(running));
    return running;
  }

  /** Call it in `after`. */
  async remove(): Promise<void> {
    for (const running of this.#running) {
      running.kill('SIGKILL');
      await running.ended;
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Nothing of the developer's language, colours and stores. */
function bareEnvironment(folder: string): NodeJS.ProcessEnv {
  const home = path.join(folder, 'home');
  const { PATH, SystemRoot } = process.env;
  // WT_SESSION: a terminal of Windows that shows all signs.
  return { PATH, SystemRoot, HOME: folder, XDG_DATA_HOME: home, LOCALAPPDATA: home, WT_SESSION: '1' };
}

export class Running {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Set<() => void>();
  #out = '';
  #err = '';

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    const heard = (): void => {
      for (const look of this.#waiting) look();
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text;
      heard();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#err += text;
      heard();
    });
    this.ended = new Promise((resolve, reject) => {
      child.on('error', reject).on('close', (code, signal) => {
        resolve({ code, signal, out: this.#out, err: this.#err });
        heard();
      });
    });
  }

  /** Resolves when one of its streams has shown the text; the test's own time limit ends the waiting. */
  async shows(text: string): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!this.#out.includes(text) && !this.#err.includes(text)) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Resolves with the pattern's first group when standard output or standard error matches. */
  async matches(pattern: RegExp): Promise<string> {
    return await new Promise<string>((resolve) => {
      const look = (): void => {
        const found = pattern.exec(this.#out) ?? pattern.exec(this.#err);
        if (!found) return;
        this.#waiting.delete(look);
        resolve(found[1] ?? '');
      };
      this.#waiting.add(look);
      look();
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

/** The execution in what `simulate`, `show` or the last line of `run` printed. */
export function executionIn({ out }: Ended): ExecutionSnapshot {
  return (JSON.parse(linesOf(out).at(-1) ?? '') as { execution: ExecutionSnapshot }).execution;
}

export function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
