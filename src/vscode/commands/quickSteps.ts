/** Questions one after the other in VS Code's boxes, counted, with the way back to those before. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';

/** Where a question stands among the others. */
export interface Place {
  /** From 1. */
  readonly step: number;
  readonly totalSteps: number;
}

interface Asked extends Place {
  readonly title: string;
  /** Whether *Edit as JSON* is offered. */
  readonly json: boolean;
}

export interface AskedText extends Asked {
  readonly prompt: string;
  readonly password: boolean;
  /** What stands in the box at first. */
  readonly value: string;
  /** Whether Enter in an empty box has to be pressed twice: it may be a slip. */
  readonly doubtsEmpty?: boolean;
  /** What is wrong with a text; asked for while it is typed. */
  readonly validate?: (text: string) => Promise<string | undefined>;
}

export interface AskedChoice<T> extends Asked {
  readonly placeholder: string;
  readonly items: readonly (vscode.QuickPickItem & { readonly value: T })[];
}

/** `back`: the question before; `json`: all of them as one document; `cancel`: none of them. */
export type Answered<T> = { readonly kind: 'value'; readonly value: T } | { readonly kind: 'back' | 'json' | 'cancel' };

export async function askText(asked: AskedText): Promise<Answered<string>> {
  const box = vscode.window.createInputBox();
  box.prompt = asked.prompt;
  box.password = asked.password;
  box.value = asked.value;
  let latest = 0;
  /** Shows what is wrong with the text; whether nothing is. */
  const check = async (): Promise<boolean> => {
    latest += 1;
    const own = latest;
    box.busy = true;
    const problem = await asked.validate?.(box.value);
    // What was typed meanwhile is checked by itself.
    if (own !== latest) return false;
    box.busy = false;
    box.validationMessage = problem;
    return problem === undefined;
  };
  let isDoubted = false;
  box.onDidChangeValue(() => {
    isDoubted = false;
    void check();
  });
  return await answered(box, asked, async () => {
    if (!(await check())) return undefined;
    if (asked.doubtsEmpty !== true || box.value !== '' || isDoubted) return { kind: 'value', value: box.value };
    isDoubted = true;
    box.validationMessage = {
      message: t('It is empty. Press Enter again to hand over an empty text.'),
      severity: vscode.InputBoxValidationSeverity.Warning,
    };
    return undefined;
  });
}

export async function askChoice<T>(asked: AskedChoice<T>): Promise<Answered<T>> {
  const box = vscode.window.createQuickPick<(typeof asked.items)[number]>();
  box.placeholder = asked.placeholder;
  box.items = asked.items;
  return await answered(box, asked, () => {
    const [picked] = box.activeItems;
    return Promise.resolve(picked && { kind: 'value' as const, value: picked.value });
  });
}

/** @param accept after Enter: undefined where the question stays */
async function answered<T>(
  box: vscode.QuickInput & Pick<vscode.InputBox, 'buttons' | 'onDidTriggerButton' | 'onDidAccept'>,
  { title, step, totalSteps, json }: Asked,
  accept: () => Promise<Answered<T> | undefined>,
): Promise<Answered<T>> {
  const editAsJson = { iconPath: new vscode.ThemeIcon('json'), tooltip: t('Edit as JSON') };
  box.title = title;
  if (totalSteps > 1) Object.assign(box, { step, totalSteps });
  box.ignoreFocusOut = true;
  box.buttons = [...(step > 1 ? [vscode.QuickInputButtons.Back] : []), ...(json ? [editAsJson] : [])];
  const answer = await new Promise<Answered<T>>((resolve) => {
    box.onDidTriggerButton((button) => {
      resolve({ kind: button === vscode.QuickInputButtons.Back ? 'back' : 'json' });
    });
    box.onDidAccept(() => {
      void accept().then((given) => {
        if (given) resolve(given);
      });
    });
    box.onDidHide(() => {
      resolve({ kind: 'cancel' });
    });
    box.show();
  });
  box.dispose();
  return answer;
}
