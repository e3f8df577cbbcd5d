/** Beside Red Hat's yaml-language-server with our schema, on the same text: in this process, and each in processes of its own. */
import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineIndex, type Position } from '../../../src/base/text.ts';
import { complete } from '../../../src/language/completion.ts';
import { analyse } from '../../../src/model/project.ts';
import type { Took } from '../languageChild.ts';
import { yamlLanguageServer } from '../languagePeer.ts';
import { largeText, targetIn, typist } from '../largeWorkflow.ts';
import { atMost, inTurn, median, notYet, type Row, runNode, type Suite, timesFaster } from '../measure.ts';
import { hasPeer } from '../peerPackages.ts';

const other = 'yaml-language-server';
const largest = 5_000;
/** Processes of each side. */
const rounds = 3;
const edits = 5;

export const suite: Suite = {
  title: 'Language, beside yaml-language-server',
  async run() {
    if (!hasPeer(other)) return missing();
    const rows: Row[] = [];
    for (const nodes of [100, 1_000, largest]) rows.push(...(await typing(nodes)));
    return [...rows, ...(await processes(largest))];
  },
};

const size = (nodes: number): string => `${nodes.toLocaleString('en')} nodes`;
const diagnosticsOf = (nodes: number): string => `diagnostics after one edit, ${size(nodes)}`;
const completionOf = (nodes: number): string => `completion after one edit, ${size(nodes)}`;
const opening = `opening ${size(largest)} in a new process`;
const peak = `peak memory, ${size(largest)}`;
const retained = `retained memory, ${size(largest)}`;

function missing(): readonly Row[] {
  const without = `${other}, which is not installed (--peers)`;
  return [
    notYet(diagnosticsOf(largest), without, '≥ 100'),
    notYet(completionOf(largest), without, '≥ 100'),
    notYet(opening, without, '≥ 8'),
    notYet(peak, without, '≤ 0.2'),
    notYet(retained, without, '≤ 0.2'),
  ];
}

/** Each edit is new to both, and completion is asked of what the diagnostics have just seen, as in an editor. */
async function typing(nodes: number): Promise<readonly Row[]> {
  const typedBy = typist(largeText(nodes));
  const server = await yamlLanguageServer();
  let edit = 0;
  const typed = (): { readonly text: string; readonly at: Position } => {
    const text = typedBy(++edit);
    return { text, at: new LineIndex(text).positionAt(targetIn(text)) };
  };
  let now = typed();
  let next = typed();
  let project = analyse(now.text);
  server.open(now.text);
  const took = await inTurn(
    {
      diagnostics: () => {
        now = next;
        project = analyse(now.text, {}, project);
      },
      completion: () => complete(project, now.at),
      theirDiagnostics: () => {
        now = next;
        server.open(now.text);
        return server.validate();
      },
      theirCompletion: () => server.complete(now.at),
    },
    { rounds: 5, warmUp: 2 },
    () => {
      next = typed();
    },
  );
  const compared = (name: string, ours: number, theirs: number): Row =>
    timesFaster({ name, ours, other: `${other}, in process`, otherValue: theirs }, nodes === largest ? 100 : null);
  return [
    compared(diagnosticsOf(nodes), took.diagnostics, took.theirDiagnostics),
    compared(completionOf(nodes), took.completion, took.theirCompletion),
  ];
}

/** Ours is bundled, as it is shipped: removing types while loading would take memory too. */
async function processes(nodes: number): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-language-'));
  const child = join(folder, 'child.cjs');
  const bench = join(import.meta.dirname, '..');
  const here = { url: JSON.stringify(new URL('../languageChild.ts', import.meta.url)), dirname: JSON.stringify(bench) };
  await build({
    entryPoints: [join(bench, 'languageChild.ts')],
    outfile: child,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    define: { 'import.meta.url': here.url, 'import.meta.dirname': here.dirname },
    logLevel: 'warning',
  });
  const measured = { ours: [] as Took[], theirs: [] as Took[] };
  try {
    for (let round = 0; round < rounds; round++)
      for (const side of ['ours', 'theirs'] as const)
        measured[side].push(JSON.parse(await runNode([child, side, String(nodes), String(edits)])) as Took);
  } finally {
    await rm(folder, { recursive: true });
  }
  const of = (side: keyof typeof measured, figure: keyof Took): number =>
    median(measured[side].map((took) => took[figure]));
  const compared = (name: string, figure: keyof Took) => ({
    name,
    ours: of('ours', figure),
    other,
    otherValue: of('theirs', figure),
  });
  return [
    timesFaster(compared(opening, 'openedMs'), 8),
    atMost({ ...compared(peak, 'peakMb'), unit: 'MB' }, 0.2),
    atMost({ ...compared(retained, 'retainedMb'), unit: 'MB' }, 0.2),
  ];
}
