/**
 * One graph beside a text.
 *
 * 1. The view gets whole snapshots, and all of them again whenever it says `ready`: hidden views are thrown away.
 * 2. A message of the view is one of a few; none names a path, a command or an address (threat T2).
 * 3. Nothing is sent, and nothing ticks, after it was closed: what was being read then is dropped.
 */
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { currentTranslations, t } from '../../base/l10n.ts';
import type { IsFolded } from '../../layout/folding.ts';
import type { Project } from '../../model/project.ts';
import { itemsOf, valueOf } from '../../model/syntax/syntaxTree.ts';
import { safeLine } from '../../presentation/safeText.ts';
import {
  type GraphExecution,
  graphProtocolVersion,
  type GraphHostMessage,
  type GraphSource,
  type GraphViewMessage,
  type Steering,
} from '../../protocol/graph.ts';
import { readViewMessage } from '../../protocol/graphViewGuards.ts';
import { type CommandId, commands } from '../contributions.ts';
import { sourceOf } from '../executions/executionUris.ts';
import { toRange } from '../languageFeatures/convert.ts';
import type { ProjectStore } from '../languageFeatures/projectStore.ts';
import type { Services } from '../services.ts';
import { editInGraph, stepInHistory } from './editing.ts';
import { exportGraph, type ExportFormat } from './exporting.ts';
import { graphPage, pageOptions } from './graphPage.ts';
import { GraphSubject, type SubjectText } from './graphSubject.ts';
import { Inspecting } from './inspecting.ts';
import { OverTime } from './overTime.ts';
import { Painting } from './painting.ts';
import type { Pictures } from './pictures.ts';
import { ShownExecution } from './shownExecution.ts';

/** The cursor must rest for so long: to know its node the text is analysed, which no keystroke waits for. */
const restMs = 150;
/** Between two timelines of an execution that goes on. */
const timelineMs = 500;

const commandOf: Readonly<Record<Steering, CommandId>> = {
  pause: commands.pauseExecution,
  resume: commands.resumeExecution,
  retry: commands.retryExecution,
  cancel: commands.cancelExecution,
};

type ShownPicture = Extract<GraphHostMessage, { type: 'picture' | 'message' }>;

export interface GraphPanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly source: GraphSource;
  /** Whether it stands in the place of the text: its title is the file's then. */
  readonly isEditor: boolean;
  readonly services: Pick<Services, 'extensionUri' | 'executions' | 'list' | 'output'>;
  readonly projects: ProjectStore;
  readonly pictures: Pictures;
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
  const above = vscode.workspace.getConfiguration('ipaWorkflow').get<unknown>('graph.collapseAbove');
  return typeof above === 'number' && above >= 1 ? above : 200;
}

export class GraphPanel implements Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #services: GraphPanelOptions['services'];
  readonly #pictures: Pictures;
  readonly #subject: GraphSubject;
  readonly #execution: ShownExecution;
  readonly #inspecting: Inspecting;
  readonly #overTime: OverTime;
  readonly #painting: Painting;
  readonly #projects: ProjectStore;
  readonly #isEditor: boolean;
  #name = '';
  #shown: GraphExecution | null = null;
  #timing: NodeJS.Timeout | undefined;
  readonly #disposables = new DisposableStore();
  /** By fork: what somebody chose. */
  readonly #folds = new Map<string, boolean>();
  #picture: ShownPicture | undefined;
  #ready = false;
  #dropped = 0;
  #selected: string | null = null;
  #drawing = new AbortController();
  #ticker: NodeJS.Timeout | undefined;
  #resting: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ panel, source, isEditor, services, projects, pictures }: GraphPanelOptions) {
    this.#panel = panel;
    this.#isEditor = isEditor;
    this.#projects = projects;
    this.#services = services;
    this.#pictures = pictures;
    const uri = source.document === '' ? undefined : vscode.Uri.parse(source.document);
    this.#subject = this.#disposables.add(new GraphSubject({ projects, executions: services.executions, uri }));
    const pinned = source.execution === '' ? undefined : source.execution;
    this.#execution = this.#disposables.add(new ShownExecution(services.list, uri && sourceOf(uri), pinned));
    this.#painting = this.#disposables.add(
      new Painting((message) => {
        this.#post(message);
      }),
    );
    this.#overTime = new OverTime(services.executions);
    this.#inspecting = new Inspecting(services.executions, this.#subject, this.#execution);
    this.#listen();
    panel.webview.options = pageOptions(services.extensionUri);
    panel.webview.html = graphPage(panel.webview, services.extensionUri);
    void this.#draw();
  }

  /** What it is of, in the form that a reload finds again. */
  get source(): GraphSource {
    return { document: this.#subject.uri?.toString() ?? '', execution: this.#execution.pinned ?? '' };
  }

  /** Shows it where it is, for an execution where one is named. */
  show(executionId: string): void {
    this.#panel.reveal(undefined, true);
    this.#execution.pin(executionId === '' ? undefined : executionId);
    this.#post({ type: 'restore', source: this.source });
  }

  /** As when the cursor comes to the node in the text. */
  select(nodeId: string): void {
    this.#selected = nodeId;
    this.#post({ type: 'select', nodeId });
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  /** Writes it to a file. @param format undefined: somebody is asked */
  async export(format: ExportFormat | undefined): Promise<void> {
    const shown = this.#picture;
    if (shown?.type !== 'picture') return;
    const paint = (svg: string): Promise<Uint8Array | undefined> =>
      this.#ready ? this.#painting.paint(svg) : Promise.resolve(undefined);
    await exportGraph({ name: this.#name, picture: shown.picture, execution: this.#shown, paint }, format);
  }

  dispose(): void {
    this.#closed = true;
    this.#drawing.abort();
    clearInterval(this.#ticker);
    clearTimeout(this.#resting);
    clearTimeout(this.#timing);
    this.#disposables.dispose();
    this.#panel.dispose();
  }

  #listen(): void {
    const { webview } = this.#panel;
    for (const registered of [
      webview.onDidReceiveMessage((message: unknown) => {
        this.#receive(message);
      }),
      this.#panel.onDidChangeViewState(() => {
        // What a hidden view would get is lost; it says `ready` again when it is shown.
        if (!this.#panel.visible) this.#ready = false;
      }),
      this.#subject.onDidChange(() => {
        void this.#draw();
      }),
      this.#execution.onDidChange(() => {
        void this.#postExecution();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('ipaWorkflow.graph.collapseAbove')) void this.#draw();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        const [first] = selections;
        if (first && this.#subject.isOf(textEditor.document)) this.#selectSoon(textEditor.document, first.active);
      }),
    ])
      this.#disposables.add(registered);
  }

  #post(message: GraphHostMessage): void {
    if (this.#ready && !this.#closed) void this.#panel.webview.postMessage(message);
  }

  #receive(received: unknown): void {
    const message = readViewMessage(received);
    if (!message) {
      this.#dropped += 1;
      this.#services.output.debug(t('The graph sent a message that is none of ours ({0} so far).', this.#dropped));
      return;
    }
    switch (message.type) {
      case 'ready':
        if (message.version === graphProtocolVersion) this.#begin();
        break;
      case 'revealNode':
        void this.#reveal(message.nodeId, message.focus);
        break;
      case 'run':
        if (this.#subject.uri) void vscode.commands.executeCommand(commands.run, this.#subject.uri);
        break;
      case 'fold':
        this.#folds.set(message.nodeId, message.folded);
        void this.#draw();
        break;
      case 'timeline':
        this.#overTime.isWanted = message.shown;
        void this.#postTimeline();
        break;
      case 'scrub':
        this.#overTime.scrub(message.executionId, message.event);
        void this.#postExecution();
        break;
      case 'edit':
      case 'history':
        this.#change(message);
        break;
      case 'export':
        void this.export(undefined);
        break;
      case 'painted':
        this.#painting.receive(message);
        break;
      case 'inspect':
        this.#inspecting.look(message.nodeId);
        void this.#postInspection();
        break;
      case 'openValue': {
        const { executionId, nodeId, part } = message;
        void vscode.commands.executeCommand(part === 'input' ? commands.openInput : commands.openOutput, {
          executionId,
          nodeId,
        });
        break;
      }
      case 'answer': {
        const { executionId, nodeId, approved } = message;
        void vscode.commands.executeCommand(approved ? commands.approve : commands.reject, { executionId, nodeId });
        break;
      }
      default:
        void vscode.commands.executeCommand(commandOf[message.type], message.executionId);
    }
  }

  #change(message: Extract<GraphViewMessage, { type: 'edit' | 'history' }>): void {
    const { uri } = this.#subject;
    if (!uri) return;
    if (message.type === 'edit') void editInGraph(uri, this.#projects, message.edit);
    else void stepInHistory(uri, message.step, { isEditor: this.#isEditor, panel: this.#panel });
  }

  #begin(): void {
    this.#ready = true;
    this.#post({ type: 'texts', bundle: currentTranslations() });
    this.#post({ type: 'restore', source: this.source });
    if (this.#picture) this.#post(this.#picture);
    this.#post({ type: 'select', nodeId: this.#selected });
    void this.#postExecution();
  }

  async #draw(): Promise<void> {
    this.#drawing.abort();
    this.#drawing = new AbortController();
    const { signal } = this.#drawing;
    const subject = await this.#subject.read(this.#execution.pinned);
    const canEdit = await this.#subject.isWritable();
    if (signal.aborted) return;
    this.#showName(subject);
    if (subject.kind === 'none') {
      this.#showPicture({ type: 'message', text: subject.reason });
      return;
    }
    const { name, project } = subject;
    const title = project.definition.name === '' ? name : project.definition.name;
    const canRun = this.#subject.uri !== undefined && project.executable && vscode.workspace.isTrusted;
    const last = this.#picture;
    if (project.syntax.problems.length > 0 && last?.type === 'picture') {
      const notice = t('The text has a syntax error. The graph shows what it was before.');
      this.#showPicture({ ...last, canRun, canEdit: false, provisional: false, notice });
      return;
    }
    const above = foldAbove();
    const isFolded: IsFolded = (fork, branches) => this.#folds.get(fork) ?? branches > above;
    await this.#pictures.show({ project, isFolded }, signal, (picture, provisional) => {
      this.#showPicture({ type: 'picture', title, picture, provisional, canRun, canEdit, notice: leftOut(project) });
    });
  }

  #showPicture(message: ShownPicture): void {
    this.#picture = message;
    this.#post(message);
    void this.#postInspection();
  }

  #showName({ name }: SubjectText): void {
    this.#name = name;
    if (!this.#isEditor) this.#panel.title = name === '' ? t('Graph') : t('Graph of {0}', safeLine(name, 60));
  }

  async #postExecution(): Promise<void> {
    const present = await this.#execution.read();
    const snapshot = this.#execution.current();
    const execution = (snapshot && (await this.#overTime.past(snapshot))) ?? present;
    if (this.#closed) return;
    this.#shown = execution;
    this.#post({ type: 'execution', execution });
    void this.#postInspection();
    this.#postTimelineSoon();
    if (!this.#execution.ticks) {
      clearInterval(this.#ticker);
      this.#ticker = undefined;
      return;
    }
    this.#ticker ??= setInterval(() => {
      if (this.#ready) void this.#postExecution();
    }, 1000);
  }

  async #postInspection(): Promise<void> {
    const { nodeId } = this.#inspecting;
    if (nodeId === null) return;
    const inspection = await this.#inspecting.read();
    if (!this.#closed && nodeId === this.#inspecting.nodeId) this.#post({ type: 'inspection', inspection });
  }

  /** A timeline may be large: while the execution goes on it comes once in a while. */
  #postTimelineSoon(): void {
    if (!this.#overTime.isWanted || this.#timing !== undefined) return;
    this.#timing = setTimeout(() => {
      this.#timing = undefined;
      void this.#postTimeline();
    }, timelineMs);
  }

  async #postTimeline(): Promise<void> {
    if (!this.#overTime.isWanted) return;
    const timeline = await this.#overTime.timeline(this.#execution.current());
    if (!this.#closed) this.#post({ type: 'timeline', timeline });
  }

  #selectSoon(document: vscode.TextDocument, position: vscode.Position): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      if (!document.isClosed) this.#select(document, position);
    }, restMs);
  }

  #select(document: vscode.TextDocument, position: vscode.Position): void {
    const nodeId = this.#subject.nodeAt(document, position) ?? null;
    if (nodeId === this.#selected) return;
    this.#selected = nodeId;
    this.#post({ type: 'select', nodeId });
  }

  /** @param focus whether the text gets the keyboard */
  async #reveal(nodeId: string, focus: boolean): Promise<void> {
    const { uri } = this.#subject;
    const subject = await this.#subject.read(undefined);
    if (!uri || subject.kind === 'none') return;
    const node = subject.project.definition.nodes.find(({ id }) => id === nodeId);
    if (!node) return;
    const shown = vscode.window.visibleTextEditors.find(({ document }) => this.#subject.isOf(document));
    const first = this.#panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
    const editor = await vscode.window.showTextDocument(uri, {
      viewColumn: shown?.viewColumn ?? first,
      preserveFocus: !focus,
      selection: toRange(node.idRange),
    });
    editor.revealRange(toRange(node.range), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}
