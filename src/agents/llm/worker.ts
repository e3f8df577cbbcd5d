/** Checks answers against schemas of workflows, where it can be stopped (threat T12). */
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { serve } from '../keeper.ts';
import { reasonOf } from '../failures.ts';
import type { SchemaQuestion, SchemaVerdict } from './messages.ts';

const shownProblems = 5;

serve(({ schema, value }: SchemaQuestion) => Promise.resolve(check(schema, value)));

function check(schema: object, value: unknown): SchemaVerdict {
  try {
    const options = { strict: false, allErrors: true, logger: false } as const;
    const dialect = '$schema' in schema ? String(schema.$schema) : '';
    const ajv = /draft\/20(?:19|20)-/.test(dialect) ? new Ajv2020(options) : new Ajv(options);
    const validate = ajv.compile(schema);
    if (validate(value)) return { problems: [] };
    const problems = validate.errors ?? [];
    return {
      problems: problems
        .slice(0, shownProblems)
        .map(({ instancePath, message }) => [instancePath, message].filter(Boolean).join(' ')),
    };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}
