import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { jsonInSteps } from '../../base/jsonInSteps.ts';
import type { Steps } from '../../base/steps.ts';
import type { GraphHostMessage } from '../../protocol/graph.ts';
import { finishBesides } from '../../sdk/besides.ts';

/**
 * Messages to a page, in their order, as the bytes of their JSON. VS Code writes texts and objects as JSON twice more, at once: of a
 * graph of 5,000 nodes that keeps everything else from going on for longer than making it.
 */
export class Outbox implements Disposable {
  readonly #webview: vscode.Webview;
  #waiting: GraphHostMessage[] = [];
  #isSending = false;

  constructor(webview: vscode.Webview) {
    this.#webview = webview;
  }

  post(message: GraphHostMessage): void {
    this.#waiting.push(message);
    if (!this.#isSending) void this.#send();
  }

  /** What is not sent yet never is: there is nobody to read it. */
  clear(): void {
    this.#waiting = [];
  }

  dispose(): void {
    this.clear();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    for (;;) {
      const waiting = this.#waiting;
      const [message] = waiting;
      if (!message) break;
      const bytes = await finishBesides(bytesOf(message));
      if (waiting !== this.#waiting) continue;
      waiting.shift();
      void this.#webview.postMessage(bytes);
    }
    this.#isSending = false;
  }
}

function* bytesOf(message: GraphHostMessage): Steps<ArrayBuffer> {
  const text = yield* jsonInSteps(message);
  yield;
  const { buffer } = new TextEncoder().encode(text);
  // VS Code copies them once more when they are sent.
  yield;
  return buffer;
}
