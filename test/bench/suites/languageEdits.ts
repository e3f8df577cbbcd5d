/** What an editor asks after an edit of 5,000 nodes, where every fifth edit changes how they hang together. */
import { parseDocument } from 'yaml';
import { documentLinks } from '../../../src/language/documentLinks.ts';
import { foldingRanges } from '../../../src/language/folding.ts';
import { highlights } from '../../../src/language/highlights.ts';
import { inlayHints } from '../../../src/language/inlayHints.ts';
import { semanticTokens } from '../../../src/language/semanticTokens.ts';
import { symbols } from '../../../src/language/symbols.ts';
import { analyse, type Project } from '../../../src/model/project.ts';
import { largeText, typist } from '../largeWorkflow.ts';
import { atMost, median, p99, type Row, type Suite } from '../measure.ts';

const nodes = 5_000;
const size = `${nodes.toLocaleString('en')} nodes`;
/** Each structural edit has been made four times before it is measured: about a second, as elsewhere. */
const [warmUp, rounds] = [240, 200];

export const suite: Suite = {
  title: 'Language, after edits of every kind',
  async run() {
    return await Promise.resolve([...edited(), opened()]);
  },
};

/** A line added, a node inserted, an edge led elsewhere, an edge to nowhere, an edge removed, an id changed: in the middle of the text. */
function structural(text: string): readonly string[] {
  const group = Math.floor(nodes / 10);
  const fork = `  - id: fork_${group}\n`;
  const edge = `  - source: fork_${group}\n    target: fetch_db_${group}\n`;
  const name = `    name: Fetch db ${group}\n`;
  return [
    text.replace(name, `${name}    description: y\n`),
    text.replace(fork, `  - id: more\n    type: agent_task\n    agent_id: worker\n${fork}`),
    text.replace(edge, edge.replace('fetch_db', 'fetch_api')),
    text.replace(edge, edge.replace('fetch_db', 'fetch_dbx')),
    text.replace(edge, ''),
    text.replace(`  - id: fetch_db_${group}\n`, `  - id: fetch_dbx_${group}\n`),
  ];
}

/** What is asked of a text of which somebody sees sixty lines. */
function questions(project: Project): Readonly<Record<string, () => unknown>> {
  const line = project.syntax.lines.lineCount >> 1;
  const span = { start: { line, character: 0 }, end: { line: line + 60, character: 0 } };
  const shown = { joins: true, branches: true, lastExecution: true };
  const node = project.graph.nodes[nodes >> 1];
  return {
    outline: () => symbols(project),
    highlights: () => highlights(project, node?.idRange.start ?? span.start),
    links: () => documentLinks(project),
    folding: () => foldingRanges(project.syntax),
    'semantic tokens': () => semanticTokens(project, span),
    'inlay hints': () => inlayHints(project, span, shown),
  };
}

/** Milliseconds of the process, and of its main thread alone: what nothing else can happen in. */
function timed(work: () => void): { readonly cpu: number; readonly blocked: number } {
  const [start, thread] = [process.cpuUsage(), process.threadCpuUsage()];
  work();
  const { user, system } = process.cpuUsage(start);
  const own = process.threadCpuUsage(thread);
  return { cpu: (user + system) / 1_000, blocked: (own.user + own.system) / 1_000 };
}

function edited(): readonly Row[] {
  const text = largeText(nodes);
  // Each of them is done and undone, one edit at a time.
  const shapes = structural(text).flatMap((one) => [one, text].map(typist));
  const all: number[] = [];
  const changed: number[] = [];
  const longest: number[] = [];
  const asked = new Map<string, number[]>();
  let project = analyse(text);
  let typed = 1;
  for (let round = -warmUp; round < rounds; round++) {
    const isStructural = round % 5 === 0;
    if (!isStructural) typed = round;
    const next = shapes[Math.floor((round + warmUp) / 5) % shapes.length]?.(typed) ?? text;
    const diagnostics = timed(() => {
      project = analyse(next, {}, project);
    });
    const pieces = [diagnostics.blocked];
    for (const [name, ask] of Object.entries(questions(project))) {
      const { cpu, blocked } = timed(ask);
      pieces.push(blocked);
      if (round >= 0) asked.set(name, [...(asked.get(name) ?? []), cpu]);
    }
    if (round < 0) continue;
    all.push(diagnostics.cpu);
    longest.push(Math.max(...pieces));
    if (isStructural) changed.push(diagnostics.cpu);
  }
  const within = (name: string, ours: number, ms: number, most: number | null = 1): Row =>
    atMost({ name: `${name}, ${size}`, ours, other: `${ms} ms`, otherValue: ms }, most);
  return [
    within('diagnostics after edits of every kind', median(all), 5),
    within('diagnostics after edits of every kind, p99', p99(all), 16),
    within('diagnostics after a structural edit', median(changed), 16, null),
    ...[...asked].map(([name, took]) => within(`${name} after an edit`, median(took), 5)),
    within('the longest that blocks after an edit, p99', p99(longest), 16),
  ];
}

/** In one piece, since what is asked of a text has to be answered at once. */
function opened(): Row {
  const texts = Array.from({ length: 8 }, (_, round) => typist(largeText(nodes))(round));
  const times = texts.map((text) => [
    timed(() => parseDocument(text, { prettyErrors: false, logLevel: 'silent' })).blocked,
    timed(() => analyse(text)).blocked,
  ]);
  const [parsed, ours] = [0, 1].map((which) => median(times.slice(3).map((pair) => pair[which] ?? NaN)));
  return atMost(
    {
      name: `opening ${size}`,
      ours: ours ?? NaN,
      other: 'yaml parseDocument',
      otherValue: parsed ?? NaN,
    },
    null,
  );
}
