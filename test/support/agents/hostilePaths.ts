/** Threat T10: paths by which a workflow may try to leave its workspace. */
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../engine/folder.ts';

export const hostilePaths: readonly string[] = [
  ...['/etc', '/etc/passwd', '//server/share', '/', '\\', '\\Windows', '\\\\server\\share', '\\\\?\\C:\\Windows'],
  ...[
    '\\\\.\\C:',
    '\\\\.\\pipe\\x',
    'C:\\Windows',
    'C:/Windows',
    'c:windows',
    'C:',
    'file:///etc',
    'file:x',
    'FILE:///etc',
  ],
  ...['http://example.com/x', 'data:text/javascript,1', 'vscode-remote://x/y', '..', '../', '../x', '../../etc'],
  ...[
    'sub/../..',
    'sub/../../x',
    './..',
    './/../x',
    'out',
    'out/inner',
    'sub/out',
    'sub/./out/../../..',
    'loop',
    'loop/x',
  ],
  ...['x\0', 'sub\0/../..', 'con', 'NUL', 'aux', 'COM1', 'lpt9', 'nul.txt', 'sub/CON', 'prn .x', 'CONIN$'],
];

/**
 * A workspace with a folder `sub` and links that lead out of it, and one that leads nowhere; what they lead to has `x.mjs`, here
 * and in `inner`.
 *
 * @param source of each `x.mjs`
 */
export function hostilePlace(source: string): { readonly folder: string; readonly elsewhere: string } {
  const [folder, elsewhere] = [realpathSync(temporaryFolder()), realpathSync(temporaryFolder())];
  mkdirSync(join(elsewhere, 'inner'));
  for (const place of [elsewhere, join(elsewhere, 'inner')]) writeFileSync(join(place, 'x.mjs'), source);
  mkdirSync(join(folder, 'sub'));
  symlinkSync(elsewhere, join(folder, 'out'));
  symlinkSync(elsewhere, join(folder, 'sub', 'out'));
  symlinkSync('loop', join(folder, 'loop'));
  return { folder, elsewhere };
}
