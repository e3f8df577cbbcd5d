/** An approval of an execution that is followed: asked for at the terminal, or else how to answer it is said. */
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { EngineEvent } from '../../engine/events.ts';
import { isAsking } from '../../presentation/words.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { Executions } from '../../sdk/executions.ts';
import { readMocks } from '../../sdk/mocks.ts';
import type { Cli } from '../cli.ts';
import { program } from '../help.ts';
import { safeLine } from '../safeText.ts';
import { storeArgument } from '../storeArgument.ts';
import type { Questions } from './questions.ts';
import type { Showing } from './showing.ts';

export interface ApprovalsOptions {
  readonly executions: Executions;
  readonly show: Pick<Showing, 'say'>;
  readonly questions: Questions;
  readonly cli: Cli;
  /** Whether the terminal may be asked: not where programs read. */
  readonly interactive: boolean;
  /** The folder of `--store`. */
  readonly store: string | undefined;
  /** Text of the mocks: what they answer nobody is asked. */
  readonly mocks: string | undefined;
}

export class Approvals implements Disposable {
  readonly #options: ApprovalsOptions;
  readonly #disposables = new DisposableStore();
  /** Ids of nodes in lower case. */
  readonly #mocked: ReadonlySet<string>;
  /** Those without an answer, by node; aborted when they have one. */
  readonly #open = new Map<string, AbortController>();
  #id: string | undefined;

  constructor(options: ApprovalsOptions) {
    this.#options = options;
    this.#mocked = answeredBy(options.mocks);
    this.#disposables.add(
      options.executions.onEvent(({ id, event }) => {
        if (id === this.#id) this.#hear(event);
      }),
    );
  }

  /** It is known which execution it is about. */
  about(id: string): void {
    this.#id = id;
  }

  /** What it asked for before that. */
  begin({ nodes }: ExecutionSnapshot): void {
    for (const [nodeId, node] of Object.entries(nodes))
      if (node.approval && isAsking(node)) this.#request(nodeId, node.approval.message);
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
    if (this.#open.has(nodeId) || this.#mocked.has(nodeId.toLowerCase())) return;
    const controller = new AbortController();
    this.#open.set(nodeId, controller);
    if (this.#options.interactive && this.#options.cli.ask)
      void this.#options.questions.inTurn(() => this.#ask(nodeId, message, controller.signal));
    else this.#sayHow(nodeId);
  }

  async #ask(nodeId: string, message: string, signal: AbortSignal): Promise<void> {
    const { cli, executions, show } = this.#options;
    const isOver = (): boolean => signal.aborted;
    if (isOver() || this.#id === undefined) return;
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
  }

  #sayHow(nodeId: string): void {
    const { show, store } = this.#options;
    const command = `${program} approve ${this.#id ?? ''} ${nodeId}${storeArgument(store)}`;
    show.say(t('To answer: {0}, with --reject to refuse', command));
  }
}

function answeredBy(mocks: string | undefined): ReadonlySet<string> {
  const read = mocks === undefined ? undefined : readMocks(mocks);
  if (read?.ok !== true) return new Set();
  return new Set([...read.value.nodes].flatMap(([id, { approve }]) => (approve === undefined ? [] : [id])));
}
