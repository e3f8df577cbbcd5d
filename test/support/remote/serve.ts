/** A running `ipa-workflow serve`: the real server as a process of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Serving {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Undefined with `--open`. */
  readonly token: string | undefined;
  stop(): Promise<void>;
}

/** @param program `dist/cli.cjs` */
export async function serve(program: string, args: readonly string[] = []): Promise<Serving> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ipa-serve-'));
  const child = spawn(
    process.execPath,
    [program, 'serve', '--port', '0', '--store', path.join(folder, 'store'), ...args],
    {
      cwd: folder,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', LANG: 'C' },
    },
  );
  const gone = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  let out = '';
  let said = '';
  const isReady = (): boolean => out.includes('/api/v1\n') && said.includes('openapi.json');
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (isReady()) resolve();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (isReady()) resolve();
    });
    void gone.then(() => {
      reject(new Error(`serve ended: ${said}`));
    });
  });
  return {
    url: out.trim().replace(/\/api\/v1$/, ''),
    token: /Bearer ([\w.-]+)/.exec(said)?.[1],
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
