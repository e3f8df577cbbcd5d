/**
 * What a graph draws: its text's picture, or why there is none.
 *
 * 1. Only the newest drawing shows anything.
 * 2. A text with a syntax error leaves the last picture; without one, what can be read of it is drawn.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { graphNotice } from '../../presentation/graphNotice.ts';
import type { FoldChoice, GraphHostMessage } from '../../protocol/graph.ts';
import type { GraphSubject, SubjectText } from './graphSubject.ts';
import type { Pictures } from './pictures.ts';
import type { ShownExecution } from './shownExecution.ts';

export type ShownPicture = Extract<GraphHostMessage, { type: 'picture' | 'message' }>;

const foldSetting = 'graph.collapseAbove';

export interface DrawingOptions {
  readonly subject: GraphSubject;
  readonly execution: ShownExecution;
  readonly pictures: Pictures;
  /** There is another picture. */
  readonly show: (picture: ShownPicture) => void;
  readonly named: (subject: SubjectText) => void;
}

export class Drawing implements Disposable {
  readonly #options: DrawingOptions;
  /** By fork: what somebody chose. */
  readonly #folds = new Map<string, boolean>();
  readonly #disposables = new DisposableStore();
  #picture: ShownPicture | undefined;
  /** Whether that is of a text without a syntax error. */
  #isWhole = false;
  #newest = new AbortController();

  constructor(options: DrawingOptions) {
    this.#options = options;
    this.#disposables.add(
      options.subject.onDidChange(() => {
        void this.draw();
      }),
    );
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`ipaWorkflow.${foldSetting}`)) void this.draw();
      }),
    );
  }

  /** The last one; undefined before the first. */
  get picture(): ShownPicture | undefined {
    return this.#picture;
  }

  fold({ nodeId, folded }: FoldChoice): void {
    this.#folds.set(nodeId, folded);
    void this.draw();
  }

  /** As it was left before a reload; what was chosen since then stays. Until that is drawn there is no picture. */
  refold(kept: readonly FoldChoice[]): void {
    const missing = kept.filter(({ nodeId }) => !this.#folds.has(nodeId));
    if (missing.length === 0) return;
    for (const { nodeId, folded } of missing) this.#folds.set(nodeId, folded);
    this.#picture = undefined;
    void this.draw();
  }

  async draw(): Promise<void> {
    const { subject: read, execution, pictures, named } = this.#options;
    this.#newest.abort();
    this.#newest = new AbortController();
    const { signal } = this.#newest;
    const subject = await read.read(execution.pinned);
    const canEdit = await read.isWritable();
    // To understand a large text takes long enough; others go on before it is drawn.
    await nextTurn();
    if (signal.aborted) return;
    named(subject);
    if (subject.kind === 'none') {
      this.#show({ type: 'message', text: subject.reason });
      return;
    }
    const { name, project } = subject;
    const title = project.definition.name === '' ? name : project.definition.name;
    const canRun = read.uri !== undefined && project.executable && vscode.workspace.isTrusted;
    const last = this.#picture;
    const isReadable = project.syntax.problems.length === 0;
    if (!isReadable && last?.type === 'picture' && this.#isWhole) {
      this.#show({ ...last, canRun, canEdit: false, provisional: false, notice: graphNotice(project, true) });
      return;
    }
    if (project.definition.nodes.length === 0) {
      this.#show({ type: 'message', text: graphNotice(project, false) });
      return;
    }
    const above = foldAbove();
    const isFolded = (fork: string, branches: number): boolean => this.#folds.get(fork) ?? branches > above;
    const shown = {
      title,
      canRun,
      canEdit: canEdit && isReadable,
      notice: graphNotice(project, false),
    };
    await pictures.show({ project, isFolded }, signal, (picture, provisional) => {
      this.#isWhole = isReadable;
      this.#show({ type: 'picture', picture, provisional, ...shown });
    });
  }

  dispose(): void {
    this.#newest.abort();
    this.#disposables.dispose();
  }

  #show(picture: ShownPicture): void {
    this.#picture = picture;
    this.#options.show(picture);
  }
}

/** `ipaWorkflow.graph.collapseAbove`: forks with more branches are folded until somebody unfolds them. */
function foldAbove(): number {
  const above = vscode.workspace.getConfiguration('ipaWorkflow').get<unknown>(foldSetting);
  return typeof above === 'number' && above >= 1 ? above : 200;
}
