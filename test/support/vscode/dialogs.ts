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
  createInputBox: vscode.window.createInputBox,
  createQuickPick: vscode.window.createQuickPick,
};

/** A button of a box, by its tooltip; `back` is VS Code's own. */
export interface Button {
  readonly button: string;
}

export class Dialogs {
  readonly messages: Message[] = [];
  /** Options of the input boxes that were shown. */
  readonly boxes: (vscode.InputBoxOptions & { readonly steps?: string })[] = [];
  /** The label to click on a message; undefined closes it. */
  onMessage: (message: Message) => string | undefined = () => undefined;
  /** What is typed, once it is valid; undefined is Escape, a button is pressed. */
  onInput: (options: vscode.InputBoxOptions) => string | Button | undefined = () => undefined;
  onPick: (labels: readonly string[]) => string | Button | undefined = () => undefined;
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
        if (isButton(typed)) throw new Error('This box has no buttons.');
        const problem = typed === undefined ? undefined : await options.validateInput?.(typed);
        if (problem) throw new Error(`The box refused "${String(typed)}": ${JSON.stringify(problem)}`);
        return typed;
      },
      showQuickPick: (items: readonly (vscode.QuickPickItem | string)[]): Promise<unknown> => {
        const label = this.onPick(items.map(labelOf));
        return Promise.resolve(items.find((item) => labelOf(item) === label));
      },
      createInputBox: (): vscode.InputBox => {
        const box = new Box<vscode.InputBox>({ value: '', prompt: '', password: false });
        box.onShow = async () => {
          const validateInput = (text: string): Promise<string | undefined> => box.typed(text);
          const { title, prompt, password, value, step, totalSteps } = box.shown;
          const steps = totalSteps === undefined ? {} : { steps: `${step ?? 0}/${totalSteps}` };
          const options = { title, prompt, password, value: value === '' ? undefined : value, validateInput, ...steps };
          this.boxes.push(options as vscode.InputBoxOptions);
          const answer = this.onInput(options as vscode.InputBoxOptions);
          if (isButton(answer)) {
            box.press(answer);
            return;
          }
          const problem = answer === undefined ? undefined : await box.typed(answer);
          if (problem !== undefined) throw new Error(`The box refused "${answer ?? ''}": ${problem}`);
          box.end(answer !== undefined);
        };
        return box.shown;
      },
      createQuickPick: (): vscode.QuickPick<vscode.QuickPickItem> => {
        const box = new Box<vscode.QuickPick<vscode.QuickPickItem>>({ items: [], activeItems: [], selectedItems: [] });
        box.onShow = () => {
          const answer = this.onPick(box.shown.items.map(labelOf));
          if (isButton(answer)) {
            box.press(answer);
            return;
          }
          box.shown.activeItems = box.shown.items.filter((item) => item.label === answer);
          box.end(answer !== undefined);
        };
        return box.shown;
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

function isButton(answer: string | Button | undefined): answer is Button {
  return typeof answer === 'object';
}

/** A box that is made, filled and shown; a person answers as soon as it is there. */
class Box<T extends vscode.QuickInput> {
  readonly shown: T;
  onShow: () => unknown = () => undefined;
  readonly #accepted = new vscode.EventEmitter<void>();
  readonly #hidden = new vscode.EventEmitter<void>();
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #pressed = new vscode.EventEmitter<vscode.QuickInputButton>();

  constructor(properties: Partial<T>) {
    this.shown = {
      ...properties,
      ...{ enabled: true, busy: false, buttons: [] },
      onDidAccept: this.#accepted.event,
      onDidHide: this.#hidden.event,
      onDidChangeValue: this.#changed.event,
      onDidChangeSelection: new vscode.EventEmitter().event,
      onDidTriggerButton: this.#pressed.event,
      show: () => void Promise.resolve().then(() => this.onShow()),
      hide: () => {
        this.end(false);
      },
      dispose: () => undefined,
    } as unknown as T;
  }

  /** Types a text; gives what the box says of it. */
  async typed(text: string): Promise<string | undefined> {
    const box = this.shown as unknown as vscode.InputBox;
    box.value = text;
    this.#changed.fire(text);
    while (box.busy) await new Promise(setImmediate);
    const message = box.validationMessage;
    return typeof message === 'string' ? message : message?.message;
  }

  press({ button: title }: Button): void {
    const { buttons } = this.shown as unknown as vscode.InputBox;
    const found = buttons.find((one) =>
      title === 'back' ? one === vscode.QuickInputButtons.Back : one.tooltip === title,
    );
    if (!found) throw new Error(`The box has no button "${title}".`);
    this.#pressed.fire(found);
  }

  end(accepted: boolean): void {
    if (accepted) this.#accepted.fire();
    else this.#hidden.fire();
  }
}
