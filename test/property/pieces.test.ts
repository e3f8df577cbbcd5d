/** A file that is parsed in pieces, and piece by piece while it is edited, is the tree that the parser makes of the whole. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { LineIndex } from '../../src/base/text.ts';
import { documentLinks } from '../../src/language/documentLinks.ts';
import { symbols } from '../../src/language/symbols.ts';
import { analyse, type Project } from '../../src/model/project.ts';
import { findIgnores } from '../../src/model/syntax/ignores.ts';
import { changeBetween } from '../../src/model/syntax/change.ts';
import { defaultLimits } from '../../src/model/syntax/limits.ts';
import { parse, parseBeside, parseWhole } from '../../src/model/syntax/parse.ts';
import type { SyntaxNode, SyntaxTree } from '../../src/model/syntax/syntaxTree.ts';
import { applyEdit, edits } from '../support/property/edits.ts';
import { runs } from '../support/property/settings.ts';

const examples = new URL('../../examples/', import.meta.url);
const samples = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.workflow.yaml'))
  .map((name) => readFileSync(new URL(name, examples), 'utf8'));

const pages = new URL('../../docs/rules/', import.meta.url);
/** The bad and the good example of every rule. */
const rulesExamples = readdirSync(pages).flatMap((name) => {
  const page = readFileSync(new URL(name, pages), 'utf8');
  return [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');
});

/** Everything of a tree, its ranges too, as plain data. */
function plain(node: SyntaxNode | undefined): unknown {
  if (node === undefined) return undefined;
  const { start, end } = node.range;
  const range = `${start.line}:${start.character}-${end.line}:${end.character}`;
  if (node.kind === 'scalar') return [range, node.value, node.style];
  if (node.kind === 'sequence') return [range, node.flow, node.items.map(plain)];
  return [
    range,
    node.flow,
    node.pairs.map(({ key, name, value, range: whole }) => [
      plain(key),
      name,
      plain(value),
      `${whole.end.line}:${whole.end.character}`,
    ]),
  ];
}

function problemsOf({ problems }: Pick<SyntaxTree, 'problems'>): readonly string[] {
  return problems.map(({ code, message, range }) => `${range.start.line}:${range.start.character} ${code} ${message}`);
}

/** Every offset as a place, and every line's beginning and what lies beyond it as an offset. */
function places(text: string, lines: LineIndex): unknown {
  const offsets = Array.from({ length: text.length + 2 }, (_, offset) => offset);
  const starts = Array.from({ length: lines.lineCount + 2 }, (_, line) => [
    lines.offsetAt({ line, character: 0 }),
    lines.offsetAt({ line, character: 500 }),
  ]);
  return [lines.lineCount, lines.range(0, text.length), offsets.map((offset) => lines.positionAt(offset)), starts];
}

/** What is said of a text and what it means, with all its ranges. */
function meaning(project: Project): unknown {
  const { diagnostics, blockers, definition, graph, executable } = project;
  const { agents, inputs, outputs, ...rest } = definition;
  const places = graph.edges.map(({ definition: { range, sourceRange, targetRange } }) => [
    range,
    sourceRange,
    targetRange,
  ]);
  const told = { diagnostics, blockers, executable, ...rest, edges: graph.edges, places, outgoing: graph.outgoing };
  return JSON.parse(
    JSON.stringify(
      [
        told,
        symbols(project),
        documentLinks(project),
        graph.incoming,
        graph.nodes,
        [...agents],
        [...(inputs ?? [])],
        [...(outputs ?? [])],
      ],
      (_, value: unknown) => (value instanceof Map ? [...(value as ReadonlyMap<unknown, unknown>)] : value),
    ),
  );
}

/** Without mistakes both are the same to the letter; with one both have one. */
function compare(text: string, tree: SyntaxTree): void {
  // Comments at the end of a file count to what is above them only in the whole; nobody's answer hangs on that.
  if (/(^|\n) *#[^\n]*\s*$/.test(text)) return;
  const whole = parseWhole(text, defaultLimits);
  if (whole.problems.some(({ code }) => code !== 'duplicate-key') || tree.problems.length > 0)
    assert.equal(
      tree.problems.length > 0,
      whole.problems.length > 0,
      `${text}\n${problemsOf(tree).join('\n')}\n--\n${problemsOf(whole).join('\n')}`,
    );
  else assert.deepEqual(plain(tree.root), plain(whole.root), text);
}

const lines = fc.array(
  fc.constantFrom(
    ...['name: a', 'nodes:', 'edges:', 'agents:', 'nodes: []', '- id: a', '  - id: b', '  - { id: c }', '    type: x'],
    ...['  type: y', '    text: |', '      line', '', '  # comment', '# comment', '  -', '- - a', '    "q', '    q"'],
    ...[
      '  a: b',
      '    k: { a: 1,',
      '      b: 2 }',
      '---',
      '...',
      '? a',
      '\t- x',
      '  - &x a',
      '  - *x',
      '    t: >+',
      '   ',
    ],
    ...['outputs:', '  o: 1 # c', 'x-y: "a: b"', '"nodes":', '    - deeper', '  - "q: # no', '    text: a', '      b'],
    ...['outp', 'half a key ', 'true', 'größe: 1', '名前', '輸出:', '- a', 'tests:'],
  ),
  { maxLength: 14 },
);

describe('Texts in pieces', () => {
  it('are parsed as the whole is', () => {
    for (const text of samples) compare(text, parse(text));
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n'), fc.boolean(), (all, ending, ends) => {
        const text = all.join(ending) + (ends ? ending : '');
        compare(text, parse(text));
      }),
      runs(4_000),
    );
  }).timeout(120_000);

  it('are, edit by edit, what they are from the beginning', () => {
    const commented = samples.map((text) => text.replaceAll('type: end', 'type: end # workflow-ignore: unknown-key'));
    const others = commented.map((text) => text.replaceAll('\n', '\r\n'));
    fc.assert(
      fc.property(
        fc.constantFrom(...samples, ...commented, ...others),
        fc.array(edits, { minLength: 1, maxLength: 12 }),
        (sample, row) => {
          let text = sample;
          let tree = parse(text);
          for (const edit of row) {
            text = applyEdit(text, edit);
            tree = parse(text, {}, tree);
            const afresh = parse(text);
            assert.deepEqual(problemsOf(tree), problemsOf(afresh), text);
            assert.deepEqual(plain(tree.root), plain(afresh.root), text);
            assert.deepEqual(tree.ignores, afresh.ignores, text);
            // An open quote takes what is below it with it only in the whole.
            if (afresh.problems.length === 0) assert.deepEqual(tree.ignores, findIgnores(text), text);
          }
          assert.deepEqual(places(text, tree.lines), places(text, new LineIndex(text)), text);
          compare(text, tree);
        },
      ),
      runs(300),
    );
  }).timeout(120_000);

  it('are so while a key is being typed at their left edge', () => {
    const typed = ['o', 'outp ut\n', 'true\n\n', 'null\r\n', 'größe', '名前\n# c\n', '輸出: 1\n', 'a\nb\n', 'tests:\n'];
    for (const sample of samples) {
      const starts = [...sample.matchAll(/^/gm)].map(({ index }) => index);
      for (const at of starts)
        for (const key of typed) {
          const text = `${sample.slice(0, at)}${key}${sample.slice(at)}`;
          compare(text, parse(text));
          compare(text, parse(text, {}, parse(sample)));
        }
      for (const key of typed) compare(`${sample}${key}`, parse(`${sample}${key}`, {}, parse(sample)));
    }
  }).timeout(120_000);

  it('stay what they are beside another that is parsed with their help', () => {
    let count = 0;
    const twins = 'nodes:\n  - id: a\n  - id: b\n  - id: b\n  - id: b\nedges:\n  - a: 1\n  - a: 1\n  - a: 1\n';
    fc.assert(
      fc.property(
        fc.constantFrom(twins, ...samples),
        fc.array(edits, { minLength: 1, maxLength: 3 }),
        (sample, row) => {
          const tree = parse(sample);
          const before = JSON.stringify(plain(tree.root));
          const text = row.reduce(applyEdit, sample);
          const change = changeBetween(sample, text);
          const inserted = text.slice(change.start, text.length - (sample.length - change.oldEnd));
          const beside = parseBeside(tree, change, inserted);
          if (!beside) return;
          count++;
          assert.deepEqual(plain(beside.root), plain(parse(text).root), text);
          assert.equal(beside.text, text);
          assert.equal(JSON.stringify(plain(tree.root)), before, text);
        },
      ),
      runs(1_000),
    );
    // The others would have to be parsed as a whole.
    assert.ok(count > 300, String(count));
  }).timeout(120_000);

  for (const [whose, texts] of Object.entries({ samples, 'examples of rules': rulesExamples }))
    it(`mean, edit by edit, what they mean from the beginning (${whose})`, () => {
      fc.assert(
        fc.property(fc.constantFrom(...texts), fc.array(edits, { minLength: 1, maxLength: 12 }), (sample, row) => {
          let text = sample;
          let project = analyse(text);
          for (const edit of row) {
            text = applyEdit(text, edit);
            project = analyse(text, {}, project);
            const afresh = analyse(text);
            assert.deepEqual(meaning(project), meaning(afresh), text);
          }
        }),
        runs(whose === 'samples' ? 300 : 600),
      );
    }).timeout(120_000);

  const suite = new URL('../../../shared/cases/yaml/suite.json', import.meta.url);
  if (!existsSync(suite)) it(`of other projects are not here (${suite.pathname}), so nothing is tested`);
  else
    it('of other projects are parsed as the whole is', () => {
      const { cases } = JSON.parse(readFileSync(suite, 'utf8')) as {
        readonly cases: readonly { readonly yaml: string }[];
      };
      for (const { yaml } of cases)
        for (const text of [
          yaml,
          `nodes:\n${yaml}\nedges:\n  - a: 1\n`,
          `name: a\nnodes:\n  - ${yaml.replaceAll('\n', '\n    ')}\n`,
        ])
          compare(text, parse(text));
    }).timeout(60_000);
});
