/** Threat T10: 40 paths, each as a script's path and as a command's working folder. */
import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRunner as createCommand } from '../../../src/agents/command/chunk.ts';
import { createRunner as createScript } from '../../../src/agents/script/chunk.ts';
import { Asked } from '../../support/agents/programs.ts';
import { agentRequest, errorOf } from '../../support/agents/request.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';

const paths: readonly string[] = [
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

describe('threat T10: paths that a workflow names', () => {
  let folder: string;
  const asked = new Asked();
  const options = (): { allowShell: boolean; consent: Asked; workspaceFolders: string[] } => ({
    allowShell: false,
    consent: asked,
    workspaceFolders: [folder],
  });

  before(() => {
    folder = realpathSync(temporaryFolder());
    const elsewhere = temporaryFolder();
    mkdirSync(join(elsewhere, 'inner'));
    for (const place of [elsewhere, join(elsewhere, 'inner')]) writeFileSync(join(place, 'x.mjs'), 'export default 1');
    mkdirSync(join(folder, 'sub'));
    symlinkSync(elsewhere, join(folder, 'out'));
    symlinkSync(elsewhere, join(folder, 'sub', 'out'));
    symlinkSync('loop', join(folder, 'loop'));
  });
  after(removeFolders);

  for (const written of paths) {
    it(`refuses a script at ${JSON.stringify(written)}`, async () => {
      const runner = createScript(options);
      for (const path of [`${written}.mjs`, `${written}/x.mjs`]) {
        const error = errorOf(await runner.run(agentRequest({ path }, { baseDirectory: folder })));
        assert.equal(error.kind, 'settings');
      }
    });
    it(`refuses a working folder ${JSON.stringify(written)}`, async () => {
      const settings = { run: [process.execPath, '--version'], cwd: written };
      const error = errorOf(await createCommand(options).run(agentRequest(settings, { baseDirectory: folder })));
      assert.match(`${error.kind}: ${error.message}`, /^settings: (".*" (is not a path|lies outside)|The folder)/s);
    });
  }

  it('asks nobody about them', () => {
    assert.deepEqual(asked.requests, []);
  });
});
