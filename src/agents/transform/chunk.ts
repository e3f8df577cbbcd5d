import { t } from '../../base/l10n.ts';
import type { AgentRunner } from '../../engine/ports.ts';
import { aborted, failed, missingSetting } from '../failures.ts';
import { textSetting } from '../settings.ts';
import { TransformWorkers } from './workers.ts';

export { useTranslations } from '../../base/l10n.ts';

/** Longest time of one expression, in milliseconds, also where the workflow sets no timeout. */
const deadlineMs = 30_000;

/** The runner `transform`: JSONata over `{ input, inputs, nodes }` (`spec/format.md`). Output: the expression's value. */
export function createRunner(_options?: unknown, limits: { readonly deadlineMs?: number } = {}): AgentRunner {
  const workers = new TransformWorkers();
  const longest = limits.deadlineMs ?? deadlineMs;
  return {
    async run({ settings, input, inputs, nodes, signal }) {
      const expression = textSetting(settings, 'expression');
      if (expression === undefined || expression.trim() === '') return missingSetting('expression');
      const deadline = AbortSignal.timeout(longest);
      const answer = await workers.ask(
        { expression, value: { input, inputs, nodes } },
        AbortSignal.any([signal, deadline]),
      );
      if (answer === undefined)
        return signal.aborted
          ? aborted()
          : failed('timeout', t('The expression took longer than {0} s.', longest / 1000), false);
      if ('error' in answer) return failed('expression', t('The expression failed: {0}', answer.error), false);
      return { kind: 'succeeded', output: answer.output };
    },
  };
}
