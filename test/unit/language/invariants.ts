/** What holds of the features' answers for any text. */
import assert from 'node:assert/strict';
import { comparePositions, type Position, type Range } from '../../../src/base/text.ts';
import { hierarchyNodeAt, hierarchySteps } from '../../../src/language/callHierarchy.ts';
import { documentLinks } from '../../../src/language/documentLinks.ts';
import { foldingRanges } from '../../../src/language/folding.ts';
import { format, formatRange } from '../../../src/language/format/format.ts';
import { formatOnType } from '../../../src/language/format/onType.ts';
import { highlights } from '../../../src/language/highlights.ts';
import { inlayHints } from '../../../src/language/inlayHints.ts';
import { linkedRanges } from '../../../src/language/linkedEditing.ts';
import { prepareRename, rename } from '../../../src/language/rename.ts';
import { selectionRangesAt } from '../../../src/language/selectionRanges.ts';
import { semanticTokens } from '../../../src/language/semanticTokens.ts';
import { languageStatus } from '../../../src/language/statusItem.ts';
import { workspaceSymbols } from '../../../src/language/workspaceSymbols.ts';
import { analyse, type Project } from '../../../src/model/project.ts';

export function checkSeeing(project: Project, position: Position): void {
  const { syntax } = project;
  const whole = syntax.lines.range(0, syntax.text.length);
  for (const { startLine, endLine } of foldingRanges(syntax))
    assert(0 <= startLine && startLine < endLine && endLine < syntax.lines.lineCount, `fold ${startLine}-${endLine}`);
  const tokens = semanticTokens(project, whole);
  inOrder(tokens.map(({ range }) => range));
  for (const { range } of tokens) assert(range.start.line === range.end.line, 'a token is on one line');
  const here = semanticTokens(project, { start: position, end: position });
  for (const { range } of here)
    assert(
      tokens.some((one) => isEqual(one.range, range)),
      'a part says what the whole says',
    );
  inlayHints(project, whole, { joins: true, branches: true, lastExecution: true });
  languageStatus(project);
  workspaceSymbols(syntax);
  documentLinks(project);
  inOrder(format(syntax, { tabSize: 2 }).map(({ range }) => range));
}

export function checkPlace(project: Project, position: Position): void {
  const { syntax } = project;
  selectionRangesAt(syntax, position).reduce((inner, outer) => {
    assert(comparePositions(outer.start, inner.start) <= 0 && comparePositions(inner.end, outer.end) <= 0);
    return outer;
  });
  inOrder(highlights(project, position).map(({ range }) => range));
  inOrder(linkedRanges(project, position));
  inOrder(formatRange(syntax, { start: position, end: position }, { tabSize: 2 }).map(({ range }) => range));
  for (const typed of ['-', '\n'])
    inOrder(formatOnType(syntax, position, typed, { tabSize: 2 }).map(({ range }) => range));
  const node = hierarchyNodeAt(project, position);
  if (node) for (const side of ['incoming', 'outgoing'] as const) hierarchySteps(project, node.id, side);
  checkRename(project, position);
}

/** Every place that a rename changes held the old name, and names the new one afterwards. */
function checkRename(project: Project, position: Position): void {
  const { text, lines } = project.syntax;
  const asked = prepareRename(project, position);
  const found = rename(project, position, 'qqq', { path: '/a.yaml', workflows: [], mocks: [] });
  if ('problem' in asked || 'problem' in found) return;
  inOrder(found.edits.map(({ range }) => range));
  let after = text;
  for (const { range, newText } of [...found.edits].reverse()) {
    const [start, end] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
    after = after.slice(0, start) + newText + after.slice(end);
  }
  const start = lines.offsetAt(found.edits[0]?.range.start ?? position);
  const renamed = analyse(after);
  const now = prepareRename(renamed, renamed.syntax.lines.positionAt(start));
  assert(!('problem' in now), `${text}\n=>\n${after}`);
  assert.equal(now.placeholder, 'qqq', `${text}\n=>\n${after}`);
}

function inOrder(ranges: readonly Range[]): void {
  ranges.reduce(
    (before, range) => {
      assert(comparePositions(before.end, range.start) <= 0, 'none covers another');
      return range;
    },
    { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
  );
}

function isEqual(a: Range, b: Range): boolean {
  return comparePositions(a.start, b.start) === 0 && comparePositions(a.end, b.end) === 0;
}
