/** Executions as their journals tell them. What was read of one is kept: of an ended one for good, else until its files change. */
import { t } from '../base/l10n.ts';
import type { EngineEvent } from '../engine/events.ts';
import { storageFailure } from '../engine/failures.ts';
import type { OtherProcesses } from '../engine/journal/otherProcesses.ts';
import { storedEvents, storedSnapshot } from '../engine/journal/replay.ts';
import type { JournalStore, StoredExecution } from '../engine/ports.ts';
import type { Project, ProjectOptions } from '../model/project.ts';
import { type ExecutionSnapshot, isTerminal } from '../protocol/execution.ts';
import { Understood } from './understood.ts';

export class StoredExecutions {
  readonly #journal: JournalStore;
  readonly #others: OtherProcesses | undefined;
  readonly #understood: Understood;
  /** Snapshots of ended executions, which never change. */
  readonly #ended = new Map<string, ExecutionSnapshot>();
  readonly #read = new Map<string, { readonly stamp: string; readonly snapshot: ExecutionSnapshot }>();

  /** @param limits asked when a text is analysed */
  constructor(
    journal: JournalStore,
    others: OtherProcesses | undefined,
    limits: (() => ProjectOptions['limits']) | undefined,
  ) {
    this.#journal = journal;
    this.#others = others;
    this.#understood = new Understood(() => limits?.());
  }

  async snapshot(id: string): Promise<ExecutionSnapshot | undefined> {
    const ended = this.#ended.get(id);
    if (ended) return ended;
    // Before it is read: what is written meanwhile makes another one.
    const seen = await this.#others?.look(id);
    const known = this.#read.get(id);
    if (known && known.stamp === seen?.stamp) return known.snapshot;
    const stored = await this.#journal.read(id);
    if (!stored) return undefined;
    const snapshot = storedSnapshot(stored, await this.workflowOf(stored), await this.#madeMs(stored));
    if (isTerminal(snapshot.status)) {
      this.keep(snapshot);
      return snapshot;
    }
    const shown = seen?.isStalled === true && snapshot.status !== 'unreadable' ? stalled(snapshot) : snapshot;
    if (seen) this.#read.set(id, { stamp: seen.stamp, snapshot: shown });
    return shown;
  }

  /** One that has ended here. */
  keep(snapshot: ExecutionSnapshot): void {
    this.#ended.set(snapshot.id, snapshot);
    this.#read.delete(snapshot.id);
  }

  /** It goes on, or was removed. */
  forget(id: string): void {
    this.#ended.delete(id);
    this.#read.delete(id);
  }

  async source(id: string): Promise<string | undefined> {
    return (await this.#journal.read(id))?.definition?.text;
  }

  async workflow(id: string): Promise<Project | undefined> {
    const stored = await this.#journal.read(id);
    return stored && (await this.workflowOf(stored));
  }

  /** Undefined where this version cannot execute it. */
  workflowOf({ definition }: StoredExecution): Promise<Project | undefined> {
    return this.#understood.workflowOf(definition);
  }

  /** What is about to be executed, and so stored. */
  understand(workflow: Project): void {
    this.#understood.keep(workflow);
  }

  async events(id: string): Promise<readonly EngineEvent[]> {
    const stored = await this.#journal.read(id);
    return stored ? storedEvents(stored, await this.workflowOf(stored)) : [];
  }

  /** Of one that does not say itself when it was made. */
  async #madeMs({ id, definition }: StoredExecution): Promise<number | undefined> {
    if (definition !== undefined) return undefined;
    return (await this.#journal.times()).find((times) => times.id === id)?.created_ms;
  }
}

/** As its owner shows it. */
function stalled(snapshot: ExecutionSnapshot): ExecutionSnapshot {
  const error = storageFailure(t('The process that runs it cannot write its journal now, and waits for the storage.'));
  return { ...snapshot, status: 'paused', error };
}

/** Said of a stored text. */
export function notOfThisVersion(): string {
  return t('Its workflow cannot be executed by this version');
}
