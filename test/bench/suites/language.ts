import { parseDocument } from 'yaml';
import { LineIndex } from '../../../src/base/text.ts';
import { complete } from '../../../src/language/completion.ts';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
import { planLayout } from '../../../src/layout/plan.ts';
import { analyse } from '../../../src/model/project.ts';
import { atMost, median, notYet, p99, type Row, type Suite } from '../measure.ts';

export const suite: Suite = {
  title: 'Language and layout',
  async run() {
    const rows: Row[] = [];
    for (const [nodes, rounds] of [
      [100, 200],
      [1_000, 60],
      [5_000, 40],
    ] as const)
      rows.push(...typing(nodes, rounds));
    return await Promise.resolve([...rows, layout(5_000), ...peers]);
  },
};

/** The tutorial's shape: forks of three branches one behind the other, in the block style, about seven lines a node. */
function textOf(nodes: number): string {
  const groups = Math.floor(nodes / 5);
  const lines = [
    'name: large',
    'agents:',
    '  worker:',
    '    name: Worker',
    '    uses: mock',
    'nodes:',
    '  - id: start',
    '    type: start',
  ];
  const edges: string[] = [];
  const edge = (source: string, target: string): number => edges.push(`  - source: ${source}`, `    target: ${target}`);
  let last = 'start';
  for (let group = 0; group < groups; group++) {
    lines.push(
      `  - id: fork_${group}`,
      '    type: parallel_gateway',
      '    gateway_type: fork',
      '    config:',
      '      error_handling:',
    );
    lines.push('        on_failure: continue', '        max_retries: 3');
    edge(last, `fork_${group}`);
    for (const branch of ['db', 'api', 'cache']) {
      lines.push(
        `  - id: fetch_${branch}_${group}`,
        '    type: agent_task',
        `    name: Fetch ${branch} ${group}`,
        '    agent_id: worker',
      );
      edge(`fork_${group}`, `fetch_${branch}_${group}`);
      edge(`fetch_${branch}_${group}`, `join_${group}`);
    }
    lines.push(
      `  - id: join_${group}`,
      '    type: parallel_gateway',
      '    gateway_type: join',
      '    config:',
      '      mode: all',
    );
    last = `join_${group}`;
  }
  edge(last, 'end');
  return [...lines, '  - id: end', '    type: end', 'edges:', ...edges, ''].join('\n');
}

function typing(nodes: number, rounds: number): readonly Row[] {
  const text = textOf(nodes);
  const at = text.indexOf('name: Fetch', text.length / 4) + 'name: Fetch'.length;
  const times = { analysed: [] as number[], completed: [] as number[], parsed: [] as number[] };
  let project = analyse(text);
  const timed = (into: number[], work: () => void): void => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    into.push((user + system) / 1000);
  };
  for (let round = -3; round < rounds; round++) {
    // Every fifth edit adds a line.
    const line = round % 5 === 0 ? '\n    description: y' : '';
    const typed = `${text.slice(0, at)}${'x'.repeat((round + 4) % 7)}${line}${text.slice(at)}`;
    const target = typed.indexOf('target: ', typed.length / 2) + 'target: '.length;
    timed(times.parsed, () => parseDocument(typed, { prettyErrors: false, logLevel: 'silent' }));
    timed(times.analysed, () => {
      project = analyse(typed, {}, project);
    });
    const position = new LineIndex(typed).positionAt(target);
    timed(times.completed, () => complete(project, position));
    if (round < 0) for (const list of Object.values(times)) list.length = 0;
  }
  const size = nodes.toLocaleString('en');
  const most = nodes === 5_000 ? 5 : nodes === 100 ? 1 : undefined;
  const diagnostics = median(times.analysed);
  const rows = [
    atMost(
      {
        name: `diagnostics after one character, ${size} nodes`,
        ours: diagnostics,
        other: 'yaml parseDocument',
        otherValue: median(times.parsed),
      },
      null,
    ),
  ];
  if (most !== undefined)
    rows.push(
      atMost(
        {
          name: `diagnostics after one character, ${size} nodes`,
          ours: diagnostics,
          other: `${most} ms`,
          otherValue: most,
        },
        1,
      ),
    );
  if (nodes === 5_000)
    rows.push(
      atMost(
        {
          name: `diagnostics after one character, ${size} nodes, p99`,
          ours: p99(times.analysed),
          other: '16 ms',
          otherValue: 16,
        },
        1,
      ),
      atMost(
        {
          name: `completion after one character, ${size} nodes`,
          ours: median(times.completed),
          other: '5 ms',
          otherValue: 5,
        },
        1,
      ),
    );
  return rows;
}

function layout(nodes: number): Row {
  const project = analyse(textOf(nodes));
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

const peers: readonly Row[] = [
  notYet('diagnostics after one character, 5,000 nodes', 'yaml-language-server, in process', '≥ 100'),
  notYet('opening 5,000 nodes', 'yaml-language-server', '≥ 8'),
  notYet('peak memory', 'yaml-language-server', '≤ 0.2'),
  notYet('elkjs picture of 5,000 nodes in groups', '2 s', '≤ 1'),
  notYet('a changed branch at 1,000 nodes', '30 ms', '≤ 1'),
  notYet('first paint of 5,000 nodes', '100 ms', '≤ 1'),
  notYet('p95 of a pan frame, 5,000 nodes', '33 ms', '≤ 1'),
  notYet('first paint of 5,000 nodes', 'xyflow and cytoscape', '≥ 20'),
];
