import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { NodeDefinition } from '../../model/definition.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { expressionFailure } from '../failures.ts';
import { longestDelaySeconds, timeOf } from '../../model/delay.ts';
import { evaluateTemplate } from '../../model/expressions/evaluate.ts';
import type { ProgramNode } from '../program.ts';
import { toMs } from '../units.ts';
import { nodeContext } from './expressions.ts';
import type { Turn } from './turn.ts';

type Delay = Extract<NodeDefinition, { readonly kind: 'delay' }>;

/** How long a delay node waits, in whole milliseconds; `until` in the past gives 0 (D4). */
export function delayOf(turn: Turn, node: ProgramNode, delay: Delay): Result<number, FailureInfo> {
  if (typeof delay.seconds === 'number') return lasting(delay.seconds);
  const template = delay.seconds ?? delay.until;
  if (template === undefined) return ok(0);
  const evaluated = evaluateTemplate(template, nodeContext(turn.state, turn.environment, node));
  if (!evaluated.ok) return err(expressionFailure(evaluated.error.message));
  const { value } = evaluated;
  if (delay.seconds !== undefined) {
    const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0)
      return err(expressionFailure(t('The delay is not a number of seconds')));
    return lasting(seconds);
  }
  const until = typeof value === 'string' ? timeOf(value) : undefined;
  if (until === undefined) return err(expressionFailure(t('The time to wait for is not an ISO 8601 date and time')));
  return ok(Math.max(0, until - (turn.environment.dateMs ?? 0) - turn.now));
}

function lasting(seconds: number): Result<number, FailureInfo> {
  return seconds > longestDelaySeconds
    ? err(expressionFailure(t('The delay is longer than {0} seconds (100 years)', longestDelaySeconds)))
    : ok(toMs(seconds));
}
