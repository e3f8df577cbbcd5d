import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { graphEditorType, graphViewType } from '../contributions.ts';
import type { Services } from '../services.ts';
import { GraphEditors } from './graphEditors.ts';

/** Graphs that were open before the window was loaded again come back; graphs can stand in the text's place. */
export function registerGraph({ graphs }: Services): Disposable {
  const disposables = new DisposableStore();
  disposables.add(vscode.window.registerCustomEditorProvider(graphEditorType, new GraphEditors(graphs)));
  disposables.add(
    vscode.window.registerWebviewPanelSerializer(graphViewType, {
      deserializeWebviewPanel: async (panel, kept: unknown) => {
        (await graphs()).restore(panel, kept);
      },
    }),
  );
  return disposables;
}
