/** Threat T14: how much of its journal an execution has used, told to the user at a fifth and to the execution at the whole. */
import { t } from '../base/l10n.ts';
import type { FailureInfo } from '../protocol/execution.ts';
import { limitFailure } from './failures.ts';
import type { EngineLimits } from './limits.ts';

const warnedAt = 0.2;

export class JournalBudget {
  readonly #limits: EngineLimits;
  readonly #warn: () => void;
  #told: 'no' | 'warned' | 'reached' = 'no';

  /** @param warn called once */
  constructor(limits: EngineLimits, warn: () => void) {
    this.#limits = limits;
    this.#warn = warn;
  }

  /** Why the execution may not go on; said once. */
  check(events: number, bytes: number): FailureInfo | undefined {
    const { journalEvents, journalBytes } = this.#limits;
    const used = Math.max(events / journalEvents, bytes / journalBytes);
    if (used < warnedAt || this.#told === 'reached') return undefined;
    if (used < 1) {
      if (this.#told === 'no') this.#warn();
      this.#told = 'warned';
      return undefined;
    }
    this.#told = 'reached';
    return limitFailure(
      events >= journalEvents
        ? t('The execution needs more than {0} events', journalEvents)
        : t('The execution needs more than {0} MiB of journal', Math.round(journalBytes / 1024 / 1024)),
    );
  }
}
