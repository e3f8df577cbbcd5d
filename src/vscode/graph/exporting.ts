/** Writes a graph to a file that somebody chooses. The view only paints: what it is sent and what it answers is a picture. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { graphMermaid } from '../../presentation/graphMermaid.ts';
import { graphSvg } from '../../presentation/graphSvg.ts';
import type { GraphExecution, GraphPicture } from '../../protocol/graph.ts';

export const exportFormats = ['svg', 'png', 'mermaid'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface Exported {
  /** Of the workflow's file, without a folder. */
  readonly name: string;
  readonly picture: GraphPicture;
  readonly execution: GraphExecution | null;
  /** Paints an SVG as PNG; undefined where it cannot. */
  readonly paint: (svg: string) => Promise<Uint8Array | undefined>;
}

export function isExportFormat(value: unknown): value is ExportFormat {
  return (exportFormats as readonly unknown[]).includes(value);
}

/** @param format undefined: somebody is asked */
export async function exportGraph(exported: Exported, format: ExportFormat | undefined): Promise<void> {
  const wanted = format ?? (await chooseFormat());
  if (!wanted) return;
  const content = await contentOf(exported, wanted);
  if (!content) {
    void vscode.window.showErrorMessage(t('The graph cannot be painted as PNG. Show it, or export it as SVG.'));
    return;
  }
  const ending = { svg: 'svg', png: 'png', mermaid: 'mmd' }[wanted];
  const name = `${exported.name.replace(/(\.workflow)?\.ya?ml$/i, '').replaceAll(/[^\p{L}\p{N}._-]/gu, '_') || 'graph'}.${ending}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { [titleOf(wanted)]: [ending] },
  });
  if (!target) return;
  try {
    await vscode.workspace.fs.writeFile(target, content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(t('The graph could not be written: {0}', reason));
  }
}

async function chooseFormat(): Promise<ExportFormat | undefined> {
  const items = exportFormats.map((format) => ({ label: titleOf(format), description: hintOf(format), format }));
  return (await vscode.window.showQuickPick(items, { placeHolder: t('Export the graph as …') }))?.format;
}

async function contentOf(
  { picture, execution, paint }: Exported,
  format: ExportFormat,
): Promise<Uint8Array | undefined> {
  if (format === 'mermaid') return new TextEncoder().encode(graphMermaid(picture, execution));
  const svg = graphSvg(picture, execution);
  return format === 'svg' ? new TextEncoder().encode(svg) : paint(svg);
}

function titleOf(format: ExportFormat): string {
  switch (format) {
    case 'svg':
      return 'SVG';
    case 'png':
      return 'PNG';
    case 'mermaid':
      return 'Mermaid';
  }
}

function hintOf(format: ExportFormat): string {
  switch (format) {
    case 'svg':
      return t('sharp at any size');
    case 'png':
      return t('for anything that shows pictures');
    case 'mermaid':
      return t('text for Markdown');
  }
}
