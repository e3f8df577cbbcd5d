/** What the parser's errors say to the author of an expression, and of which part of it. */
import { ExpressionError } from '@actions/expressions';
import { ErrorType } from '@actions/expressions/errors';
import type { Token } from '@actions/expressions/lexer';
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import { LineIndex } from '../../base/text.ts';

export interface SyntaxProblem {
  readonly message: string;
  /** Offsets in the expression's text. */
  readonly start: number;
  readonly end: number;
  /** What is most likely meant instead of that part. */
  readonly suggestion?: string;
}

/** What such an error has, though its declaration keeps it to itself. */
interface Located {
  readonly typ: ErrorType;
  readonly tok: Token;
}

/** The functions that expressions have everywhere. */
const functionNames = ['contains', 'startsWith', 'endsWith', 'format', 'join', 'toJSON', 'fromJSON'];
/** How the package's lexer says what it cannot read, in an error of no type of its own. */
const unreadable = /^Unexpected symbol: '([^]*)'\. Located at position (\d+) within expression: /;

export function syntaxProblem(error: unknown, text: string): SyntaxProblem {
  if (error instanceof ExpressionError) return atToken(error as unknown as Located, text);
  const message = error instanceof Error ? error.message : String(error);
  const [, symbol, position] = unreadable.exec(message) ?? [];
  if (symbol === undefined) return { message: unread(message), start: 0, end: text.length };
  const start = Number(position) - 1;
  return { message: aboutSymbol(symbol), start, end: Math.min(text.length, start + Math.max(1, symbol.length)) };
}

function aboutSymbol(symbol: string): string {
  if (symbol.startsWith('"')) return t("In an expression, texts stand in single quotes: 'text'.");
  if (symbol.startsWith("'")) return t('The text that begins here has no single quote at its end.');
  switch (symbol.charAt(0)) {
    case '=':
      return t('Values are compared with "==".');
    case '&':
    case '|':
      return t('Conditions are joined with "&&" and "||".');
    case '+':
    case '-':
    case '/':
    case '%':
      return t('Expressions do not calculate. An agent that uses "transform" can.');
    default:
      return unexpected(symbol);
  }
}

function atToken({ typ, tok }: Located, text: string): SyntaxProblem {
  const { line, column } = tok.range.start;
  const start = Math.min(text.length, new LineIndex(text).offsetAt({ line, character: column }));
  // Of a text the lexeme has the quotes; at the end there is nothing.
  const end = Math.min(text.length, start + tok.lexeme.length);
  const place = start < end ? { start, end } : { start: Math.max(0, text.trimEnd().length - 1), end: text.length };
  const name = tok.lexeme;
  switch (typ) {
    case ErrorType.ErrorUnrecognizedFunction: {
      const suggestion = nearest(name, functionNames);
      const there = t('There is no function "{0}".', name);
      return suggestion === undefined
        ? { message: `${there} ${t('Known are: {0}.', functionNames.join(', '))}`, ...place }
        : { message: `${there} ${t('Did you mean "{0}"?', suggestion)}`, ...place, suggestion };
    }
    case ErrorType.ErrorTooFewParameters:
      return { message: t('"{0}" is given too few values.', name), ...place };
    case ErrorType.ErrorTooManyParameters:
      return { message: t('"{0}" is given too many values.', name), ...place };
    case ErrorType.ErrorUnexpectedEndOfExpression:
      return { message: t('The expression ends too early, behind "{0}".', name), ...place };
    case ErrorType.ErrorUnexpectedSymbol:
      return start < end
        ? { message: unexpected(name), ...place }
        : { message: t('The expression ends too early.'), ...place };
    default:
      return { message: unexpected(name), ...place };
  }
}

function unexpected(symbol: string): string {
  return t('"{0}" is not expected here.', symbol);
}

function unread(message: string): string {
  return t('This expression cannot be read: {0}', message);
}
