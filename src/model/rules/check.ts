import { t } from '../../base/l10n.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Rule, RuleContext } from './rule.ts';
import { rules } from './table.ts';

const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };

/** All rules over one context. A rule that crashes says so, and the others are still asked. */
export function checkRules(context: RuleContext, table: readonly Rule[] = rules): readonly Diagnostic[] {
  return table.flatMap((rule) => {
    try {
      return [...rule.check(context)].map((finding): Diagnostic => ({
        nodes: [],
        related: [],
        ...finding,
        code: rule.code,
        severity: rule.severity,
      }));
    } catch (error) {
      return [internalError(rule.code, error)];
    }
  });
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
