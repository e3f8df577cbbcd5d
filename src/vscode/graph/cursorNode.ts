import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { GraphSubject } from './graphSubject.ts';

/** The cursor must rest for so long: to know its node the text is analysed, which no keystroke waits for. */
const restMs = 150;

/** The node that the cursor of a graph's text is in, told when the cursor has rested. */
export class CursorNode implements Disposable {
  readonly #subject: GraphSubject;
  readonly #tell: (nodeId: string | null) => void;
  readonly #disposables = new DisposableStore();
  #resting: NodeJS.Timeout | undefined;

  constructor(subject: GraphSubject, tell: (nodeId: string | null) => void) {
    this.#subject = subject;
    this.#tell = tell;
    this.#disposables.add(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        const [first] = selections;
        if (first && subject.isOf(textEditor.document)) this.#tellSoon(textEditor.document, first.active);
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.#resting);
    this.#disposables.dispose();
  }

  #tellSoon(document: vscode.TextDocument, position: vscode.Position): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      if (!document.isClosed) this.#tell(this.#subject.nodeAt(document, position) ?? null);
    }, restMs);
  }
}
