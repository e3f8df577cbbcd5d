/** An approval of an execution that is followed: asked for at the terminal, or else how to answer it is said. */
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { EngineEvent } from '../../engine/events.ts';
import { isAsking } from '../../presentation/words.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { Executions } from '../../sdk/executions.ts';
import type { Cli } from '../cli.ts';
import { program } from '../help.ts';
import { safeLine } from '../safeText.ts';
import type { Showing } from './showing.ts';

export interface ApprovalsOptions {
  readonly executions: Executions;
  readonly show: Pick<Showing, 'say' | 'hold'>;
  readonly cli: Cli;
  /** Whether the terminal may be asked: not where programs read. */
  readonly interactive: boolean;
  /** The folder of `--store`. */
  readonly store: string | undefined;
  /** How long an answer may take before a person is asked: a mock's comes at once. */
  readonly patienceMs?: number;
}

export class Approvals implements Disposable {
  readonly #options: ApprovalsOptions;
  readonly #disposables = new DisposableStore();
  /** Those without an answer, by node; aborted when they have one. */
  readonly #open = new Map<string, AbortController>();
  #asking: Promise<void> = Promise.resolve();
  #id: string | undefined;

  constructor(options: ApprovalsOptions) {
    this.#options = options;
    this.#disposables.add(
      options.executions.onEvent(({ id, event }) => {
        if (this.#id === undefined || id === this.#id) this.#hear(event);
      }),
    );
  }

  /** It is known which execution it is about; one that goes on may have asked before. */
  begin(id: string, { nodes }: ExecutionSnapshot): void {
    this.#id = id;
    for (const [nodeId, node] of Object.entries(nodes))
      if (node.approval && isAsking(node) && !this.#open.has(nodeId)) this.#request(nodeId, node.approval.message);
  }

  dispose(): void {
    this.#disposables.dispose();
    for (const controller of this.#open.values()) controller.abort();
    this.#open.clear();
  }

  #hear(event: EngineEvent): void {
    switch (event.type) {
      case 'approvalRequested':
        this.#request(event.node_id, event.message);
        return;
      case 'approvalAnswered':
      case 'nodeFailed':
      case 'nodeCancelled':
        this.#open.get(event.node_id)?.abort();
        this.#open.delete(event.node_id);
        return;
      default:
    }
  }

  #request(nodeId: string, message: string): void {
    const controller = new AbortController();
    this.#open.set(nodeId, controller);
    const timer = setTimeout(() => {
      if (this.#options.interactive && this.#options.cli.ask)
        this.#asking = this.#asking.then(() => this.#ask(nodeId, message, controller.signal));
      else this.#sayHow(nodeId);
    }, this.#options.patienceMs ?? 50);
    controller.signal.addEventListener('abort', () => {
      clearTimeout(timer);
    });
  }

  async #ask(nodeId: string, message: string, signal: AbortSignal): Promise<void> {
    const { cli, executions, show } = this.#options;
    const isOver = (): boolean => signal.aborted;
    if (isOver() || this.#id === undefined) return;
    const held = show.hold();
    try {
      cli.err.write(`\n${safeLine(nodeId)}: ${safeLine(message)}\n`);
      const answer = await cli.ask?.(`${t('Approve? (y/N)')} `, signal);
      if (answer === undefined) {
        if (!isOver()) this.#sayHow(nodeId);
        return;
      }
      const comment = await cli.ask?.(`${t('Comment, if any:')} `, signal);
      if (comment === undefined) return;
      const approved = /^(y|yes)$/i.test(answer.trim());
      const answered = await executions.answer(this.#id, nodeId, { approved, comment: comment.trim() });
      if (!answered.ok) show.say(safeLine(answered.error.message));
    } finally {
      held.dispose();
    }
  }

  #sayHow(nodeId: string): void {
    const { show, store } = this.#options;
    const where = store === undefined ? '' : ` --store ${quoted(store)}`;
    const command = `${program} approve ${this.#id ?? ''} ${nodeId}${where}`;
    show.say(t('To answer: {0}, with --reject to refuse', command));
  }
}

function quoted(text: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(text) ? text : JSON.stringify(text);
}
