/** Where words end in a text without mistakes. */

const [tab, lineFeed, carriageReturn, blank, hash, colon] = [9, 10, 13, 32, 35, 58];

/** White space or the end of the text. */
export function isBlank(code: number): boolean {
  return code === blank || code === lineFeed || code === carriageReturn || code === tab || Number.isNaN(code);
}

/** `,` `[` `]` `{` `}` */
export function isFlowMark(code: number): boolean {
  return code === 44 || code === 91 || code === 93 || code === 123 || code === 125;
}

export function quotedEnd(text: string, start: number, quote: '"' | "'"): number {
  for (let at = text.indexOf(quote, start + 1); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (quote === '"') {
      if (!isEscaped(text, at)) return at + 1;
    } else if (text.charAt(at + 1) !== quote) return at + 1;
    else at++;
  }
  return text.length;
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text.charAt(before - 1) === '\\') before--;
  return (at - before) % 2 === 1;
}

export function aliasEnd(text: string, start: number, inFlow: boolean): number {
  let at = start + 1;
  for (let code = text.charCodeAt(at); !isBlank(code) && !(inFlow && isFlowMark(code)); code = text.charCodeAt(at))
    at++;
  return at;
}

export function propertyEnd(text: string, start: number, inFlow: boolean): number {
  const verbatim = text.startsWith('!<', start) ? text.indexOf('>', start) : -1;
  return verbatim < 0 ? aliasEnd(text, start, inFlow) : verbatim + 1;
}

/** @param parent the column that the further lines of a plain text stand behind; -1: any does */
export function plainEnd(text: string, start: number, inFlow: boolean, parent: number): number {
  let { end, goesOn } = plainLineEnd(text, start, inFlow);
  for (let at = goesOn; at !== undefined; at = goesOn) {
    const next = nextWord(text, at);
    if (next === undefined || text.charCodeAt(next.at) === hash) break;
    if (
      !inFlow &&
      (next.indent <= parent || /^(?:---|\.\.\.)\s/.test(`${text.slice(next.lineStart, next.lineStart + 4)} `))
    )
      break;
    const line = plainLineEnd(text, next.at, inFlow);
    if (line.end === next.at) break;
    ({ end, goesOn } = line);
  }
  return end;
}

/** Within one line. `goesOn` is where the line ends if the text may go on in the next one. */
function plainLineEnd(
  text: string,
  start: number,
  inFlow: boolean,
): { readonly end: number; readonly goesOn: number | undefined } {
  let end = start;
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) return { end, goesOn: at };
    if (Number.isNaN(code)) return { end, goesOn: undefined };
    if (code === blank || code === tab || code === carriageReturn) continue;
    if (inFlow && isFlowMark(code)) return { end, goesOn: undefined };
    if (code === hash && at > start && isBlank(text.charCodeAt(at - 1))) return { end, goesOn: undefined };
    if (code === colon) {
      const next = text.charCodeAt(at + 1);
      if (isBlank(next) || (inFlow && isFlowMark(next))) return { end, goesOn: undefined };
    }
    end = at + 1;
  }
}

interface Word {
  readonly at: number;
  readonly lineStart: number;
  /** Spaces before it. */
  readonly indent: number;
}

/** The first word behind a line's end. */
function nextWord(text: string, lineEnd: number): Word | undefined {
  let lineStart = lineEnd + 1;
  for (let at = lineStart; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) lineStart = at + 1;
    else if (!isBlank(code)) {
      let indent = 0;
      while (text.charCodeAt(lineStart + indent) === blank) indent++;
      return { at, lineStart, indent };
    }
  }
  return undefined;
}
