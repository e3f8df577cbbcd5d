/** Mistakes of requests and of workflows as the list under `detail`. */
import { t } from '../base/l10n.ts';
import { nearest } from '../base/nearest.ts';
import type { InputProblem } from '../engine/inputs.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Project } from '../model/project.ts';
import type { SchemaError } from '../model/schema/generated/validator.js';
import { placeAt } from '../model/syntax/syntaxTree.ts';
import type { Problem } from './answers.ts';

/** @param schema of the body, for the names that are near */
export function schemaProblems(errors: readonly SchemaError[], schema: object): readonly Problem[] {
  return errors.map((error) =>
    problemOf(error, 'properties' in schema ? Object.keys(schema.properties as object) : []),
  );
}

function problemOf({ keyword, instancePath, params, message = '' }: SchemaError, known: readonly string[]): Problem {
  const loc = ['body', ...steps(instancePath)];
  switch (keyword) {
    case 'required': {
      const key = String(params['missingProperty']);
      return { loc: [...loc, key], msg: t('"{0}" is missing.', key), type: 'missing-key' };
    }
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const near = nearest(key, known);
      const msg =
        near === undefined ? t('There is no "{0}".', key) : t('There is no "{0}". Did you mean "{1}"?', key, near);
      return { loc: [...loc, key], msg, type: 'unknown-key' };
    }
    case 'type':
      return { loc, msg: t('It must be of the type {0}.', String(params['type'])), type: 'invalid-type' };
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly string[]).join(', ');
      return { loc, msg: t('It must be one of: {0}', allowed), type: 'invalid-value' };
    }
    default:
      return { loc, msg: t('It is not valid: it {0}.', message), type: 'invalid-value' };
  }
}

/** Of a JSON pointer. A step of digits counts as an index. */
function steps(pointer: string): readonly (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

export interface DiagnosticProblem extends Problem {
  readonly severity: Diagnostic['severity'];
}

/** @param inside where in the body the workflow stands */
export function diagnosticProblems(
  { syntax, diagnostics, blockers }: Project,
  inside: readonly string[],
): readonly DiagnosticProblem[] {
  const all = [...diagnostics, ...blockers.filter((blocker) => !diagnostics.includes(blocker))];
  if (all.length === 0 && syntax.root === undefined)
    return [{ loc: ['body', ...inside], msg: t('The workflow is empty.'), type: 'missing-key', severity: 'error' }];
  return all.map(({ range, message, code, severity }) => ({
    loc: ['body', ...inside, ...placeAt(syntax.root, range.start).path],
    msg: message,
    type: code,
    severity,
  }));
}

export function inputProblems(problems: readonly InputProblem[], inside: string): readonly Problem[] {
  return problems.map(({ input, message }) => ({ loc: ['body', inside, input], msg: message, type: 'invalid-value' }));
}
