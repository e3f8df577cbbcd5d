/** Asks for everything that changes a text, and checks that each change lies in it and none lies over another. */
import assert from 'node:assert/strict';
import { comparePositions, type LineIndex, type Position, type Range } from '../../../src/base/text.ts';
import { fixAll } from '../../../src/language/fixes/fixAll.ts';
import { quickFixes } from '../../../src/language/fixes/quickFixes.ts';
import { refactorings } from '../../../src/language/refactor/refactorings.ts';
import type { CodeAction, TextChange } from '../../../src/language/types.ts';
import { analyse, type Project } from '../../../src/model/project.ts';

export type Inside = (range: Range, what: string) => void;

/** What the light bulb has for the whole text. */
export function askFixes(project: Project, inside: Inside): void {
  for (const action of quickFixes(project, project.diagnostics)) askAction(action, inside);
  const all = fixAll(project, (text) => analyse(text));
  if (all) askEdits([all], 'fix all', inside);
}

/** What it has at a place, and for what is selected from there to the next. */
export function askRefactorings(project: Project, [here, there]: readonly [Position, Position], inside: Inside): void {
  const [start, end] = comparePositions(here, there) <= 0 ? [here, there] : [there, here];
  for (const range of [
    { start: here, end: here },
    { start, end },
  ])
    for (const action of refactorings(project, range)) askAction(action, inside);
}

function askAction(action: CodeAction, inside: Inside): void {
  assert.notEqual(action.title, '');
  askEdits(action.edits, action.title, inside);
}

function askEdits(edits: readonly TextChange[], what: string, inside: Inside): void {
  let last: Position = { line: 0, character: 0 };
  for (const { range } of edits) {
    inside(range, what);
    assert(comparePositions(last, range.start) <= 0, `${what}: one change lies over another`);
    last = range.end;
  }
}

/** Whether there is such a place, and the range does not end before it starts. */
export function assertInside(lines: LineIndex, { start, end }: Range, what: string): void {
  for (const position of [start, end])
    assert.deepEqual(
      lines.positionAt(lines.offsetAt(position)),
      position,
      `${what}: there is no ${position.line}:${position.character}`,
    );
  assert(comparePositions(start, end) <= 0, `${what}: the range ends before it starts`);
}
