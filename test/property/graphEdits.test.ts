/**
 * Random edits in the graph of files full of comments: each changes only the lines it must, never loses a comment or what nobody
 * knows of elsewhere, and is taken back to the same bytes.
 */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { applyEdits } from '../../src/language/edits.ts';
import { graphEdits } from '../../src/language/graphEdits.ts';
import type { TextChange } from '../../src/language/types.ts';
import { analyse, type Project } from '../../src/model/project.ts';
import { addableTypes, type GraphEdit, graphNodeTypes } from '../../src/protocol/graphEdits.ts';
import { runs } from '../support/property/settings.ts';

const sample = readFileSync(new URL('../../examples/tutorial/data_aggregation.workflow.yaml', import.meta.url), 'utf8');

/** Every line that may have one gets a comment, every node and edge a key of its own. */
function commented(text: string): string {
  let number = 0;
  return text
    .split('\n')
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      if (line.trim() === '' || line.trim().startsWith('#')) return [line];
      const own = line.replace(/ }$/, `, x-mine: "kept ${++number}" }`);
      return [`${indent}# above ${number}`, `${own} # behind ${number}`];
    })
    .join('\n');
}

const texts = [
  sample,
  commented(sample),
  commented(sample).replaceAll('\n', '\r\n'),
  `# a\nname: block\nagents:\n  "one": { uses: 'mock' } # b\nnodes:\n  # c\n  - id: start # d\n    type: 'start'\n\n  - id: a\n    x-mine: [1, 2]\n    # e\n    type: "agent_task"\n    agent_id: one\n  - id: end # f\n    type: end\nedges: # g\n  - source: start\n    target: a\n    # h\n  - source: a # i\n    target: end\n# j\n`,
];

type Edit = Exclude<GraphEdit, { kind: 'rename' }>;

/** An edit of what is there, by chance. */
function someEdit({ definition }: Project, pick: readonly number[]): Edit {
  const of = <T>(list: readonly T[], at: number): T | undefined => list[(pick[at] ?? 0) % Math.max(1, list.length)];
  const node = of(definition.nodes, 0)?.id ?? 'none';
  const other = of(definition.nodes, 1)?.id ?? 'none';
  const { source, target } = of(definition.edges, 0) ?? { source: 'a', target: 'b' };
  const nodeType = of(addableTypes, 2) ?? 'delay';
  const edits: readonly Edit[] = [
    { kind: 'addAfter', nodeId: node, nodeType },
    { kind: 'addOnEdge', source, target, nodeType },
    { kind: 'connect', source: node, target: other },
    { kind: 'deleteNode', nodeId: node },
    { kind: 'deleteEdge', source, target },
    { kind: 'setType', nodeId: node, nodeType: of(graphNodeTypes, 2) ?? 'delay' },
    { kind: 'set', nodeId: node, field: 'name', value: ['', 'New: "name" # here', '日本'][(pick[2] ?? 0) % 3] ?? '' },
    { kind: 'set', nodeId: node, field: 'mode', value: (pick[2] ?? 0) % 2 === 0 ? 'race' : '' },
    { kind: 'wrap', nodeIds: [node, other] },
  ];
  return of(edits, 3) ?? edits[0]!;
}

/** The edits that take these back. */
function undone(text: string, project: Project, edits: readonly TextChange[]): string {
  const after = applyEdits(project.syntax, edits);
  const { lines } = project.syntax;
  let result = after;
  for (const { range, newText } of [...edits].sort(
    (a, b) => lines.offsetAt(a.range.start) - lines.offsetAt(b.range.start),
  )) {
    const [start, end] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
    result = result.slice(0, start) + text.slice(start, end) + result.slice(start + newText.length);
  }
  return result;
}

/** Lines from and to, both counted. */
type Span = readonly [from: number, to: number];

/** Where the items of what is edited stand, with the comments right above them. */
function spansOf({ definition, syntax }: Project, named: readonly string[]): readonly Span[] {
  const lines = syntax.text.split(/\r\n|\n/);
  const isNamed = (...ids: readonly string[]): boolean => ids.some((id) => named.includes(id));
  const items = [
    ...definition.nodes.filter(({ id }) => isNamed(id)),
    ...definition.edges.filter(({ source, target }) => isNamed(source, target)),
  ];
  return items.map(({ range }): Span => {
    let from = range.start.line;
    while (/^\s*#/.test(lines[from - 1] ?? '')) from--;
    return [from, range.end.line + 1];
  });
}

/** What is added takes nothing away; what goes or changes is an item's own, or the name of what is edited. */
function changesOnlyWhatItMust(project: Project, edit: Edit, edits: readonly TextChange[]): void {
  const named = Object.entries(edit).flatMap(([key, value]: [string, string | readonly string[]]) =>
    ['source', 'target', 'nodeId', 'nodeIds'].includes(key) ? value : [],
  );
  const { text, lines } = project.syntax;
  const spans = spansOf(project, named);
  for (const { range } of edits) {
    const old = text.slice(lines.offsetAt(range.start), lines.offsetAt(range.end));
    if (old === '' || named.includes(old)) continue;
    const isOwn = spans.some(([from, to]) => range.start.line >= from - 1 && range.end.line <= to);
    assert.ok(isOwn, JSON.stringify([edit, old]));
  }
}

describe('edits in the graph', () => {
  it('change only the lines they must, and are taken back to the same bytes', () => {
    let done = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99)), { minLength: 1, maxLength: 8 }),
        (start, picks) => {
          let text = start;
          for (const pick of picks) {
            const project = analyse(text);
            const edit = someEdit(project, pick);
            const made = graphEdits(project, edit);
            if ('problem' in made) continue;
            done++;
            const after = applyEdits(project.syntax, made.edits);
            assert.equal(undone(text, project, made.edits), text);
            changesOnlyWhatItMust(project, edit, made.edits);
            assert.equal(analyse(after).syntax.problems.length, 0, JSON.stringify([edit, after]));
            text = after;
          }
        },
      ),
      runs(60),
    );
    assert.ok(done > 50, `${done} edits were possible`);
  }).timeout(120_000);
});
