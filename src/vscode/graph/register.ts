import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { graphViewType } from '../contributions.ts';
import type { Services } from '../services.ts';

/** Graphs that were open before the window was loaded again come back. */
export function registerGraph({ graphs }: Services): Disposable {
  return vscode.window.registerWebviewPanelSerializer(graphViewType, {
    deserializeWebviewPanel: async (panel, kept: unknown) => {
      (await graphs()).restore(panel, kept);
    },
  });
}
