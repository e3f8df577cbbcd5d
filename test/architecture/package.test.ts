import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { build } from '../../scripts/build.mjs';
import { root } from '../support/architecture/imports.ts';

const allowed = [
  /^package(\.nls(\.[a-z-]+)?)?\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^dist\/(extension|cli)(-[A-Z0-9]{8})?\.cjs$/,
  /^dist\/(chunks|workers)\/[A-Za-z]+\.cjs$/,
  /^dist\/chunks\/sql-wasm\.wasm$/,
  /^dist\/workers\/(elk-worker\.min\.js|elk-worker\.LICENSE\.md|package\.json)$/,
  /^dist\/webview\/[A-Za-z]+\.(js|css)$/,
  /^media\/(walkthrough\/)?[a-z-]+\.(png|svg)$/,
  /^syntaxes\/[a-zA-Z.-]+\.json$/,
  /^schemas\/workflow\.schema\.json$/,
  /^l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/,
  /^docs\/rules\/[a-z-]+\.md$/,
  /^examples\/tutorial\/[a-z_]+\.workflow\.yaml$/,
];

const needed = [
  'package.json',
  'package.nls.json',
  'README.md',
  'LICENSE',
  'dist/extension.cjs',
  'dist/cli.cjs',
  'dist/webview/graph.js',
  'dist/workers/elk-worker.min.js',
  'dist/workers/elk-worker.LICENSE.md',
  'l10n/bundle.l10n.zh-tw.json',
  'schemas/workflow.schema.json',
  'docs/rules/unknown-node.md',
  'examples/tutorial/data_aggregation.workflow.yaml',
];

describe('the package', () => {
  let files: readonly string[] = [];
  before(async function () {
    this.timeout(60_000);
    await build();
    files = (await listFiles({ cwd: root, packageManager: PackageManager.None })).map((file) =>
      file.replaceAll('\\', '/'),
    );
  });

  it('ships nothing but what is meant to (.vscodeignore)', () => {
    assert.deepEqual(
      files.filter((file) => !allowed.some((pattern) => pattern.test(file))),
      [],
    );
  });

  it("takes VS Code's API as it is: a copy of its hundreds of getters for each file would be most of activation", () => {
    const copying = files.filter(
      (file) => /^dist\/extension.*\.cjs$/.test(file) && /[\w$]\(require\("vscode"\)/.test(read(file)),
    );
    assert.deepEqual(copying, []);
  });

  it('ships everything that is needed', () => {
    assert.deepEqual(
      needed.filter((file) => !files.includes(file)),
      [],
    );
  });
});

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
