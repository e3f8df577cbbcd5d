/** A real Redis on loopback, made for the tests and removed after them. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import type { Certificate } from './certificate.ts';
import { freePort } from './ports.ts';

/** Whether this machine has one. */
export function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export class Redis {
  readonly port: number;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #password: string | undefined;

  private constructor(port: number, folder: string, child: ChildProcess, password: string | undefined) {
    this.port = port;
    this.#folder = folder;
    this.#child = child;
    this.#password = password;
  }

  /** @param tls it speaks nothing else then */
  static async start({ password, tls }: { password?: string; tls?: Certificate } = {}): Promise<Redis> {
    const folder = mkdtempSync(join(tmpdir(), 'ipa-redis-'));
    const port = await freePort();
    const args = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    if (password !== undefined) args.push('--requirepass', password);
    if (tls) {
      const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
      writeFileSync(cert, tls.cert);
      writeFileSync(key, tls.key);
      args.push('--port', '0', '--tls-port', String(port), '--tls-cert-file', cert, '--tls-key-file', key);
      args.push('--tls-ca-cert-file', cert, '--tls-auth-clients', 'no');
    } else args.push('--port', String(port));
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.setEncoding('utf8');
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (text: string) => {
        said += text;
        if (said.includes('Ready to accept connections')) resolve();
      });
      child.once('exit', () => {
        reject(new Error(said));
      });
    });
    return new Redis(port, folder, child, password);
  }

  get url(): string {
    return `redis://127.0.0.1:${String(this.port)}`;
  }

  /** Asks it directly. */
  async ask(...command: string[]): Promise<unknown> {
    const client = createClient({
      url: this.url,
      RESP: 2,
      ...(this.#password !== undefined && { password: this.#password }),
    });
    await client.connect();
    try {
      return await client.sendCommand(command);
    } finally {
      client.destroy();
    }
  }

  /** It neither answers nor closes anything until {@link goOn}. */
  hold(): void {
    this.#child.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
