/** `npm run package`: the `.vsix` in `out`, made of what .vscodeignore lists. */
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { build } from './build.mjs';
import { root } from './prepare.mjs';

const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

const vsix = path.join(root, 'out', `${name}-${version}.vsix`);

/** Builds what is out of date and writes the `.vsix`; gives its path. Quiet: without the list of its files. */
export async function makePackage({ quiet = false } = {}) {
  await build();
  mkdirSync(path.dirname(vsix), { recursive: true });
  // vsce has no setting for what it prints.
  const { log } = console;
  if (quiet) console.log = () => {};
  try {
    await pack();
  } finally {
    console.log = log;
  }
  return vsix;
}

async function pack() {
  const staged = path.join(root, 'out/package');
  rmSync(staged, { recursive: true, force: true });
  for (const file of await listFiles({ cwd: root, packageManager: PackageManager.None }))
    cpSync(path.join(root, file), path.join(staged, file));
  cpSync(path.join(root, '.vscodeignore'), path.join(staged, '.vscodeignore'));
  // The page that VS Code shows of the extension: for its users, not for those who have the sources.
  cpSync(path.join(root, 'docs/extension.md'), path.join(staged, 'README.md'));
  await createVSIX({
    cwd: staged,
    packagePath: vsix,
    // Everything is bundled.
    dependencies: false,
    // There is no public address to point the README's links to.
    rewriteRelativeLinks: false,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makePackage();
