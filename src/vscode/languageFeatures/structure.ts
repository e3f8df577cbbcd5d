import * as vscode from 'vscode';
import { documentLinks } from '../../language/documentLinks.ts';
import { foldingRanges } from '../../language/folding.ts';
import { highlights } from '../../language/highlights.ts';
import { linkedRanges } from '../../language/linkedEditing.ts';
import { selectionRangesAt } from '../../language/selectionRanges.ts';
import { besideFile, fromPosition, toRange } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';

const { FoldingRangeKind } = vscode;
const foldingKinds = { comment: FoldingRangeKind.Comment, region: FoldingRangeKind.Region, code: undefined };

/** What belongs together in a text: what folds, what a selection grows to, what names the same, what can be opened. */
export class StructureProvider {
  readonly #projects: ProjectStore;

  constructor(projects: ProjectStore) {
    this.#projects = projects;
  }

  /** Undefined for another product's file: VS Code then folds by indentation. */
  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] | undefined {
    const project = this.#projects.getOurs(document);
    if (!project) return undefined;
    return foldingRanges(project.syntax).map(
      ({ startLine, endLine, kind }) => new vscode.FoldingRange(startLine, endLine, foldingKinds[kind]),
    );
  }

  provideSelectionRanges(
    document: vscode.TextDocument,
    positions: readonly vscode.Position[],
  ): vscode.SelectionRange[] | undefined {
    const project = this.#projects.getOurs(document);
    if (!project) return undefined;
    return positions.map((position) => {
      const steps = selectionRangesAt(project.syntax, fromPosition(position));
      const whole = steps.reduceRight<vscode.SelectionRange | undefined>(
        (around, range) => new vscode.SelectionRange(toRange(range), around),
        undefined,
      );
      return whole ?? new vscode.SelectionRange(new vscode.Range(position, position));
    });
  }

  provideDocumentHighlights(document: vscode.TextDocument, position: vscode.Position): vscode.DocumentHighlight[] {
    const project = this.#projects.getOurs(document);
    const { Read, Write } = vscode.DocumentHighlightKind;
    return (project ? highlights(project, fromPosition(position)) : []).map(
      ({ range, kind }) => new vscode.DocumentHighlight(toRange(range), kind === 'write' ? Write : Read),
    );
  }

  provideLinkedEditingRanges(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): vscode.LinkedEditingRanges | undefined {
    const project = this.#projects.getOurs(document);
    const ranges = project ? linkedRanges(project, fromPosition(position)) : [];
    return ranges.length === 0 ? undefined : new vscode.LinkedEditingRanges(ranges.map(toRange));
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const project = this.#projects.getOurs(document);
    if (!project) return [];
    return documentLinks(project).map(({ range, target }) => {
      const uri = target.kind === 'file' ? besideFile(document.uri, target.path) : vscode.Uri.parse(target.url);
      return new vscode.DocumentLink(toRange(range), uri);
    });
  }
}
