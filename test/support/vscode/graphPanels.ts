import * as vscode from 'vscode';
import { toldExecution } from '../../../src/presentation/graphChanges.ts';
import type { GraphExecution, GraphHostMessage, GraphViewMessage } from '../../../src/protocol/graph.ts';
import { eventually } from './workspace.ts';

interface SentMessage {
  readonly panel: vscode.WebviewPanel;
  readonly bytes: ArrayBuffer;
  message?: GraphHostMessage;
}

/** Listens to the panels that the extension makes, in both directions. */
export class GraphPanels {
  readonly made: vscode.WebviewPanel[] = [];
  readonly received: GraphViewMessage[] = [];
  readonly #sent: SentMessage[] = [];
  /** What each panel's page was told of last among those that were read. */
  readonly #told = new Map<vscode.WebviewPanel, GraphExecution | null>();
  readonly #listeners: ((message: unknown) => void)[] = [];
  #found = 0;
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
        panel.webview.postMessage = (bytes: ArrayBuffer) => {
          sent.push({ panel, bytes });
          return post(bytes);
        };
        return panel;
      },
    });
  }

  /** Executions whole. Read when somebody asks, so that it is no work of the extension. */
  get sent(): readonly GraphHostMessage[] {
    return this.#sent.map((one) => (one.message ??= this.#read(one)));
  }

  #read({ panel, bytes }: SentMessage): GraphHostMessage {
    const message = JSON.parse(new TextDecoder().decode(bytes)) as GraphHostMessage;
    if (message.type !== 'execution') return message;
    const execution = toldExecution(this.#told.get(panel) ?? null, message);
    this.#told.set(panel, execution);
    return { type: 'execution', execution };
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

  /** The next message whose bytes fit, behind the one that this found last: to read large ones would count as the extension's work. */
  async untilSent(what: string, fits: (bytes: Buffer) => boolean): Promise<void> {
    await eventually(what, () => {
      while (this.#found < this.#sent.length) if (fits(Buffer.from(this.#sent[this.#found++]!.bytes))) return true;
      return undefined;
    });
  }

  /** As if the view had sent it. */
  say(message: GraphViewMessage | object): void {
    for (const listener of this.#listeners) listener(message);
  }

  /** What was sent so far is not looked at any more. */
  forget(): void {
    // What comes is told as a change of that.
    for (const one of this.#sent) one.message ??= this.#read(one);
    this.#sent.length = 0;
    this.#found = 0;
  }

  restore(): void {
    Object.assign(vscode.window, { createWebviewPanel: this.#original });
  }
}
