import * as vscode from 'vscode';
import type { GraphHostMessage, GraphViewMessage } from '../../../src/protocol/graph.ts';
import { eventually } from './workspace.ts';

interface SentMessage {
  readonly text: string;
  message?: GraphHostMessage;
}

/** Listens to the panels that the extension makes, in both directions. */
export class GraphPanels {
  readonly made: vscode.WebviewPanel[] = [];
  readonly received: GraphViewMessage[] = [];
  readonly #sent: SentMessage[] = [];
  readonly #listeners: ((message: unknown) => void)[] = [];
  readonly #original = vscode.window.createWebviewPanel;

  constructor() {
    const { made, received } = this;
    const sent = this.#sent;
    const original = this.#original;
    Object.assign(vscode.window, {
      createWebviewPanel: (...args: Parameters<typeof original>): vscode.WebviewPanel => {
        const panel = original(...args);
        made.push(panel);
        const hear = panel.webview.onDidReceiveMessage;
        hear((message: GraphViewMessage) => received.push(message));
        Object.defineProperty(panel.webview, 'onDidReceiveMessage', {
          value: (listener: (message: unknown) => void) => {
            this.#listeners.push(listener);
            return hear(listener);
          },
        });
        const post = panel.webview.postMessage.bind(panel.webview);
        panel.webview.postMessage = (text: string) => {
          sent.push({ text });
          return post(text);
        };
        return panel;
      },
    });
  }

  /** Read when somebody asks, so that it is no work of the extension. */
  get sent(): readonly GraphHostMessage[] {
    return this.#sent.map((one) => (one.message ??= JSON.parse(one.text) as GraphHostMessage));
  }

  /** The last message of a type that fits, once there is one. */
  last<T extends GraphHostMessage['type']>(
    type: T,
    fits: (message: Extract<GraphHostMessage, { type: T }>) => boolean = () => true,
  ): Promise<Extract<GraphHostMessage, { type: T }>> {
    const isOne = (message: GraphHostMessage): message is Extract<GraphHostMessage, { type: T }> =>
      message.type === type && fits(message as Extract<GraphHostMessage, { type: T }>);
    return eventually(`a message ${type}`, () => this.sent.filter(isOne).at(-1));
  }

  /** As if the view had sent it. */
  say(message: GraphViewMessage | object): void {
    for (const listener of this.#listeners) listener(message);
  }

  /** What was sent so far is not looked at any more. */
  forget(): void {
    this.#sent.length = 0;
  }

  restore(): void {
    Object.assign(vscode.window, { createWebviewPanel: this.#original });
  }
}
