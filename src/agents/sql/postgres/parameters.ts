/** A map of parameters, as SQLite has it: `:name`, `$name` and `@name` become the `$1` that PostgreSQL knows. */
import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';

export interface BoundQuery {
  readonly text: string;
  readonly values: readonly JsonValue[];
  /** Where a character of `text` stood in what was written, both counted from 0. */
  placeOf(offset: number): number;
}

/** What holds no parameters, and then what may be one. `::`, `@@` and the like are operators. */
const token =
  /--[^\n]*|\/\*|[eE]'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*(?:'|$)|'[^']*(?:''[^']*)*(?:'|$)|"[^"]*(?:""[^"]*)*(?:"|$)|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[\w\u0080-\uffff][\w$\u0080-\uffff]*|(?:::|@@)+|[:$@][A-Za-z_]\w*/g;

/** The error is a sentence. A list, or nothing, leaves the text as it is. */
export function bindParameters(query: string, params: JsonValue): Result<BoundQuery, string> {
  if (!isJsonObject(params)) {
    const values = Array.isArray(params) ? params : [];
    return ok({ text: query, values, placeOf: (offset) => offset });
  }
  const names: string[] = [];
  const pieces: string[] = [];
  const starts: { readonly at: number; readonly written: number }[] = [];
  let length = 0;
  let from = 0;
  const add = (piece: string, written: number): void => {
    starts.push({ at: length, written });
    pieces.push(piece);
    length += piece.length;
  };
  for (const { name, start, end } of namesIn(query)) {
    if (!Object.hasOwn(params, name)) continue;
    if (!names.includes(name)) names.push(name);
    add(query.slice(from, start), from);
    add(`$${String(names.indexOf(name) + 1)}`, start);
    from = end;
  }
  add(query.slice(from), from);
  const unused = Object.keys(params).find((name) => !names.includes(name));
  if (unused !== undefined) return err(t('The statement has no parameter :{0}.', unused));
  return ok({
    text: pieces.join(''),
    values: names.map((name) => params[name] ?? null),
    placeOf: (offset) => {
      const piece = starts.findLast(({ at }) => at <= offset);
      return piece === undefined ? offset : piece.written + (offset - piece.at);
    },
  });
}

function* namesIn(query: string): Iterable<{ readonly name: string; readonly start: number; readonly end: number }> {
  token.lastIndex = 0;
  for (let at = 0; ;) {
    token.lastIndex = at;
    const found = token.exec(query);
    if (!found) return;
    const [text] = found;
    const end = found.index + text.length;
    if (text === '/*') at = endOfComment(query, end);
    else if (text.startsWith('$') && text.endsWith('$')) {
      const close = query.indexOf(text, end);
      at = close === -1 ? query.length : close + text.length;
    } else {
      if (/^[:$@][A-Za-z_]/.test(text)) yield { name: text.slice(1), start: found.index, end };
      at = end;
    }
  }
}

/** PostgreSQL's comments nest. */
function endOfComment(query: string, from: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  for (let depth = 1; depth > 0;) {
    const found = mark.exec(query);
    if (!found) return query.length;
    depth += found[0] === '/*' ? 1 : -1;
    from = mark.lastIndex;
  }
  return from;
}
