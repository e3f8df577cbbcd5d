import { t } from '../../base/l10n.ts';
import type { Fixer } from './fix.ts';

/** Only the name is replaced: the rest of the expression, and how its text is quoted, stays. */
export const unknownReference: Fixer = function* ({ range, suggestion }, context) {
  const { syntax } = context.project;
  if (suggestion === undefined) return;
  const [start, end] = [syntax.lines.offsetAt(range.start), syntax.lines.offsetAt(range.end)];
  const written = syntax.text.slice(start, end);
  const text = replacement(written, suggestion);
  if (text === undefined) return;
  const editing = context.editing();
  editing.change({ start, end, text });
  yield { title: t('Change to "{0}"', suggestion), editing };
};

/** A name as it is written behind a dot, or in the quotes of `['…']`. */
function replacement(written: string, name: string): string | undefined {
  const isName = /^[A-Za-z_][\w-]*$/.test(name);
  if (/^[A-Za-z_][\w-]*$/.test(written)) return isName ? name : undefined;
  const quote = /^(''?)[^'"\\\n]*\1$/.exec(written)?.[1];
  return quote !== undefined && isName ? quote + name + quote : undefined;
}
