import type { SyntaxTree } from '../model/syntax/syntaxTree.ts';

/** With more, a walk over all of the text is not slower. */
const mostLines = 100;
const plain = /^[\w-]+$/;
/** Of double-quoted texts: letters by their numbers, lines that go on. A name in them need not stand there letter by letter. */
const spelledOtherwise = /\\(?:[xuU]|\r?\n|\r)/;

/**
 * The lines of a text that hold an id, in small or capital letters: only there can it be named. Undefined where there are many, or
 * it might be spelled in another way.
 */
export function linesWith(
  { text, lines }: Pick<SyntaxTree, 'text' | 'lines'>,
  id: string,
): readonly number[] | undefined {
  const needle = id.toLowerCase();
  const letters = text.toLowerCase();
  // The small form of some letters is longer.
  if (!plain.test(needle) || letters.length !== text.length || spelledOtherwise.test(text)) return undefined;
  const found: number[] = [];
  for (let at = letters.indexOf(needle); at >= 0; at = letters.indexOf(needle, at + needle.length)) {
    const { line } = lines.positionAt(at);
    if (found.at(-1) === line) continue;
    if (found.length === mostLines) return undefined;
    found.push(line);
  }
  return found;
}
