import { parseDocument } from 'yaml';
import { LineIndex } from '../../../src/base/text.ts';
import { complete } from '../../../src/language/completion.ts';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
import { planLayout } from '../../../src/layout/plan.ts';
import { analyse } from '../../../src/model/project.ts';
import { largeText, targetIn, typist } from '../largeWorkflow.ts';
import { atMost, median, p99, type Row, type Suite } from '../measure.ts';

export const suite: Suite = {
  title: 'Language and layout',
  async run() {
    const rows: Row[] = [];
    for (const [nodes, rounds] of [
      [100, 200],
      [1_000, 60],
      [5_000, 120],
    ] as const)
      rows.push(...typing(nodes, rounds));
    return await Promise.resolve([...rows, layout(5_000)]);
  },
};

/** In so many rounds once is the whole parsed. */
const parseEvery = 4;

function typing(nodes: number, rounds: number): readonly Row[] {
  const text = largeText(nodes);
  const typedBy = typist(text);
  const times = { analysed: [] as number[], completed: [] as number[], parsed: [] as number[] };
  let project = analyse(text);
  const timed = (into: number[], work: () => void): void => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    into.push((user + system) / 1000);
  };
  for (let round = -3; round < rounds; round++) {
    const typed = typedBy(round);
    // It takes so long that a few are enough.
    if (round % parseEvery === 0)
      timed(times.parsed, () => parseDocument(typed, { prettyErrors: false, logLevel: 'silent' }));
    timed(times.analysed, () => {
      project = analyse(typed, {}, project);
    });
    const position = new LineIndex(typed).positionAt(targetIn(typed));
    timed(times.completed, () => complete(project, position));
    if (round < 0) for (const list of Object.values(times)) list.length = 0;
  }
  const size = nodes.toLocaleString('en');
  const most = nodes === 5_000 ? 5 : nodes === 100 ? 1 : undefined;
  const rows: Row[] = [];
  const judged = (name: string, took: readonly number[]): void => {
    const beside = { name: `${name} after one character, ${size} nodes`, ours: median(took) };
    rows.push(atMost({ ...beside, other: 'yaml parseDocument', otherValue: median(times.parsed) }, null));
    if (most !== undefined) rows.push(atMost({ ...beside, other: `${most} ms`, otherValue: most }, 1));
    if (nodes === 5_000)
      rows.push(atMost({ name: `${beside.name}, p99`, ours: p99(took), other: '16 ms', otherValue: 16 }, 1));
  };
  judged('diagnostics', times.analysed);
  judged('completion', times.completed);
  return rows;
}

function layout(nodes: number): Row {
  const project = analyse(largeText(nodes));
  const times: number[] = [];
  for (let round = -3; round < 15; round++) {
    const start = performance.now();
    const plan = planLayout(project);
    plan.draw(linearLayout(plan.structure));
    if (round >= 0) times.push(performance.now() - start);
  }
  return atMost(
    {
      name: `a picture of ${nodes.toLocaleString('en')} nodes at once`,
      ours: median(times),
      other: '100 ms',
      otherValue: 100,
    },
    1,
  );
}
