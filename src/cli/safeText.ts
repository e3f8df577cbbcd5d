/** Threat T15: text from outside must not act on the terminal, nor look like other text than it is. */

/** Controls but for the line break, what changes the direction of text, and what ends a line in other ways. */
const active = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\ufeff]/gu;

/** For a terminal or a log: what acts is shown as `\u001b`, a tab as a space. */
export function safeText(text: string): string {
  return text.replace(active, (character) => (character === '\t' ? ' ' : escaped(character)));
}

/** The same on one line. */
export function safeLine(text: string): string {
  return safeText(text.replace(/\s*[\r\n]+\s*/g, ' ').trim());
}

/** JSON with the same characters escaped inside its strings: the value stays what it is. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(active, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
