import { t } from '../../base/l10n.ts';
import type { AgentRunner } from '../../engine/ports.ts';
import { aborted, failed, missingSetting } from '../failures.ts';
import { Processes } from '../processes.ts';
import { textSetting } from '../settings.ts';
import type { TransformAnswer, TransformQuestion } from './messages.ts';

export { useTranslations } from '../../base/l10n.ts';

/** Of one expression, also where the workflow sets no timeout. */
const defaultLimits = { deadlineMs: 30_000, memoryMb: 256 };

/** The runner `transform`: JSONata over `{ input, inputs, nodes }` (`spec/format.md`). Output: the expression's value. */
export function createRunner(_options?: unknown, limits: Partial<typeof defaultLimits> = {}): AgentRunner {
  const { deadlineMs, memoryMb } = { ...defaultLimits, ...limits };
  const processes = new Processes<TransformQuestion, TransformAnswer>('transform', memoryMb);
  return {
    async run({ settings, input, inputs, nodes, signal }) {
      const expression = textSetting(settings, 'expression');
      if (expression === undefined || expression.trim() === '') return missingSetting('expression');
      const answer = await processes.ask({ expression, value: { input, inputs, nodes } }, signal, deadlineMs);
      if (answer === undefined)
        return signal.aborted
          ? aborted()
          : failed('timeout', t('The expression took longer than {0} s.', deadlineMs / 1000), false);
      if ('error' in answer) return failed('expression', t('The expression failed: {0}', answer.error), false);
      return { kind: 'succeeded', output: answer.output };
    },
  };
}
