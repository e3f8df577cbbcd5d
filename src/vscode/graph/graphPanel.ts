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
import { Newest } from '../../base/newest.ts';
import { executionMessage } from '../../presentation/graphChanges.ts';
import { safeLine } from '../../presentation/safeText.ts';
import {
  type GraphExecution,
  graphProtocolVersion,
  type GraphHostMessage,
  type GraphSource,
} from '../../protocol/graph.ts';
import { readViewMessage } from '../../protocol/graphViewGuards.ts';
import { sourceOf } from '../executions/executionUris.ts';
import type { ProjectStore } from '../languageFeatures/projectStore.ts';
import type { Services } from '../services.ts';
import { CursorNode } from './cursorNode.ts';
import { Drawing } from './drawing.ts';
import { exportGraph, type ExportFormat } from './exporting.ts';
import { graphPage, pageOptions } from './graphPage.ts';
import { GraphSubject, type SubjectText } from './graphSubject.ts';
import { Inspecting } from './inspecting.ts';
import { Outbox } from './outbox.ts';
import { OverTime } from './overTime.ts';
import { Painting } from './painting.ts';
import type { Pictures } from './pictures.ts';
import { ShownExecution } from './shownExecution.ts';
import { fulfil } from './wishes.ts';

/** Between two timelines of an execution that goes on. */
const timelineMs = 500;

export interface GraphPanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly source: GraphSource;
  /** Whether it stands in the place of the text: its title is the file's then. */
  readonly isEditor: boolean;
  readonly services: Pick<Services, 'extensionUri' | 'executions' | 'list' | 'output'>;
  readonly projects: ProjectStore;
  readonly pictures: Pictures;
}

export class GraphPanel implements Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #services: GraphPanelOptions['services'];
  readonly #outbox: Outbox;
  readonly #drawing: Drawing;
  readonly #subject: GraphSubject;
  readonly #execution: ShownExecution;
  readonly #inspecting: Inspecting;
  readonly #overTime: OverTime;
  readonly #painting: Painting;
  readonly #projects: ProjectStore;
  readonly #isEditor: boolean;
  #name = '';
  #shown: GraphExecution | null = null;
  /** What the page knows of it. */
  #told: GraphExecution | null = null;
  readonly #telling = new Newest(() => this.#tell());
  readonly #timelining = new Newest(() => this.#postTimeline());
  #timing: NodeJS.Timeout | undefined;
  readonly #disposables = new DisposableStore();
  #ready = false;
  #dropped = 0;
  #selected: string | null = null;
  #ticker: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ panel, source, isEditor, services, projects, pictures }: GraphPanelOptions) {
    this.#panel = panel;
    this.#isEditor = isEditor;
    this.#projects = projects;
    this.#services = services;
    this.#outbox = this.#disposables.add(new Outbox(panel.webview));
    const uri = source.document === '' ? undefined : vscode.Uri.parse(source.document);
    this.#subject = this.#disposables.add(new GraphSubject({ projects, executions: services.executions, uri }));
    const pinned = source.execution === '' ? undefined : source.execution;
    this.#execution = this.#disposables.add(new ShownExecution(services.list, uri && sourceOf(uri), pinned));
    this.#painting = this.#disposables.add(
      new Painting((message) => {
        this.#post(message);
      }),
    );
    this.#drawing = this.#disposables.add(
      new Drawing({
        ...{ subject: this.#subject, execution: this.#execution, pictures },
        show: (picture) => {
          this.#post(picture);
          void this.#postInspection();
        },
        named: (subject) => {
          this.#showName(subject);
        },
      }),
    );
    this.#overTime = new OverTime(services.executions);
    this.#inspecting = new Inspecting(services.executions, this.#subject, this.#execution, this.#overTime);
    this.#listen();
    panel.webview.options = pageOptions(services.extensionUri);
    panel.webview.html = graphPage(panel.webview, services.extensionUri);
    void this.#drawing.draw();
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
  select(nodeId: string | null): void {
    this.#selected = nodeId;
    this.#post({ type: 'select', nodeId });
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  /** Writes it to a file. @param format undefined: somebody is asked */
  async export(format: ExportFormat | undefined): Promise<void> {
    const shown = this.#drawing.picture;
    if (shown?.type !== 'picture') return;
    const paint = (svg: string): Promise<Uint8Array | undefined> =>
      this.#ready ? this.#painting.paint(svg) : Promise.resolve(undefined);
    await exportGraph({ name: this.#name, picture: shown.picture, execution: this.#shown, paint }, format);
  }

  dispose(): void {
    this.#closed = true;
    clearInterval(this.#ticker);
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
        if (this.#panel.visible) return;
        this.#ready = false;
        this.#outbox.clear();
      }),
      this.#execution.onDidChange(() => {
        this.#telling.ask();
      }),
      new CursorNode(this.#subject, (nodeId) => {
        if (nodeId !== this.#selected) this.select(nodeId);
      }),
    ])
      this.#disposables.add(registered);
  }

  #post(message: GraphHostMessage): void {
    if (this.#ready && !this.#closed) this.#outbox.post(message);
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
      case 'fold':
        this.#drawing.fold(message);
        break;
      case 'folds':
        this.#drawing.refold(message.folds);
        break;
      case 'timeline':
        this.#overTime.isWanted = message.shown;
        this.#timelining.ask();
        break;
      case 'scrub':
        this.#overTime.scrub(message.executionId, message.event);
        this.#telling.ask();
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
      default: {
        const wanted = {
          panel: this.#panel,
          subject: this.#subject,
          projects: this.#projects,
          isEditor: this.#isEditor,
        };
        void fulfil(message, wanted);
      }
    }
  }

  #begin(): void {
    this.#ready = true;
    this.#outbox.clear();
    this.#post({ type: 'texts', bundle: currentTranslations() });
    this.#post({ type: 'restore', source: this.source });
    if (this.#drawing.picture) this.#post(this.#drawing.picture);
    this.#told = null;
    this.#post({ type: 'select', nodeId: this.#selected });
    this.#telling.ask();
    this.#timelining.ask();
  }

  #showName({ name }: SubjectText): void {
    this.#name = name;
    if (!this.#isEditor) this.#panel.title = name === '' ? t('Graph') : t('Graph of {0}', safeLine(name, 60));
  }

  async #tell(): Promise<void> {
    const present = await this.#execution.read();
    const snapshot = this.#execution.current();
    const execution = (snapshot && (await this.#overTime.past(snapshot))) ?? present;
    if (this.#closed) return;
    this.#shown = execution;
    if (this.#ready) {
      this.#post(executionMessage(this.#told, execution));
      this.#told = execution;
    }
    void this.#postInspection();
    this.#postTimelineSoon();
    if (!this.#execution.ticks) {
      clearInterval(this.#ticker);
      this.#ticker = undefined;
      return;
    }
    this.#ticker ??= setInterval(() => {
      if (this.#ready) this.#telling.ask();
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
      this.#timelining.ask();
    }, timelineMs);
  }

  async #postTimeline(): Promise<void> {
    if (!this.#overTime.isWanted) return;
    const timeline = await this.#overTime.timeline(this.#execution.current());
    if (!this.#closed) this.#post({ type: 'timeline', timeline });
  }
}
