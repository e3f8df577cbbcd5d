/** All the mistakes that can be mended unasked, in one change. */
import type { Project } from '../../model/project.ts';
import type { SyntaxMap } from '../../model/syntax/syntaxTree.ts';
import { applyEdits } from '../edits.ts';
import { locate } from '../edits/locate.ts';
import { LineIndex } from '../../base/text.ts';
import type { TextChange } from '../types.ts';
import { FixContext } from './fix.ts';
import { fixers } from './table.ts';

/** One mended mistake may show another one; more rounds than these nobody needs. */
const mostRounds = 10;

/** @param analyse the same text analysis that the project comes from @returns undefined when there is nothing to mend */
export function fixAll(project: Project, analyse: (text: string) => Project): TextChange | undefined {
  let current = project;
  const seen = new Set([project.text]);
  for (let round = 0; round < mostRounds; round++) {
    const edits = safeEdits(current);
    if (edits.length === 0) break;
    const text = applyEdits(current.syntax, edits);
    // A text that comes back would go round for ever.
    if (seen.has(text)) break;
    seen.add(text);
    current = analyse(text);
  }
  return difference(project.text, current.text);
}

/**
 * The first safe fix of each diagnostic; one that touches what another changes, or is in the same map (two keys may stand for the same
 * one), waits for the next round.
 */
function safeEdits(project: Project): readonly TextChange[] {
  const context = new FixContext(project);
  const { lines } = project.syntax;
  const chosen: TextChange[] = [];
  const taken: { start: number; end: number }[] = [];
  const maps = new Set<SyntaxMap>();
  for (const diagnostic of project.diagnostics) {
    const map = locate(project.syntax, diagnostic.range)?.maps.at(-1)?.map;
    if (map && maps.has(map)) continue;
    const safe = [...(fixers[diagnostic.code]?.(diagnostic, context) ?? [])].find(({ isSafe }) => isSafe === true);
    const edits = safe?.editing.edits ?? [];
    const spans = edits.map(({ range }) => ({ start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) }));
    const isFree = spans.every((span) => taken.every((other) => span.end < other.start || other.end < span.start));
    if (!isFree || edits.length === 0) continue;
    if (map) maps.add(map);
    chosen.push(...edits);
    taken.push(...spans);
  }
  return chosen;
}

/** From the first letter that differs to the last. */
function difference(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  // A line break of two letters is one place.
  if (before[start - 1] === '\r') start--;
  if (same > 0 && before[before.length - same] === '\n' && before[before.length - same - 1] === '\r') same--;
  const range = new LineIndex(before).range(start, before.length - same);
  return { range, newText: after.slice(start, after.length - same) };
}
