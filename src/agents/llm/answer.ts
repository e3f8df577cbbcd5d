import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { badSetting, failed } from '../failures.ts';
import { Processes } from '../processes.ts';
import type { SchemaQuestion, SchemaVerdict } from './messages.ts';

/** Longest that a schema may take; a pattern of it can hang (threat T12). */
const deadlineMs = 5000;
const memoryMb = 128;

const checkers = new Processes<SchemaQuestion, SchemaVerdict>('llm', memoryMb);

/** The JSON that an answer is, also inside a code fence; undefined where it is none, or only a word or a number. */
export function parseAnswer(text: string): JsonValue | undefined {
  const fenced = /^\s*(?:[^{[\n`]*\n)?```(?:json)?\s*\n(.*?)\n?\s*```\s*$/s.exec(text)?.[1];
  try {
    const value = JSON.parse(fenced ?? text) as JsonValue;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Why an answer does not fit; undefined: it does. Another answer may, so that trying again can help. */
export async function checkAnswer(
  schema: object,
  answer: JsonValue | undefined,
  signal: AbortSignal,
): Promise<FailureInfo | undefined> {
  if (answer === undefined) return failed('validation', t('The model did not answer with JSON.'), true).error;
  const verdict = await checkers.ask({ schema, value: answer }, signal, deadlineMs);
  if (verdict === undefined)
    return badSetting(t('"response_schema" takes longer than {0} s to be checked.', deadlineMs / 1000)).error;
  if ('error' in verdict) return badSetting(t('"response_schema" cannot be used: {0}', verdict.error)).error;
  if (verdict.problems.length === 0) return undefined;
  return failed('validation', t('The answer does not fit the schema: {0}', verdict.problems.join('; ')), true).error;
}
