import { Lexer } from 'yaml';
import { LineIndex } from '../../base/text.ts';

/** The codes by line, counted from 0, that its `# workflow-ignore: CODE …` names. */
export type Ignores = ReadonlyMap<number, readonly string[]>;

const none: Ignores = new Map();

/** What the parser's lexer says before a scalar, so that one that begins with `#` is no comment. */
const scalarFollows = '\u001F';
/** Tokens of the lexer that stand for no letters of the text. */
const marks: ReadonlySet<string> = new Set(['\u0002', '\u0018', scalarFollows]);

export function findIgnores(text: string): Ignores {
  // Few texts hold the words; only those are read for what is a comment in them.
  if (!text.includes('workflow-ignore:')) return none;
  const found = new Map<number, readonly string[]>();
  const lines = new LineIndex(text);
  let offset = 0;
  let before = '';
  for (const token of new Lexer().lex(text)) {
    const isMark = before !== scalarFollows && marks.has(token);
    if (!isMark && before !== scalarFollows && token.startsWith('#')) {
      const match = /#\s*workflow-ignore:\s*([a-z][a-z\s,-]*)/.exec(token);
      if (match?.[1]) found.set(lines.positionAt(offset + match.index).line, match[1].split(/[\s,]+/).filter(Boolean));
    }
    if (!isMark) offset += token.length;
    before = isMark ? token : '';
  }
  return found;
}
