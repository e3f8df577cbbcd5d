/**
 * A server as a process that we start: messages are lines of JSON.
 *
 * 1. Nothing of it outlives us (`processTree.ts`), and nothing is between it and us that knows more of our environment than it
 *    was given.
 */
import type { ChildProcessByStdio } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import {
  deserializeMessage,
  type JSONRPCMessage,
  serializeMessage,
  type Transport,
} from '@modelcontextprotocol/client';
import { t } from '../../base/l10n.ts';
import { baseEnvironment } from '../childEnvironment.ts';
import { type ProcessTree, startTree } from '../processTree.ts';
import { TextLines } from '../textLines.ts';
import { openChecked, pathOf } from '../workspacePath.ts';
import type { StdioServer } from './server.ts';

/** Largest message. */
const maxMessageBytes = 10 * 1024 * 1024;
const longestLine = 8 * 1024;
/** How long what a server has said is waited for when it has ended. */
const lastWordsMs = 500;
/** How long a server may take to end by itself once its standard input is closed. */
const politeMs = 500;
const graceMs = 4_000;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** The working folder is not there, or not any more what was checked (threat T10). */
export class NoFolder extends Error {}

export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #server: StdioServer;
  readonly #stderr: TextLines;
  #tree: ProcessTree<Child> | undefined;
  /** Why it is not there any more, for people. */
  #ended: string | undefined;
  #closing: Promise<void> | undefined;

  constructor(server: StdioServer, stderr: (line: string) => void) {
    this.#server = server;
    this.#stderr = new TextLines(longestLine, stderr);
  }

  get ended(): string | undefined {
    return this.#ended;
  }

  /** Rejects with what `spawn` throws, or with {@link NoFolder}. */
  async start(): Promise<void> {
    const { cwd } = this.#server;
    const folder = openChecked(cwd, 'folder');
    if (folder === undefined) throw new NoFolder(t('The folder "{0}" is not there.', cwd));
    try {
      await this.#startIn(pathOf(folder, cwd));
    } finally {
      folder.close();
    }
  }

  #startIn(cwd: string): Promise<void> {
    const { run, env } = this.#server;
    const [file, ...args] = run;
    const tree = startTree<Child>({
      file,
      args,
      cwd,
      env: { ...baseEnvironment(), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#tree = tree;
    const { child } = tree;
    const read = this.#read(child.stdout).catch(() => undefined);
    child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr.add(chunk);
    });
    child.stdin.on('error', () => undefined);
    child.on('exit', (code, signal) => {
      const why =
        signal === null
          ? t('The server ended with exit code {0}.', code ?? 0)
          : t('The server was ended by {0}.', signal);
      // What it said before is heard before; but what it started may hold its pipes open.
      void Promise.race([read, sleep(lastWordsMs, undefined, { ref: false })]).then(() => {
        this.#stderr.end();
        this.#lost(why);
      });
    });
    return new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => {
        this.#lost(t('"{0}" cannot be started: {1}', file, error.message));
        reject(error);
      });
    });
  }

  send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#tree?.child.stdin;
    return new Promise((resolve, reject) => {
      if (!stdin || this.#ended !== undefined) reject(new Error(this.#ended ?? 'not started'));
      else if (stdin.write(serializeMessage(message))) resolve();
      else stdin.once('drain', resolve).once('close', resolve);
    });
  }

  /** Resolves when nothing of it is left. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** While nobody waits for it, it must not keep our process. */
  keepProcess(isKept: boolean): void {
    const child = this.#tree?.child;
    if (!child) return;
    // Pipes are sockets of Node's, though their type does not say so.
    const pipes = [child.stdin, child.stdout, child.stderr] as unknown as readonly Pick<Socket, 'ref' | 'unref'>[];
    for (const handle of [child, ...pipes])
      if (isKept) handle.ref();
      else handle.unref();
  }

  async #close(): Promise<void> {
    const tree = this.#tree;
    if (!tree) return;
    tree.child.stdin.end();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, politeMs);
      tree.child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      if (this.#ended !== undefined) resolve();
    });
    await tree.end(graceMs);
    this.#lost(t('The server was ended.'));
  }

  /** The package's own buffer copies all of a message again with each piece of it. */
  async #read(stdout: Readable): Promise<void> {
    let pieces: Buffer[] = [];
    let length = 0;
    for await (const chunk of stdout as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
        const line = Buffer.concat([...pieces, chunk.subarray(from, end)]);
        [pieces, length, from] = [[], 0, end + 1];
        this.#hear(line.toString());
        await nextTurn();
      }
      pieces.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length <= maxMessageBytes) continue;
      this.#lost(t('The server sent a message larger than {0} MiB.', maxMessageBytes / 1024 / 1024));
      void this.close();
      return;
    }
  }

  /**
   * Hands on one message. The client needs a turn for each: it looks at notifications later than at results, and then knows
   * nothing of progress any more.
   */
  #hear(line: string): void {
    try {
      if (line.trim() !== '') this.onmessage?.(deserializeMessage(line));
    } catch (error) {
      // A line that is no message: programs print much by mistake.
      this.onerror?.(error as Error);
    }
  }

  #lost(why: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    this.onclose?.();
  }
}
