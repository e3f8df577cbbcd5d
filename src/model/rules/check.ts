import { Attached } from '../../base/attached.ts';
import { t } from '../../base/l10n.ts';
import type { Steps } from '../../base/steps.ts';
import type { Shape } from '../compile/shape.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Rule, RuleContext } from './rule.ts';
import { rules } from './table.ts';

const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };

/** All rules over one context, each a step. A rule that crashes says so, and the others are still asked. */
export function* checkRules(context: RuleContext, table: readonly Rule[] = rules): Steps<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const rule of table) {
    yield;
    found.push(...(rule.ofShape ? remembered(rule, context) : check(rule, context)));
  }
  return found;
}

/** What found nothing in a shape. What was found stands somewhere, and that may have changed. */
const passed = new Attached<Shape, Set<Rule>>();

function remembered(rule: Rule, context: RuleContext): readonly Diagnostic[] {
  if (passed.get(context.shape)?.has(rule)) return [];
  const found = check(rule, context);
  if (found.length > 0) return found;
  const others = passed.get(context.shape);
  if (others) others.add(rule);
  else passed.set(context.shape, new Set([rule]));
  return found;
}

function check(rule: Rule, context: RuleContext): readonly Diagnostic[] {
  try {
    return [...rule.check(context)].map((finding): Diagnostic => ({
      nodes: [],
      related: [],
      severity: rule.severity,
      ...finding,
      code: rule.code,
    }));
  } catch (error) {
    return [internalError(rule.code, error)];
  }
}

/** A check that crashed is never "no problems". */
export function internalError(what: string, error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal-error',
    severity: 'error',
    message: t(
      'The check "{0}" crashed, so its mistakes are not shown: {1}. Please report it with this file.',
      what,
      reason,
    ),
    range: nowhere,
    nodes: [],
    related: [],
  };
}
