import * as vscode from 'vscode';
import { format, formatRange } from '../../language/format/format.ts';
import { formatOnType } from '../../language/format/onType.ts';
import type { TextChange } from '../../language/types.ts';
import { fromPosition, toRange } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';

/** White space in order: of a document, of some lines, and of a list while it is typed. Another product's file stays as it is. */
export class FormattingProvider {
  readonly #projects: ProjectStore;

  constructor(projects: ProjectStore) {
    this.#projects = projects;
  }

  provideDocumentFormattingEdits(
    document: vscode.TextDocument,
    options: vscode.FormattingOptions,
  ): vscode.TextEdit[] | undefined {
    const project = this.#projects.getOurs(document);
    return project && toEdits(format(project.syntax, options));
  }

  provideDocumentRangeFormattingEdits(
    document: vscode.TextDocument,
    { start, end }: vscode.Range,
    options: vscode.FormattingOptions,
  ): vscode.TextEdit[] | undefined {
    const project = this.#projects.getOurs(document);
    const range = { start: fromPosition(start), end: fromPosition(end) };
    return project && toEdits(formatRange(project.syntax, range, options));
  }

  provideOnTypeFormattingEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    typed: string,
    options: vscode.FormattingOptions,
  ): vscode.TextEdit[] | undefined {
    const project = this.#projects.getOurs(document);
    return project && toEdits(formatOnType(project.syntax, fromPosition(position), typed, options));
  }
}

function toEdits(changes: readonly TextChange[]): vscode.TextEdit[] {
  return changes.map(({ range, newText }) => vscode.TextEdit.replace(toRange(range), newText));
}
