/** Threat T15: text from outside must not act where it is shown, nor look like other text than it is. */

/** Controls but for the line break, what changes the direction of text, and what ends a line in other ways. */
const active = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;

/** For a text with lines: what acts is shown as `\u001b`, a tab as a space. */
export function safeText(text: string): string {
  return text.replace(active, (character) => (character === '\t' ? ' ' : escaped(character)));
}

/** The same on one line of at most `longest` UTF-16 code units. */
export function safeLine(text: string, longest = 8 * 1024): string {
  // Cut before the work, so that a text of megabytes costs nothing; an escape is six characters at most.
  const line = safeText(
    text
      .slice(0, longest + 1)
      .replace(/\s*[\r\n]+\s*/g, ' ')
      .trim(),
  );
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** JSON with the same characters escaped inside its strings: the value stays what it is. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(active, escaped);
}

/** For a notification or a prompt, where VS Code makes links of `[text](target)`, commands included. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** For a label in which VS Code makes icons of `$(name)`. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

/** The same for text from outside, on one line of at most `longest` UTF-16 code units. */
export function plainLabel(text: string, longest?: number): string {
  return withoutIcons(safeLine(text, longest));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
