import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { analyse } from '../../../src/model/project.ts';
import type { FileAnswer } from '../../../src/model/subworkflows/files.ts';
import {
  storedSubworkflowFiles,
  subworkflowFiles,
  type SubworkflowFilesOptions,
} from '../../../src/sdk/subworkflowFiles.ts';
import { containing, leaf } from '../model/subworkflows/workflows.ts';

describe('the files of subworkflows on disk', () => {
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ipa-sub-')));
    for (const name of ['flows/main.yaml', 'flows/sub/a.yaml', 'common/b.yaml', 'outside/c.yaml']) write(name, name);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(name: string, text: string): void {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }

  function reader(options: Partial<SubworkflowFilesOptions> = {}): (named: string) => FileAnswer {
    const { readFile } = subworkflowFiles(path.join(folder, 'flows', 'main.yaml'), {
      workspaceFolders: [],
      ...options,
    });
    assert(readFile);
    return readFile;
  }

  const text = (content: string): FileAnswer => ({ kind: 'text', text: content });
  const outside = (named: string): FileAnswer => ({
    kind: 'refused',
    reason: `"${named}" lies outside of the workspace folder, so it is not read.`,
  });

  it('are read in the workflow’s own folder', () => {
    const read = reader();
    assert.deepEqual(read('sub/a.yaml'), text('flows/sub/a.yaml'));
    assert.deepEqual(read('../flows/sub/a.yaml'), text('flows/sub/a.yaml'));
    assert.deepEqual(read('../common/b.yaml'), outside('../common/b.yaml'));
    assert.deepEqual(read('..'), outside('..'));
    assert.deepEqual(read('sub/z.yaml'), { kind: 'missing' });
    assert.deepEqual(read('sub/a.yaml/z.yaml'), { kind: 'missing' });
  });

  it('are read in the workspace folder that holds it', () => {
    const read = reader({ workspaceFolders: [folder] });
    assert.deepEqual(read('../common/b.yaml'), text('common/b.yaml'));
    assert.deepEqual(read('../../c.yaml'), outside('../../c.yaml'));
    const other = reader({ workspaceFolders: [path.join(folder, 'common'), path.join(folder, 'flow')] });
    assert.deepEqual(other('../common/b.yaml'), outside('../common/b.yaml'));
    const inner = reader({ workspaceFolders: [folder, path.join(folder, 'flows')] });
    assert.deepEqual(inner('../common/b.yaml'), outside('../common/b.yaml'));
  });

  it('are never read through a link that leads out', function () {
    if (process.platform === 'win32') this.skip();
    symlinkSync(path.join(folder, 'outside'), path.join(folder, 'flows', 'link'));
    symlinkSync(path.join(folder, 'outside/c.yaml'), path.join(folder, 'flows', 'c.yaml'));
    symlinkSync('sub/a.yaml', path.join(folder, 'flows', 'inner.yaml'));
    symlinkSync(path.join(folder, 'outside/nothing.yaml'), path.join(folder, 'flows', 'dangling.yaml'));
    const read = reader();
    for (const named of ['link/c.yaml', 'c.yaml']) assert.deepEqual(read(named), outside(named));
    assert.deepEqual(read('inner.yaml'), text('flows/sub/a.yaml'));
    assert.notEqual(read('dangling.yaml').kind, 'text');
  });

  it('are files: no folder, no pipe', function () {
    assert.deepEqual(reader()('sub'), { kind: 'refused', reason: '"sub" is a folder, not a file.' });
    if (process.platform === 'win32') this.skip();
    execFileSync('sh', ['-c', 'mkfifo "$0"', path.join(folder, 'flows', 'pipe')]);
    assert.deepEqual(reader()('pipe'), { kind: 'refused', reason: '"pipe" is no file that can be read.' });
  });

  it('are read again when they have changed', () => {
    const read = reader();
    assert.deepEqual(read('sub/a.yaml'), text('flows/sub/a.yaml'));
    write('flows/sub/a.yaml', '\ufeffother');
    assert.deepEqual(read('sub/a.yaml'), text('other'));
    write('flows/sub/new.yaml', 'third');
    renameSync(path.join(folder, 'flows/sub/new.yaml'), path.join(folder, 'flows/sub/a.yaml'));
    assert.deepEqual(read('sub/a.yaml'), text('third'));
  });

  it('are what is being edited, before what is on disk, in the same folders', () => {
    const edited = (file: string): string | undefined =>
      ['a.yaml', 'b.yaml', 'new.yaml'].includes(path.basename(file)) ? `edited ${path.basename(file)}` : undefined;
    const read = reader({ edited });
    assert.deepEqual(read('sub/a.yaml'), text('edited a.yaml'));
    assert.deepEqual(read('sub/new.yaml'), text('edited new.yaml'));
    assert.deepEqual(read('../common/b.yaml'), outside('../common/b.yaml'));
    assert.deepEqual(read('main.yaml'), text('flows/main.yaml'));
  });

  it('tell a workflow that leads back to itself', () => {
    write('flows/sub/a.yaml', containing('../main.yaml'));
    const files = subworkflowFiles(path.join(folder, 'flows', 'main.yaml'), { workspaceFolders: [] });
    const { diagnostics } = analyse(containing('sub/a.yaml'), files);
    assert.match(diagnostics[0]?.message ?? '', /: main\.yaml, sub\/a\.yaml\./);
  });

  it('are not known of a workflow without a file', () => {
    assert.deepEqual(subworkflowFiles(null, { workspaceFolders: [folder] }), {});
  });
});

describe('the files of subworkflows that were stored', () => {
  it('are those alone', () => {
    const { readFile } = storedSubworkflowFiles({ 'a.yaml': leaf });
    assert(analyse(containing('a.yaml'), { readFile }).executable);
    for (const named of ['b.yaml', '__proto__', 'constructor']) assert.deepEqual(readFile(named), { kind: 'missing' });
    assert.deepEqual(storedSubworkflowFiles(undefined).readFile('a.yaml'), { kind: 'missing' });
  });
});
