/**
 * What a graph draws: its text's picture, or why there is none.
 *
 * 1. Only the newest drawing shows anything.
 * 2. A text with a syntax error leaves the last picture; without one, what can be read of it is drawn.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../model/project.ts';
import { itemsOf, valueOf } from '../../model/syntax/syntaxTree.ts';
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
      const notice = t('The text has a syntax error. The graph shows what it was before.');
      this.#show({ ...last, canRun, canEdit: false, provisional: false, notice });
      return;
    }
    const above = foldAbove();
    const isFolded = (fork: string, branches: number): boolean => this.#folds.get(fork) ?? branches > above;
    const shown = {
      title,
      canRun,
      canEdit: canEdit && isReadable,
      notice: noticeOf(project),
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

function noticeOf(project: Project): string {
  return project.syntax.problems.length > 0
    ? t('The text has a syntax error. The graph shows what can be read of it.')
    : leftOut(project);
}

/** Said when a mistake keeps nodes or edges out of the picture. */
function leftOut({ syntax: { root }, definition }: Project): string {
  const written = itemsOf(valueOf(root, 'nodes')).length + itemsOf(valueOf(root, 'edges')).length;
  const missing = written - definition.nodes.length - definition.edges.length;
  if (missing <= 0) return '';
  return missing === 1
    ? t('A node or edge is left out, because it has a mistake.')
    : t('{0} nodes and edges are left out, because they have mistakes.', missing);
}

/** `ipaWorkflow.graph.collapseAbove`: forks with more branches are folded until somebody unfolds them. */
function foldAbove(): number {
  const above = vscode.workspace.getConfiguration('ipaWorkflow').get<unknown>(foldSetting);
  return typeof above === 'number' && above >= 1 ? above : 200;
}
