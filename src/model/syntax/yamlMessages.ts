/** The parser's errors in our words: what is wrong and what to do. */
import type { ErrorCode, YAMLError } from 'yaml';
import { t } from '../../base/l10n.ts';

/** What the parser reports, and the text from there on. */
interface Mistake {
  /** The parser's own words, which tell the uses of one code apart. Unknown ones get the general sentence of their code. */
  readonly said: string;
  readonly rest: string;
  /** The character before it. */
  readonly before: string;
  /** The line that it is in. */
  readonly line: string;
}

/** The sentence for an error; the parser's own for codes that are not known here. */
export function yamlMessage({ code, message, pos: [start] }: YAMLError, text: string): string {
  const sentence = sentences[code];
  if (!sentence) return t('YAML syntax: {0}', message);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const line = text
    .slice(lineStart, lineStart + longestLine)
    .split('\n', 1)
    .join('');
  return sentence({ said: message, rest: text.slice(start, start + 100), before: text.charAt(start - 1), line });
}

const longestLine = 1_000;

/** What looks like a colon or a space, as input methods and word processors write it, and is none to YAML. */
function foreign(line: string): string | undefined {
  if (/^[^'"#]*：/.test(line)) return t('A full-width colon is no colon of YAML. Write ":" and a space.');
  if (/^[^'"#]*[:-][\u00a0\u2007\u202f\u3000]/.test(line) || /^[ ]*[\u00a0\u2007\u202f\u3000]/.test(line))
    return t('This space is a letter to YAML (a no-break or a full-width one). Write a usual space.');
  return undefined;
}

const sentences: Partial<Record<ErrorCode, (mistake: Mistake) => string>> = {
  ALIAS_PROPS: () => t('An alias has no anchor and no tag of its own. Remove them.'),
  BAD_ALIAS: ({ rest }) => t('A name is missing behind "{0}". Write one, or put the text into quotes.', rest.charAt(0)),
  BAD_COLLECTION_TYPE: () => badTag(),
  BAD_DIRECTIVE: () =>
    t('A line that begins with % speaks to the YAML parser. Remove it, or put the text into quotes.'),
  BAD_DQ_ESCAPE: ({ rest }) =>
    t(
      '"{0}" means nothing in double quotes. Write two backslashes for one, or use single quotes.',
      rest.slice(0, 2).trim(),
    ),
  BAD_INDENT: badIndent,
  BAD_PROP_ORDER: () => t('An anchor or a tag stands right before its value. Move it there.'),
  BAD_SCALAR_START: ({ rest }) =>
    rest.startsWith('\t')
      ? tab()
      : t('A text cannot begin with "{0}". Put the whole text into quotes.', rest.charAt(0)),
  BLOCK_AS_IMPLICIT_KEY: ({ said }) =>
    said.includes('sequence')
      ? t('This dash does not stand below the others. Begin all items of a list in one column.')
      : t('A second colon stands in one line. Put the text into quotes, or begin its inner map on the next line.'),
  BLOCK_IN_FLOW: () =>
    t('Within brackets, commas separate the items. Add the missing comma, remove the dash, or close the bracket.'),
  DUPLICATE_KEY: () => t('This key is there already. Remove one of the two.'),
  IMPOSSIBLE: () => notHere(),
  KEY_OVER_1024_CHARS: () => t('A key has at most 1024 characters. Shorten it.'),
  MISSING_CHAR: missingCharacter,
  MULTILINE_IMPLICIT_KEY: ({ line }) =>
    foreign(line) ??
    t(
      'This line and the next are read as one. Write "key: value", close what is open, or indent the next line like its neighbours.',
    ),
  MULTIPLE_ANCHORS: () => t('A value has one anchor at most. Remove the others.'),
  MULTIPLE_TAGS: () => t('A value has one tag at most. Remove the others.'),
  TAB_AS_INDENT: () => tab(),
  TAG_RESOLVE_FAILED: () => badTag(),
  UNEXPECTED_TOKEN: unexpected,
};

function badIndent({ said, before, line }: Mistake): string {
  const closing = /end with a ([\]}])$/.exec(said)?.[1];
  if (closing !== undefined) return before === '\t' ? tab() : openBracket(closing);
  if (said.startsWith('Block scalar'))
    return t('The lines of a text behind | or > are indented alike, and more than its key. Indent them so.');
  return (
    foreign(line) ??
    t('This line is not indented like its neighbours. Begin the keys of a map, and the items of a list, in one column.')
  );
}

export function missingColon(): string {
  return t(
    'This is no key: a colon is missing. Write "key: value", or indent the line when it belongs to the text above.',
  );
}

function missingCharacter({ said, rest, line }: Mistake): string {
  const quote = /closing (["'])/.exec(said)?.[1];
  if (quote !== undefined) return t('This text has no closing quote. Add {0} at its end.', quote);
  const closing = /end with a ([\]}])$/.exec(said)?.[1];
  if (closing !== undefined) return openBracket(closing);
  if (said.startsWith('Missing ,'))
    return t('A comma is missing between two items. Add it, or put the text into quotes.');
  if (said.startsWith('Comments'))
    return t('A comment needs a space before its #. Add it, or put the text into quotes.');
  if (said.startsWith('Sequence item'))
    return t('An item of a list begins with a dash and a space. Add them, or indent the line like its neighbours.');
  if (said.startsWith('Implicit map keys'))
    return /^-\S/.test(rest)
      ? t('A space is missing behind the dash. Write "- value".')
      : (foreign(line) ?? missingColon());
  if (said.includes('directives-end/doc-start') || said.startsWith('Missing directives-end'))
    return t('A line that begins with % speaks to the YAML parser. Remove it, or put the text into quotes.');
  if (said.startsWith('Block scalars'))
    return t('The lines of a text behind | or > are indented alike, and more than its key. Indent them so.');
  if (said.startsWith('Missing newline') || said.startsWith('Block collection'))
    return t('A list or a map cannot begin in this line. Begin it on the next.');
  return t('A space is missing here. Add it, or put the text into quotes.');
}

function unexpected({ said, rest, before }: Mistake): string {
  if (before === '$' && rest.startsWith('{'))
    return t('Within brackets an expression needs quotes. Write "${{ … }}" with quotes around it.');
  if (said.startsWith('Unexpected ,') || said.startsWith('Unexpected empty item'))
    return t('Nothing stands before this comma. Remove it, or write an item.');
  if (said.includes('flow-map-end') || said.includes('flow-seq-end'))
    return t('No bracket is open that "{0}" could close. Remove it, or put the text into quotes.', rest.charAt(0));
  if (said.startsWith('Block scalar header'))
    return t('Behind | or > stands no text. Begin it on the next line, indented.');
  if (said.includes('block-seq-ind')) return t('A list or a map cannot begin in this line. Begin it on the next.');
  return notHere();
}

function openBracket(closing: string): string {
  return t(
    'The bracket "{0}" is not closed. Add "{1}", and indent all lines up to it more than the line that it opens in.',
    closing === ']' ? '[' : '{',
    closing,
  );
}

function tab(): string {
  return t('A tab cannot indent. Use spaces.');
}

function badTag(): string {
  return t('This tag does not fit. Remove it; a text that begins with ! needs quotes.');
}

function notHere(): string {
  return t(
    'This does not belong to what stands before it. Indent it like its neighbours, or put the whole text into quotes.',
  );
}
