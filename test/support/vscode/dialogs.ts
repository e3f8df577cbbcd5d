/** Answers what the extension asks, and keeps what it said: stands in for the person in front of VS Code's dialogs. */
import * as vscode from 'vscode';

interface Message {
  readonly kind: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly choices: readonly string[];
  /** The smaller text of a modal one. */
  readonly detail?: string;
}

type Answer = (text: string) => unknown;

const originals = {
  showInformationMessage: vscode.window.showInformationMessage,
  showWarningMessage: vscode.window.showWarningMessage,
  showErrorMessage: vscode.window.showErrorMessage,
  showInputBox: vscode.window.showInputBox,
  showQuickPick: vscode.window.showQuickPick,
  showOpenDialog: vscode.window.showOpenDialog,
};

export class Dialogs {
  readonly messages: Message[] = [];
  /** Options of the input boxes that were shown. */
  readonly boxes: vscode.InputBoxOptions[] = [];
  /** The label to click on a message; undefined closes it. */
  onMessage: (message: Message) => string | undefined = () => undefined;
  /** What is typed, once it is valid; undefined is Escape. */
  onInput: (options: vscode.InputBoxOptions) => string | undefined = () => undefined;
  onPick: (labels: readonly string[]) => string | undefined = () => undefined;
  onOpen: () => vscode.Uri | undefined = () => undefined;

  constructor() {
    const message =
      (kind: Message['kind']) =>
      (text: string, ...rest: readonly unknown[]): Promise<string | undefined> => {
        const options = rest.find((one) => typeof one === 'object') as vscode.MessageOptions | undefined;
        const detail = options?.detail;
        const choices = rest.filter((one) => typeof one === 'string');
        const shown = { kind, text, choices, ...(detail !== undefined && { detail }) };
        this.messages.push(shown);
        return Promise.resolve(this.onMessage(shown));
      };
    Object.assign(vscode.window, {
      showInformationMessage: message('info'),
      showWarningMessage: message('warning'),
      showErrorMessage: message('error'),
      showInputBox: async (options: vscode.InputBoxOptions): Promise<string | undefined> => {
        this.boxes.push(options);
        const typed = this.onInput(options);
        const problem = typed === undefined ? undefined : await options.validateInput?.(typed);
        if (problem) throw new Error(`The box refused "${String(typed)}": ${JSON.stringify(problem)}`);
        return typed;
      },
      showQuickPick: (items: readonly (vscode.QuickPickItem | string)[]): Promise<unknown> => {
        const label = this.onPick(items.map(labelOf));
        return Promise.resolve(items.find((item) => labelOf(item) === label));
      },
      showOpenDialog: (): Promise<readonly vscode.Uri[] | undefined> => {
        const picked = this.onOpen();
        return Promise.resolve(picked && [picked]);
      },
    } satisfies Record<keyof typeof originals, Answer | ((...args: never[]) => unknown)>);
  }

  /** Texts of the messages of one kind. */
  said(kind: Message['kind']): readonly string[] {
    return this.messages.filter((message) => message.kind === kind).map(({ text }) => text);
  }

  restore(): void {
    Object.assign(vscode.window, originals);
  }
}

function labelOf(item: vscode.QuickPickItem | string): string {
  return typeof item === 'string' ? item : item.label;
}
