/** The host suites: which there are, bundled for the extension host, given a workspace, and their lines read back and printed. */
import { build } from 'esbuild';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostTestJob, HostTestLine, Measure } from './hostTestLines.ts';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
const out = path.join(root, 'out/test/host');

/** One launch of VS Code and the suites that run in it. */
export interface Launch {
  readonly name: string;
  readonly suites: string;
  /** Whether VS Code asks for trust; nobody answers, so the folder opens in Restricted Mode. */
  readonly untrusted: boolean;
  /** Whether the folder has no workflow. */
  readonly bare?: boolean;
  /** The folder of an extension that is installed too. */
  readonly beside?: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export const launches: readonly Launch[] = [
  { name: 'trusted folder', suites: 'test/host/*.test.ts', untrusted: false, settings: {} },
  {
    name: 'untrusted folder',
    suites: 'test/host/untrusted/*.test.ts',
    untrusted: true,
    settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
  },
  {
    name: 'folder without a workflow',
    suites: 'test/host/bare/*.test.ts',
    untrusted: false,
    bare: true,
    settings: {},
  },
  {
    name: 'beside a YAML extension',
    suites: 'test/host/besideYaml/*.test.ts',
    untrusted: false,
    beside: 'test/fixtures/yamlExtension',
    settings: {},
  },
  {
    name: 'beside an extension with language models',
    suites: 'test/host/besideModels/*.test.ts',
    untrusted: false,
    beside: 'test/fixtures/modelExtension',
    settings: {},
  },
];

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly measures: readonly Measure[];
}

/** The suites of a launch, those whose path contains `filter` only. */
export function suitesOf(launch: Launch, filter = ''): readonly string[] {
  return globSync(launch.suites, { cwd: root })
    .filter((file) => file.includes(filter))
    .sort();
}

export const runnerFile = path.join(out, 'runner.cjs');

/** Bundles the runner and the suites; gives the bundles of the suites. */
export async function bundleSuites(suites: readonly string[]): Promise<string[]> {
  rmSync(out, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/host/runner.ts', ...suites],
    outdir: out,
    outbase: 'test/host',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    // The suites import parts of the extension, and with them its packages.
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha'],
    define: { 'import.meta.url': '__bundleUrl' },
    banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return suites.map((suite) => path.join(out, path.relative('test/host', suite).replace(/\.ts$/, '.cjs')));
}

export interface Workspace {
  /** To be opened in the window: a copy of test/fixtures/workspace with the tutorial's workflow in `tutorial`, or nearly nothing. */
  readonly folder: string;
  readonly job: HostTestJob;
}

/** @param scratch the folder to make it in */
export function makeWorkspace(scratch: string, launch: Launch, files: readonly string[], grep?: string): Workspace {
  const folder = path.join(scratch, 'workspace');
  if (launch.bare === true) {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'notes.yaml'), 'nothing: to run\n');
  } else {
    const tutorial = 'data_aggregation.workflow.yaml';
    cpSync(path.join(root, 'test/fixtures/workspace'), folder, { recursive: true });
    cpSync(path.join(root, 'examples/tutorial', tutorial), path.join(folder, 'tutorial', tutorial));
  }
  const resultsFile = path.join(scratch, 'results.jsonl');
  writeFileSync(resultsFile, '');
  return { folder, job: { files, resultsFile, ...(grep === undefined ? {} : { grep }) } };
}

/** Prints the results as they come; `finish` gives the totals once the host has ended. */
export class ResultPrinter {
  readonly #file: string;
  readonly #timer: NodeJS.Timeout;
  readonly #failures: string[] = [];
  readonly #measures: Measure[] = [];
  #printed = 0;
  #passed = 0;
  #ended = false;
  #suite = '';

  constructor(file: string) {
    this.#file = file;
    this.#timer = setInterval(() => {
      this.#read();
    }, 200);
  }

  /** A host that ended without the runner's last line counts as one failure. */
  finish(reason: string): Totals {
    clearInterval(this.#timer);
    this.#read();
    if (!this.#ended) this.#failures.push(`The suites did not end: ${reason}`);
    for (const [index, failure] of this.#failures.entries()) console.log(`\n  ${index + 1}) ${failure}`);
    return { passed: this.#passed, failed: this.#failures.length, measures: this.#measures };
  }

  #read(): void {
    if (!existsSync(this.#file)) return;
    const lines = readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(this.#printed)) this.#print(JSON.parse(line) as HostTestLine);
    this.#printed = lines.length;
  }

  #print(line: HostTestLine): void {
    switch (line.type) {
      case 'pass':
        this.#passed += 1;
        this.#row(line.title, `✓ ${line.title.at(-1) ?? ''} (${line.durationMs} ms)`);
        break;
      case 'skip':
        this.#row(line.title, `- ${line.title.at(-1) ?? ''} (skipped)`);
        break;
      case 'fail':
        this.#failures.push(`${line.title.join(' › ')}\n${indent(line.error)}`);
        this.#row(line.title, `✗ ${line.title.at(-1) ?? ''} (${this.#failures.length})`);
        break;
      case 'measure':
        this.#measures.push(line);
        console.log(`      ${line.name}: ${line.value} ${line.unit}`);
        break;
      case 'crash':
        this.#failures.push(`The runner crashed.\n${indent(line.error)}`);
        this.#ended = true;
        break;
      case 'end':
        this.#ended = true;
        break;
    }
  }

  #row(title: readonly string[], text: string): void {
    const suite = title.slice(0, -1).join(' › ');
    if (suite !== this.#suite) console.log(`  ${suite}`);
    this.#suite = suite;
    console.log(`    ${text}`);
  }
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '       ');
}
