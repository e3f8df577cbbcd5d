/**
 * Goes on with what an earlier server acknowledged and did not finish (fault F13). That one may still live, as when servers change over
 * on one store, or be proven dead by its silence alone, as on another host: so it is looked again for longer than that takes.
 */
import type { Disposable } from '../base/disposable.ts';
import { t } from '../base/l10n.ts';
import type { Logger } from '../engine/ports.ts';
import { isTerminal } from '../protocol/execution.ts';
import type { Executions, ResumeOptions } from '../sdk/executions.ts';
import { workflowIdOf } from '../sdk/workflowFile.ts';

const lookAgainMs = 1000;
const looks = 90;

export interface LeftOptions {
  readonly executions: Executions;
  readonly logger: Logger;
  readonly options: ResumeOptions;
  /** Hears of each that goes on. */
  readonly resumed: (id: string) => void;
}

export class LeftExecutions implements Disposable {
  readonly #with: LeftOptions;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(options: LeftOptions) {
    this.#with = options;
  }

  /** Resolves when those that can go on at once do. What needs an answer first stays `interrupted`. */
  async resume(): Promise<void> {
    const unfinished = (await this.#with.executions.list()).filter(
      ({ file, status }) => !isTerminal(status) && workflowIdOf(file) !== undefined,
    );
    await this.#look(
      unfinished.map(({ id }) => id),
      looks,
    );
  }

  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  async #look(ids: readonly string[], left: number): Promise<void> {
    const others: string[] = [];
    for (const id of ids) if (!this.#isOver && (await this.#isElsewhere(id))) others.push(id);
    if (this.#isOver || others.length === 0 || left === 0) return;
    this.#timer = setTimeout(() => {
      void this.#look(others, left - 1).catch((error: unknown) => {
        this.#with.logger.log('error', String(error));
      });
    }, lookAgainMs);
    this.#timer.unref();
  }

  /** Whether another process has it, as far as one knows; one that was cut off goes on here. */
  async #isElsewhere(id: string): Promise<boolean> {
    const { executions, logger, options, resumed } = this.#with;
    const snapshot = await executions.get(id);
    if (!snapshot || isTerminal(snapshot.status)) return false;
    if (snapshot.status !== 'interrupted') return true;
    const result = await executions.resume(id, options);
    if (result.ok) resumed(id);
    else logger.log('warning', t('The execution {0} cannot go on: {1}', id, result.error.message));
    return false;
  }
}
