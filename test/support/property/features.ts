/** Asks everything that an editor asks, and checks that every answer lies in the text. */
import assert from 'node:assert/strict';
import type { Position, Range } from '../../../src/base/text.ts';
import { LineIndex, rangeContains } from '../../../src/base/text.ts';
import { codeLenses } from '../../../src/language/codeLens.ts';
import { complete } from '../../../src/language/completion.ts';
import { hover } from '../../../src/language/hover.ts';
import { definitionAt, referencesAt } from '../../../src/language/navigation.ts';
import { symbols } from '../../../src/language/symbols.ts';
import type { OutlineSymbol } from '../../../src/language/types.ts';
import { analyse, type Project } from '../../../src/model/project.ts';
import { checkPlace, checkSeeing } from '../../unit/language/invariants.ts';
import { askFixes, askRefactorings, assertInside, type Inside } from './changing.ts';

/** @param places offsets, taken round the text's length @returns the diagnostics, as text that can be compared */
export function askAll(text: string, places: readonly number[]): string {
  const project = analyse(text);
  const lines = new LineIndex(text);
  const inside = (range: Range, what: string): void => {
    assertInside(lines, range, what);
  };
  for (const { code, message, range, related } of project.diagnostics) {
    assert.notEqual(code, 'internal-error', message);
    assert.notEqual(message, '');
    inside(range, code);
    for (const each of related) inside(each.range, `${code}, related`);
  }
  for (const { range, title } of codeLenses(project)) inside(range, title);
  for (const symbol of symbols(project)) askSymbol(symbol, inside);
  askFixes(project, inside);
  const positions = places.map((place) => lines.positionAt(onCharacter(text, place % (text.length + 1))));
  for (const [index, position] of positions.entries()) {
    askAt(project, position, inside);
    askRefactorings(project, [position, positions[index + 1] ?? position], inside);
    checkSeeing(project, position);
    checkPlace(project, position);
  }
  return JSON.stringify(project.diagnostics);
}

function askSymbol({ name, range, selectionRange, children }: OutlineSymbol, inside: Inside): void {
  assert.notEqual(name, '');
  inside(range, name);
  inside(selectionRange, name);
  assert(
    rangeContains(range, selectionRange.start) && rangeContains(range, selectionRange.end),
    `the name of ${name} lies outside of it`,
  );
  for (const child of children) askSymbol(child, inside);
}

/** No cursor stands within an end of line. */
function onCharacter(text: string, at: number): number {
  return text.slice(at - 1, at + 1) === '\r\n' ? at - 1 : at;
}

function askAt(project: Project, position: Position, inside: Inside): void {
  for (const item of complete(project, position, () => ['a.sql', 'b/c.workflow.yaml'])) {
    const { label, range } = item;
    item.documentation?.();
    inside(range, `completion ${label}`);
    assert(rangeContains(range, position) && range.start.line === range.end.line, `completion ${label}`);
  }
  const hovered = hover(project, position);
  if (hovered) inside(hovered.range, 'hover');
  const definition = definitionAt(project, position);
  for (const range of definition ? [definition.origin, ...definition.targets] : []) inside(range, 'definition');
  for (const { range } of referencesAt(project, position, { includeDeclaration: true })) inside(range, 'reference');
}
