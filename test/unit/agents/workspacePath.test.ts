/** Threat T10: 40 paths, each as a script's path and as a command's working folder; and what is opened behind a checked one. */
import assert from 'node:assert/strict';
import fs, { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { createRunner as createCommand } from '../../../src/agents/command/chunk.ts';
import { createRunner as createScript } from '../../../src/agents/script/chunk.ts';
import { openChecked } from '../../../src/agents/workspacePath.ts';
import { Asked } from '../../support/agents/programs.ts';
import { agentRequest, errorOf } from '../../support/agents/request.ts';
import { hostilePaths, hostilePlace } from '../../support/agents/hostilePaths.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';

describe('threat T10: paths that a workflow names', () => {
  let folder: string;
  const asked = new Asked();
  const options = (): { allowShell: boolean; consent: Asked; workspaceFolders: string[] } => ({
    allowShell: false,
    consent: asked,
    workspaceFolders: [folder],
  });

  before(() => {
    ({ folder } = hostilePlace('export default 1'));
  });
  after(removeFolders);

  for (const written of hostilePaths) {
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

describe('threat T10: what is opened is what was checked', () => {
  let folder: string;
  let outside: string;

  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    [folder, outside] = [realpathSync(temporaryFolder()), realpathSync(temporaryFolder())];
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'sub', 'a.mjs'), 'inside');
    writeFileSync(join(outside, 'a.mjs'), 'outside');
  });
  afterEach(removeFolders);

  const swap = (): void => {
    renameSync(join(folder, 'sub'), join(folder, 'was'));
    symlinkSync(outside, join(folder, 'sub'));
  };
  const putBack = (): void => {
    rmSync(join(folder, 'sub'));
    renameSync(join(folder, 'was'), join(folder, 'sub'));
  };

  it('reads what is there', () => {
    const opened = openChecked(join(folder, 'sub', 'a.mjs'), 'file');
    assert.equal(readFileSync(opened?.descriptor ?? -1, 'utf8'), 'inside');
    opened?.close();
    assert.equal(openChecked(join(folder, 'sub'), 'file'), undefined);
    assert.equal(openChecked(join(folder, 'none'), 'file'), undefined);
  });

  it('follows no link in the place of a folder above it', () => {
    swap();
    for (const [place, what] of [
      ['sub/a.mjs', 'file'],
      ['sub', 'folder'],
    ] as const)
      assert.equal(openChecked(join(folder, place), what), undefined, place);
  });

  it('nor one that is there for the opening, is looked at, and is gone again', function () {
    // Elsewhere than on Linux nothing says where an open file lies.
    if (process.platform !== 'linux') this.skip();
    const { openSync, statSync } = fs;
    Object.assign(fs, {
      openSync: (...given: Parameters<typeof openSync>) => {
        swap();
        return openSync(...given);
      },
      statSync: (...given: Parameters<typeof statSync>) => {
        const stat = statSync(...given);
        putBack();
        return stat;
      },
    });
    syncBuiltinESMExports();
    try {
      assert.equal(openChecked(join(folder, 'sub', 'a.mjs'), 'file'), undefined);
    } finally {
      Object.assign(fs, { openSync, statSync });
      syncBuiltinESMExports();
    }
  });
});
