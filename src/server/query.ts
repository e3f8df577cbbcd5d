/** A request's query, checked against the route's schema. What it does not name is ignored. */
import { t } from '../base/l10n.ts';
import { type Problem, RequestFailure } from './answers.ts';
import { type QueryName, querySchemas } from './schemas.ts';

interface Schema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
}

export function readQuery(given: URLSearchParams, name: QueryName): Record<string, string | number | undefined> {
  const read: Record<string, string | number | undefined> = {};
  const problems: Problem[] = [];
  for (const [key, schema] of Object.entries<Schema>(querySchemas[name])) {
    const text = given.get(key);
    if (text === null) continue;
    const problem = problemOf(text, schema);
    if (problem !== undefined) problems.push({ loc: ['query', key], msg: problem, type: 'invalid-value' });
    else read[key] = schema.type === 'integer' ? Number(text) : text;
  }
  if (problems.length > 0) throw new RequestFailure(422, problems);
  return read;
}

function problemOf(text: string, { type, minimum = 0, maximum = 0, enum: allowed }: Schema): string | undefined {
  if (allowed && !allowed.includes(text)) return t('It must be one of: {0}', allowed.join(', '));
  if (type !== 'integer') return undefined;
  const isRight = /^\d{1,9}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum;
  return isRight ? undefined : t('It must be a whole number from {0} to {1}.', minimum, maximum);
}
