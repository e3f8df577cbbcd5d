/** What a person types in a large file, letter by letter, with a completion asked for after each. */
import { complete } from '../../../src/language/completion.ts';
import { analyse, type Project } from '../../../src/model/project.ts';
import { largeText } from '../largeWorkflow.ts';
import { atMost, median, p99, type Row, type Suite } from '../measure.ts';

const size = '5,000 nodes';
/** Before they count, and of those that do. */
const [warmUp, rounds] = [3, 5];

interface Typed {
  /** The line that it is typed above begins with this, one in the middle of those that do. */
  readonly above: string;
  readonly text: string;
}

const typed: readonly Typed[] = [
  { above: '  - id:', text: '  - id: added\n    type: agent_task\n    agent_id: worker\n' },
  { above: '  - id:', text: '  - id: other\n    with:\n      url: ${{ inputs.x }}\n    description: "two words"\n' },
  { above: '  - source:', text: '  - source: fork_0\n    target: end\n' },
  { above: '  - source:', text: '  - { source: fork_0, target: end }\n' },
  { above: 'name:', text: 'description: a large one\n' },
  { above: 'nodes:', text: 'inputs:\n  query:\n    type: string\n' },
  { above: 'edges:', text: 'outputs:\n  result: 1\n' },
];

export const suite: Suite = {
  title: 'Language, letter by letter',
  async run() {
    const base = largeText(5_000);
    let [analysed, completed] = [newTimes(), newTimes()];
    for (let round = -warmUp; round < rounds; round++) {
      if (round === 0) [analysed, completed] = [newTimes(), newTimes()];
      for (const each of typed) type(base, each, analysed, completed);
    }
    const row = (name: string, ours: number, ms: number): Row =>
      atMost({ name: `${name}, ${size}`, ours, other: `${ms} ms`, otherValue: ms }, 1);
    return await Promise.resolve([
      row('completion after each letter', median(completed.ms), 5),
      row('completion after each letter, p99', p99(completed.blocked), 16),
      row('diagnostics after each letter, p99', p99(analysed.blocked), 16),
    ]);
  },
};

interface Times {
  readonly ms: number[];
  readonly blocked: number[];
}

const newTimes = (): Times => ({ ms: [], blocked: [] });

function type(base: string, { above, text }: Typed, analysed: Times, completed: Times): void {
  const lines = base.split('\n');
  const there = lines.flatMap((line, index) => (line.startsWith(above) ? [index] : []));
  const line = there[there.length >> 1] ?? 0;
  const before = lines.slice(0, line).map((each) => `${each}\n`);
  const [head, tail] = [before.join(''), lines.slice(line).join('\n')];
  let project: Project = analyse(`${head}\n${tail}`);
  for (let length = 1; length <= text.length; length++) {
    const part = text.slice(0, length);
    const now = `${head}${part}${part.endsWith('\n') ? '' : '\n'}${tail}`;
    timed(analysed, () => (project = analyse(now, {}, project)));
    const written = part.split('\n');
    const position = { line: line + written.length - 1, character: written.at(-1)?.length ?? 0 };
    timed(completed, () => complete(project, position));
  }
}

/** Of the clock, and of the thread, in which nothing else can happen then. */
function timed({ ms, blocked }: Times, work: () => unknown): void {
  const [start, thread] = [performance.now(), process.threadCpuUsage()];
  work();
  const { user, system } = process.threadCpuUsage(thread);
  ms.push(performance.now() - start);
  blocked.push((user + system) / 1000);
}
