import { Evaluator, type Expr, data } from '@actions/expressions';
import { emptyObject, type JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { err, ok } from '../../base/result.ts';
import type { CompiledExpression } from './compile.ts';
import { fromData } from './data.ts';
import { contextsOf } from './contexts.ts';
import { conditionFunctionsFor } from './functions.ts';
import type { Evaluated, EvaluationContext, Template } from './template.ts';

/** Threat T12: what one expression may cost. Steps are evaluated parts; the length is in characters. */
const maxSteps = 10_000;
const maxTextLength = 64 * 1024;

class TooExpensive extends Error {}

/** The package's evaluator with a bound on its steps and on the texts that it builds. */
class BoundedEvaluator extends Evaluator {
  #steps = 0;

  protected override eval(expr: Expr): data.ExpressionData {
    if (++this.#steps > maxSteps) throw new TooExpensive(t('more than {0} steps', maxSteps));
    const value = super.eval(expr);
    if (value instanceof data.StringData && value.value.length > maxTextLength)
      throw new TooExpensive(t('a text of more than {0} characters', maxTextLength));
    return value;
  }
}

export function evaluateExpression(expression: CompiledExpression, context: EvaluationContext): Evaluated {
  try {
    const evaluator = new BoundedEvaluator(
      expression.ast,
      contextsOf(context),
      conditionFunctionsFor(context.sourceStatus),
    );
    return ok(fromData(evaluator.evaluate()));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err({ message: t('The expression "{0}" failed: {1}', expression.source, reason), range: expression.range });
  }
}

export function evaluateTemplate(template: Template, context: EvaluationContext): Evaluated {
  switch (template.kind) {
    case 'literal':
      return ok(template.value);
    case 'expression':
      return evaluateExpression(template.expression, context);
    case 'text': {
      let text = '';
      for (const part of template.parts) {
        if (typeof part === 'string') {
          text += part;
          continue;
        }
        const value = evaluateExpression(part, context);
        if (!value.ok) return value;
        text += asText(value.value);
      }
      return ok(text);
    }
    case 'list': {
      const items: JsonValue[] = [];
      for (const item of template.items) {
        const value = evaluateTemplate(item, context);
        if (!value.ok) return value;
        items.push(value.value);
      }
      return ok(items);
    }
    case 'map': {
      const object = emptyObject();
      for (const [key, entry] of template.entries) {
        const value = evaluateTemplate(entry, context);
        if (!value.ok) return value;
        object[key] = value.value;
      }
      return ok(object);
    }
  }
}

/** T2: the truth of a condition in the expression language's sense; absent means true. */
export function evaluateCondition(template: Template | undefined, context: EvaluationContext): Evaluated<boolean> {
  if (!template) return ok(true);
  const value = evaluateTemplate(template, context);
  return value.ok ? ok(isTrue(value.value)) : value;
}

/** False are: false, 0, the empty text, null. */
function isTrue(value: JsonValue): boolean {
  return value !== false && value !== 0 && value !== '' && value !== null;
}

/** How a value reads inside a longer text: objects and lists as JSON, null as nothing. */
function asText(value: JsonValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** All expressions of a template, in the order of the text. */
export function expressionsOf(template: Template): readonly CompiledExpression[] {
  switch (template.kind) {
    case 'literal':
      return [];
    case 'expression':
      return [template.expression];
    case 'text':
      return template.parts.filter((part) => typeof part === 'object');
    case 'list':
      return template.items.flatMap(expressionsOf);
    case 'map':
      return [...template.entries.values()].flatMap(expressionsOf);
  }
}
