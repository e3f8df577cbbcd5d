/** `# workflow-ignore: CODE` for one diagnostic. */
import { t } from '../../base/l10n.ts';
import type { DiagnosticCode } from '../../model/diagnostic.ts';
import type { SyntaxNode } from '../../model/syntax/syntaxTree.ts';
import { Places } from '../edits/places.ts';
import type { Fixer } from './fix.ts';

const comment = /#\s*workflow-ignore:\s*[a-z][a-z\s,-]*/g;

/** Nothing knows there what is text and what a comment. */
const unread: readonly DiagnosticCode[] = ['yaml-syntax', 'limit-exceeded'];

/** On a line of its own above, where one may stand: a comment at a line's end would count for the next line too. */
export const ignored: Fixer = function* ({ code, range }, context) {
  if (unread.includes(code)) return;
  const { syntax } = context.project;
  // JSON has no comments.
  if (/^\s*\{\s*"/.test(syntax.text)) return;
  const places = new Places(syntax);
  const title = t('Ignore {0} on this line', code);
  const start = places.lineStart(syntax.lines.offsetAt(range.start));
  const editing = context.editing();
  for (const line of [start, places.lineStart(Math.max(0, start - 1))]) {
    if (!syntax.ignores.has(syntax.lines.positionAt(line).line)) continue;
    const written = [...places.text.slice(line, places.lineEnd(line)).matchAll(comment)];
    const found = written.find(({ index }) => !isInText(syntax.root, line + index, places));
    if (!found) continue;
    const end = line + found.index + found[0].trimEnd().length;
    editing.change({ start: end, end, text: `, ${code}` });
    yield { title, editing, isPreferred: false };
    return;
  }
  const change = commentAt(start, code, syntax.root, places);
  if (!change) return;
  editing.change(change);
  yield { title, editing, isPreferred: false };
};

function commentAt(
  start: number,
  code: string,
  root: SyntaxNode | undefined,
  places: Places,
): { start: number; end: number; text: string } | undefined {
  const words = `# workflow-ignore: ${code}`;
  const line = places.text.slice(start, places.lineEnd(start));
  if (!isInText(root, start, places)) {
    const mark = start === 0 && line.startsWith('\uFEFF') ? 1 : 0;
    const indent = /^\s*/.exec(line.slice(mark))?.[0] ?? '';
    return { start: start + mark, end: start + mark, text: `${indent}${words}${places.lineBreak}` };
  }
  // Inside a text of several lines a comment may stand behind its first line's mark only.
  const above = places.lineStart(start - 1);
  const end = places.lineEnd(above);
  const isHeader = /[|>][+-]?\d?[+-]?[ \t]*$/.test(places.text.slice(above, end));
  return isHeader ? { start: end, end, text: ` ${words}` } : undefined;
}

/** Whether an offset is inside a scalar, where `#` begins no comment. */
function isInText(node: SyntaxNode | undefined, offset: number, places: Places): boolean {
  if (!node || offset <= places.start(node)) return false;
  if (node.kind === 'scalar') return offset < places.lines.offsetAt(node.range.end);
  if (offset >= places.lines.offsetAt(node.range.end)) return false;
  const inner =
    node.kind === 'map' ? node.pairs.flatMap(({ key, value }) => (value ? [key, value] : [key])) : node.items;
  return inner.some((one) => isInText(one, offset, places));
}
