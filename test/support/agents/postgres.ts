/** A real PostgreSQL on loopback, made for the tests and removed after them. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './ports.ts';

const debian = '/usr/lib/postgresql';

/** The folder of the server's programs; undefined where this machine has none. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(debian, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

export interface PostgresOptions {
  /** Lines of `pg_hba.conf`; without it everybody is let in. */
  readonly access?: readonly string[];
  /** Certificate and key as PEM, for TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export class Postgres {
  readonly port: number;
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(port: number, folder: string, child: ChildProcess) {
    this.port = port;
    this.#folder = folder;
    this.#child = child;
  }

  static async start({ access, tls }: PostgresOptions = {}): Promise<Postgres> {
    const bin = postgresPrograms();
    if (bin === undefined) throw new Error('There is no PostgreSQL on this machine.');
    const folder = mkdtempSync(join(tmpdir(), 'ipa-postgres-'));
    const owner = ownerOf();
    const data = join(folder, 'data');
    chownSync(folder, owner.uid, owner.gid);
    const options = { ...owner, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' } } as const;
    execFileSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-N', '--no-instructions', '-E', 'UTF8'],
      {
        ...options,
        stdio: 'ignore',
      },
    );
    if (access) writeFileSync(join(data, 'pg_hba.conf'), `${access.join('\n')}\n`);
    const settings = ['fsync=off', 'listen_addresses=127.0.0.1', `unix_socket_directories=`, 'max_connections=30'];
    if (tls) {
      for (const [name, text] of Object.entries({ 'server.crt': tls.cert, 'server.key': tls.key })) {
        writeFileSync(join(data, name), text);
        chownSync(join(data, name), owner.uid, owner.gid);
        chmodSync(join(data, name), 0o600);
      }
      settings.push('ssl=on');
    }
    const port = await freePort();
    const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
    const child = spawn(join(bin, 'postgres'), args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8');
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (text: string) => {
        said += text;
        if (said.includes('ready to accept connections')) resolve();
      });
      child.once('exit', () => {
        reject(new Error(said));
      });
    });
    return new Postgres(port, folder, child);
  }

  url(user = 'postgres', database = 'postgres'): string {
    return `postgres://${user}@127.0.0.1:${String(this.port)}/${database}`;
  }

  /** Asks it directly, as its superuser. */
  async ask(text: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.url(), ssl: false });
    await client.connect();
    try {
      const { rows } = (await client.query(text)) as { rows?: Record<string, unknown>[] };
      return rows ?? [];
    } finally {
      await client.end();
    }
  }

  /** Resolves when the answer is not empty; there is no event to wait for, so it is asked until then. */
  async until(text: string): Promise<Record<string, unknown>[]> {
    for (;;) {
      const rows = await this.ask(text);
      if (rows.length > 0) return rows;
    }
  }

  /** Resolves when it lets in again whom it has thrown out: after one of its processes died it starts anew. */
  async ready(): Promise<void> {
    for (;;) {
      try {
        await this.ask('SELECT 1');
        return;
      } catch {
        // Not yet.
      }
    }
  }

  /** As a power cut would: no goodbye to anybody. */
  async kill(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGQUIT');
    await gone;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The server refuses to run as root. */
function ownerOf(): { readonly uid: number; readonly gid: number } {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) return { uid, gid: process.getgid?.() ?? 0 };
  const nobody = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: nobody('-u'), gid: nobody('-g') };
}
