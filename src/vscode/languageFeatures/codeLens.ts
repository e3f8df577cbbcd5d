import * as vscode from 'vscode';
import type { Event } from '../../base/event.ts';
import { codeLenses } from '../../language/codeLens.ts';
import type { CodeLens, LastExecution, LastResult } from '../../language/types.ts';
import { commands } from '../contributions.ts';
import { toRange } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';
import { codeLensEnabled } from './settings.ts';

/** How the last execution of each file went. */
export interface LastResults {
  lastResult(file: vscode.Uri): LastResult | undefined;
  /** The same execution with its nodes. */
  lastExecution(file: vscode.Uri): LastExecution | undefined;
  /** Some file has another last result. */
  readonly onDidChange: Event<unknown>;
  /** Some file's last execution has got on. */
  readonly onDidProgress: Event<unknown>;
}

export class CodeLensProvider {
  readonly #projects: ProjectStore;
  readonly #results: LastResults;

  constructor(projects: ProjectStore, results: LastResults) {
    this.#projects = projects;
    this.#results = results;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const project = this.#projects.getOurs(document);
    if (!project || !codeLensEnabled(document)) return [];
    return codeLenses(project, this.#results.lastResult(document.uri)).map(
      (lens) => new vscode.CodeLens(toRange(lens.range), { ...commandOf(lens, document.uri), tooltip: lens.tooltip }),
    );
  }
}

function commandOf({ action, title }: CodeLens, file: vscode.Uri): vscode.Command {
  switch (action.kind) {
    case 'run':
      return { command: commands.run, title, arguments: [file] };
    case 'openGraph':
      return { command: commands.openGraph, title, arguments: [file] };
    case 'showResult':
      return { command: commands.openOutput, title, arguments: [action.executionId] };
    case 'showLog':
      return { command: commands.showLog, title, arguments: [action.executionId] };
  }
}
