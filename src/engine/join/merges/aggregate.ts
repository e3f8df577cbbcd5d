import type { JsonValue } from '../../../base/json.ts';
import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Aggregate } from '../../../model/definition.ts';
import type { Branches, Merge } from '../merges.ts';

/** A function over the outputs: numbers, but for `count` (anything) and `concat` (lists, or text). */
export const aggregate: Merge = (branches, settings) => {
  const name = settings.aggregate ?? 'count';
  const { ids, outputs } = branches;
  if (name === 'count') return ok(outputs.length);
  if (name === 'concat') return concat(branches);
  const values: number[] = [];
  for (const [at, output] of outputs.entries()) {
    if (typeof output !== 'number') return err(t('The output of {0} is not a number', ids[at] ?? ''));
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
function concat({ ids, outputs }: Branches): Result<JsonValue, string> {
  const texts = outputs.filter((output) => typeof output === 'string');
  if (outputs.length > 0 && texts.length === outputs.length) return ok(texts.join(''));
  const list: JsonValue[] = [];
  for (const [at, output] of outputs.entries()) {
    if (!Array.isArray(output))
      return err(t('The output of {0} is neither a list nor, as the others, text', ids[at] ?? ''));
    for (const item of output) list.push(item);
  }
  return ok(list);
}
