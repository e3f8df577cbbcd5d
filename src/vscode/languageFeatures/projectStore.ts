import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { rememberSymbol } from '../../language/symbols.ts';
import { analyse, type Project, type ProjectOptions } from '../../model/project.ts';
import { analyseBesides } from '../../sdk/analyseBesides.ts';
import { isOurs } from '../../model/syntax/ours.ts';
import { hasOtherSchemaSupport, isWorkflowDocument } from './documents.ts';
import { projectOptions } from './settings.ts';
import { SubworkflowDocuments } from './subworkflowDocuments.ts';

/** How long typing must rest before readers are told. */
const pauseMs = 150;

/** Settings that change what a text means to its reader. */
const affecting = ['ipaWorkflow.validation', 'ipaWorkflow.limits'];

interface Entry {
  readonly version: number;
  readonly language: string;
  readonly settings: number;
  /** Of a workflow without subworkflows it does not count. */
  readonly files: number;
  readonly project: Project;
}

/**
 * The analysed text of every open workflow: once for each version of a document, and only when somebody asks. Everything in the
 * window that wants to know what a document means asks here.
 */
export class ProjectStore implements Disposable {
  readonly #entries = new WeakMap<vscode.TextDocument, Entry>();
  readonly #reading = new WeakMap<vscode.TextDocument, Promise<void>>();
  readonly #timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  readonly #changed = new Emitter<vscode.TextDocument>();
  readonly #closed = new Emitter<vscode.TextDocument>();
  readonly #disposables = new DisposableStore();
  readonly #subworkflows = this.#disposables.add(new SubworkflowDocuments());
  #settings = 0;
  /** Raised when a subworkflow's file has changed. */
  #files = 0;

  /** A workflow was opened, changed (told when typing rests) or is seen under other settings. */
  readonly onDidChange = this.#changed.event;
  /** A workflow was closed, or is no longer one: it was renamed, or has another language. */
  readonly onDidClose = this.#closed.event;

  constructor() {
    const { workspace, extensions } = vscode;
    for (const registered of [
      workspace.onDidOpenTextDocument((document) => {
        this.#announce(document, 0);
      }),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#announce(document, pauseMs);
      }),
      workspace.onDidCloseTextDocument((document) => {
        this.#close(document);
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (affecting.some((section) => event.affectsConfiguration(section))) this.#settingsChanged();
      }),
      // The YAML extension came or went.
      extensions.onDidChange(() => {
        this.#settingsChanged();
      }),
    ])
      this.#disposables.add(registered);
    this.#disposables.add(
      this.#subworkflows.onDidChange(() => {
        this.#filesChanged();
      }),
    );
    this.#announceAll();
  }

  /** What the document's present text means, whichever language it has. */
  get(document: vscode.TextDocument): Project {
    const known = this.#entries.get(document);
    const { version, languageId: language } = document;
    if (
      known?.version === version &&
      known.language === language &&
      known.settings === this.#settings &&
      (known.files === this.#files || !hasSubworkflows(known.project))
    )
      return known.project;
    const project = analyse(document.getText(), this.#optionsFor(document), known?.project);
    this.#entries.set(document, { version, language, settings: this.#settings, files: this.#files, project });
    return project;
  }

  /** The same for a workflow of ours; undefined for other documents, and for other products' files with our suffix. */
  getOurs(document: vscode.TextDocument): Project | undefined {
    if (!isWorkflowDocument(document)) return undefined;
    const project = this.get(document);
    return isOurs(project.syntax) ? project : undefined;
  }

  /** The same for who can wait: others go on while a text that nobody has looked at yet is understood. */
  async readOurs(document: vscode.TextDocument): Promise<Project | undefined> {
    if (!isWorkflowDocument(document)) return undefined;
    if (!this.#entries.has(document)) await this.#readFirst(document);
    return this.getOurs(document);
  }

  /** The open workflows. */
  get documents(): readonly vscode.TextDocument[] {
    return vscode.workspace.textDocuments.filter(isWorkflowDocument);
  }

  dispose(): void {
    this.#disposables.dispose();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#changed.dispose();
    this.#closed.dispose();
  }

  #optionsFor(document: vscode.TextDocument): ProjectOptions {
    return {
      ...projectOptions(document, hasOtherSchemaSupport(document)),
      ...this.#subworkflows.optionsFor(document),
      onItem: rememberSymbol,
    };
  }

  /** Once for all who wait for it. What is typed meanwhile is an edit of this. */
  #readFirst(document: vscode.TextDocument): Promise<void> {
    const begun = this.#reading.get(document);
    if (begun) return begun;
    const { version, languageId: language } = document;
    const state = { version, language, settings: this.#settings, files: this.#files };
    const reading = analyseBesides(document.getText(), this.#optionsFor(document)).then((project) => {
      this.#reading.delete(document);
      if (!this.#entries.has(document)) this.#entries.set(document, { ...state, project });
    });
    this.#reading.set(document, reading);
    return reading;
  }

  #announceAll(): void {
    for (const document of this.documents) this.#announce(document, 0);
  }

  #settingsChanged(): void {
    this.#settings++;
    this.#announceAll();
  }

  #filesChanged(): void {
    this.#files++;
    for (const document of this.documents) {
      const known = this.#entries.get(document);
      if (known && hasSubworkflows(known.project)) this.#announce(document, pauseMs);
    }
  }

  #announce(document: vscode.TextDocument, afterMs: number): void {
    if (!isWorkflowDocument(document)) return;
    clearTimeout(this.#timers.get(document));
    const timer = setTimeout(() => {
      this.#timers.delete(document);
      void this.#tell(document);
    }, afterMs);
    this.#timers.set(document, timer);
  }

  /** Whoever is told asks at once what the text means. */
  async #tell(document: vscode.TextDocument): Promise<void> {
    if (!document.isClosed) await this.readOurs(document);
    if (!document.isClosed && isWorkflowDocument(document)) this.#changed.fire(document);
  }

  /** Told for every document: one that was a workflow may have another language by now. */
  #close(document: vscode.TextDocument): void {
    clearTimeout(this.#timers.get(document));
    this.#timers.delete(document);
    this.#entries.delete(document);
    this.#closed.fire(document);
  }
}

function hasSubworkflows({ definition }: Project): boolean {
  return definition.nodes.some(({ kind }) => kind === 'subworkflow');
}
