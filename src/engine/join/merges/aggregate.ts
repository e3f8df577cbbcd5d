import type { JsonValue } from '../../../base/json.ts';
import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Aggregate } from '../../../model/definition.ts';
import type { Branch, Merge } from '../merges.ts';

/** A function over the outputs: numbers, but for `count` (anything) and `concat` (lists, or text). */
export const aggregate: Merge = (branches, settings) => {
  const name = settings.aggregate ?? 'count';
  if (name === 'count') return ok(branches.length);
  if (name === 'concat') return concat(branches);
  const values: number[] = [];
  for (const { id, output } of branches) {
    if (typeof output !== 'number') return err(t('The output of {0} is not a number', id));
    values.push(output);
  }
  return ok(overNumbers[name](values));
};

const overNumbers: Readonly<Record<Exclude<Aggregate, 'count' | 'concat'>, (values: readonly number[]) => JsonValue>> =
  {
    sum,
    max: (values) => (values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b))),
    min: (values) => (values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b))),
    avg: (values) => (values.length === 0 ? null : sum(values) / values.length),
  };

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Lists are joined to one list, texts to one text; of nothing, the empty list. */
function concat(branches: readonly Branch[]): Result<JsonValue, string> {
  const texts = branches.flatMap(({ output }) => (typeof output === 'string' ? [output] : []));
  if (branches.length > 0 && texts.length === branches.length) return ok(texts.join(''));
  const list: JsonValue[] = [];
  for (const { id, output } of branches) {
    if (!Array.isArray(output)) return err(t('The output of {0} is neither a list nor, as the others, text', id));
    for (const item of output) list.push(item);
  }
  return ok(list);
}
