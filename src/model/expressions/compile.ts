import { type Expr, ExpressionError, Lexer, Parser } from '@actions/expressions';
import { MAX_EXPRESSION_LENGTH } from '@actions/expressions/errors';
import { type Token, TokenType } from '@actions/expressions/lexer';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { LineIndex, type Range } from '../../base/text.ts';
import { conditionFunctions } from './functions.ts';
import { depthOf, findReferences } from './references.ts';
import { syntaxProblem } from './syntaxProblem.ts';

/** Threat T12: how deep an expression may nest. */
const maxDepth = 32;

/** One parsed `${{ … }}`. The language is GitHub's. */
export interface CompiledExpression {
  /** Without the braces, trimmed. */
  readonly source: string;
  /** The text between the braces in the file; the whole scalar where escapes keep it from being found. */
  readonly range: Range;
  readonly ast: Expr;
  readonly references: readonly Reference[];
}

/** A use of a context: `nodes.fetch.output` is context `nodes` with the path `['fetch', 'output']`. */
export interface Reference {
  readonly context: string;
  /** Constant parts behind the context; ends before the first computed one. */
  readonly path: readonly string[];
  /** From the context's name to the end of the constant path. */
  readonly range: Range;
  readonly contextRange: Range;
  /** The first part of the path (an input's name, a node's id); the context's name where there is none. */
  readonly nameRange: Range;
}

export interface ExpressionProblem {
  readonly message: string;
  readonly range: Range;
  /** What is most likely meant instead of what stands there. */
  readonly suggestion?: string;
}

/** Where an expression's text stands in the file: by offset where it stands there letter by letter, else by a range alone. */
export type ExpressionPlace = { readonly lines: LineIndex; readonly offset: number } | { readonly range: Range };

/** @param inCondition whether `success()`, `failure()` and `always()` may stand there */
export function compileExpression(
  text: string,
  place: ExpressionPlace,
  inCondition = false,
): Result<CompiledExpression, ExpressionProblem> {
  const located = (start: number, end: number): Range =>
    'offset' in place ? place.lines.range(place.offset + start, place.offset + end) : place.range;
  const range = located(0, text.length);
  if (text.trim() === '') return err({ message: t('The expression is empty. Write one between the braces.'), range });
  if (text.length > MAX_EXPRESSION_LENGTH)
    return err({
      message: t(
        'The expression has {0} characters, and may have {1}. Write long values as YAML, outside of the braces.',
        text.length,
        MAX_EXPRESSION_LENGTH,
      ),
      range,
    });
  const tooDeep = err({ message: t('The expression is nested more than {0} deep.', maxDepth), range });
  try {
    const { tokens } = new Lexer(text).lex();
    const names = tokens.filter((token) => token.type === TokenType.IDENTIFIER).map((token) => token.lexeme);
    const ast = new Parser(tokens, names, conditionFunctions).parse();
    if (depthOf(ast) > maxDepth) return tooDeep;
    const misplaced = inCondition ? undefined : tokens.find(asksStatus);
    if (misplaced) {
      const { line, column } = misplaced.range.start;
      const start = new LineIndex(text).offsetAt({ line, character: column });
      return err({
        message: t('"{0}()" can be asked in the condition of an edge only.', misplaced.lexeme),
        range: located(start, start + misplaced.lexeme.length),
      });
    }
    return ok({ source: text.trim(), range, ast, references: findReferences(ast, text, located) });
  } catch (error) {
    if (isTooDeep(error)) return tooDeep;
    const { start, end, ...problem } = syntaxProblem(error, text);
    return err({ ...problem, range: located(start, end) });
  }
}

/** Whether a call of one of the {@link conditionFunctions} begins here. */
function asksStatus({ type, lexeme }: Token, index: number, tokens: readonly Token[]): boolean {
  return (
    type === TokenType.IDENTIFIER &&
    tokens[index + 1]?.type === TokenType.LEFT_PAREN &&
    conditionFunctions.some(({ name }) => name === lexeme.toLowerCase())
  );
}

/** The package's parser has a limit of its own, which is above ours. */
function isTooDeep(error: unknown): boolean {
  return error instanceof ExpressionError && error.message.startsWith('Exceeded max expression depth');
}
