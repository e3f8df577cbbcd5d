import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Cli } from './cli.ts';

export function version({ packageFolder }: Pick<Cli, 'packageFolder'>): string {
  const manifest = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
