/**
 * The logs that are open, each kept as text that grows.
 *
 * 1. An event of an execution that runs here costs one line, however long the log is.
 * 2. Readers hear of more the less often the longer the text is: VS Code takes it anew as a whole each time.
 */
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Steps } from '../../base/steps.ts';
import { Emitter } from '../../base/event.ts';
import type { EngineEvent } from '../../engine/events.ts';
import { LogDocument } from '../../presentation/logDocument.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import { finishBesides } from '../../sdk/besides.ts';
import type { Executions } from '../../sdk/executions.ts';
import { formatTime } from '../formatTime.ts';
import type { ExecutionList } from './executionList.ts';
import { parseExecutionUri } from './executionUris.ts';

const shortestPauseMs = 200;
/** A text of a megabyte is told once in two seconds. */
const pauseForCharacterMs = 0.002;

interface OpenLog {
  readonly document: LogDocument;
  length: number;
  telling: NodeJS.Timeout | undefined;
  /** Whether there are events that it has not been told. */
  isBehind: boolean;
  /** While it is told what is stored. */
  reading: Promise<void> | undefined;
}

export class OpenLogs implements Disposable {
  readonly #executions: Executions;
  readonly #list: ExecutionList;
  readonly #open = new Map<string, OpenLog>();
  readonly #changed = new Emitter<string>();
  readonly #disposables = new DisposableStore();

  /** More is to be told of the execution. */
  readonly onDidChange = this.#changed.event;

  constructor(executions: Executions, list: ExecutionList) {
    this.#executions = executions;
    this.#list = list;
    for (const registered of [
      executions.onEvent(({ id, event }) => {
        const log = this.#open.get(id);
        if (!log) return;
        // With a gap it is read again when its text is asked for.
        if (event.seq > log.document.lastSeq + 1) log.isBehind = true;
        else log.document.add(event);
      }),
      list.onDidChange(({ ids }) => {
        for (const id of ids) this.#tellSoon(id);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        const asked = parseExecutionUri(uri);
        if (asked?.kind === 'log') this.#close(asked.id);
      }),
    ])
      this.#disposables.add(registered);
  }

  /** All of it so far. */
  async text(snapshot: ExecutionSnapshot): Promise<string> {
    const { id } = snapshot;
    const log = this.#open.get(id) ?? (await this.#make(snapshot));
    while (log.reading) await log.reading;
    if (!this.#list.isHere(id) || log.isBehind) await (log.reading = this.#read(id, log));
    const text = log.document.text((await this.#executions.get(id)) ?? snapshot);
    log.length = text.length;
    return text;
  }

  /** Undefined for one that is not open. */
  get(id: string): LogDocument | undefined {
    return this.#open.get(id)?.document;
  }

  dispose(): void {
    for (const id of [...this.#open.keys()]) this.#close(id);
    this.#disposables.dispose();
    this.#changed.dispose();
  }

  async #make(snapshot: ExecutionSnapshot): Promise<OpenLog> {
    const document = new LogDocument(snapshot, await this.#list.outline(snapshot.id), formatTime);
    const log = { document, length: 0, telling: undefined, isBehind: true, reading: undefined };
    this.#open.set(snapshot.id, log);
    return log;
  }

  async #read(id: string, log: OpenLog): Promise<void> {
    try {
      log.isBehind = false;
      await finishBesides(addInSteps(log.document, await this.#executions.events(id)));
    } finally {
      log.reading = undefined;
    }
  }

  #tellSoon(id: string): void {
    const log = this.#open.get(id);
    if (!log || log.telling !== undefined) return;
    log.telling = setTimeout(
      () => {
        log.telling = undefined;
        this.#changed.fire(id);
      },
      shortestPauseMs + log.length * pauseForCharacterMs,
    );
  }

  #close(id: string): void {
    clearTimeout(this.#open.get(id)?.telling);
    this.#open.delete(id);
  }
}

/** An event at a time: there may be tens of thousands. */
function* addInSteps(document: LogDocument, events: readonly EngineEvent[]): Steps<void> {
  for (const event of events) {
    document.add(event);
    yield;
  }
}
