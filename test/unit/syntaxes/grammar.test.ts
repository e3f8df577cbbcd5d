import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, hostVersion } from '../../support/vscodeHost/install.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Ours is laid over VS Code's own YAML grammar, which comes with the VS Code that the host tests install. */
const yamlGrammars = globSync(
  path.join(
    cacheFolder(),
    `vscode-host-${hostVersion}/node_modules/code-server/lib/vscode/extensions/yaml/syntaxes/*.json`,
  ),
);

describe('the grammar', () => {
  for (const file of globSync('test/unit/syntaxes/*.scopes', { cwd: root }))
    it(`colours ${path.basename(file, '.scopes')}`, function () {
      if (yamlGrammars.length === 0) {
        console.log("    skipped: VS Code's YAML grammar is not there yet (node scripts/vscodeHost.mjs installs it)");
        this.skip();
      }
      const program = path.join(root, 'node_modules/vscode-tmgrammar-test/dist/unit.js');
      const grammars = yamlGrammars.flatMap((grammar) => ['-g', grammar]);
      const done = spawnSync(process.execPath, [program, ...grammars, file], { cwd: root, encoding: 'utf8' });
      assert.equal(done.status, 0, done.stdout + done.stderr);
    });
});
