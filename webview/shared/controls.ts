/**
 * The one place that knows the UI toolkit. It is archived, so nothing else may depend on it: a button here is an element with
 * a name, a picture and a click, a field one with a name and a text.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { setAttribute, setText } from './dom.ts';

export interface ButtonOptions {
  readonly appearance: 'primary' | 'secondary' | 'icon';
  readonly icon?: SVGElement;
  readonly onClick: () => void;
}

export interface Button {
  readonly element: HTMLElement;
  /** What it does: its text, or the name and hint of one that shows an icon alone. */
  name(text: string): void;
  show(visible: boolean): void;
}

/** Call it once, before the first control. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeTextField(),
    vsCodeTextArea(),
    vsCodeDropdown(),
    vsCodeOption(),
  );
}

export function button({ appearance, icon, onClick }: ButtonOptions): Button {
  const element = document.createElement('vscode-button');
  element.setAttribute('appearance', appearance);
  // An element in its place would be sized like an icon.
  const text = document.createTextNode('');
  if (icon) {
    if (appearance !== 'icon') icon.setAttribute('slot', 'start');
    element.append(icon);
  }
  if (appearance !== 'icon') element.append(text);
  element.addEventListener('click', onClick);
  return {
    element,
    name: (name) => {
      if (appearance === 'icon') {
        setAttribute(element, 'aria-label', name);
        setAttribute(element, 'title', name);
      } else setText(text, name);
    },
    show: (visible) => {
      element.hidden = !visible;
    },
  };
}

export interface TextFieldOptions {
  /** At each letter. */
  readonly onInput?: () => void;
  /** When what was written is meant: on Enter, or when the keyboard leaves. */
  readonly onChange?: () => void;
  /** It grows with its text, which is one line all the same. */
  readonly isLong?: boolean;
}

export interface TextField {
  readonly element: HTMLElement;
  value: string;
  name(text: string): void;
  /** What stands there while it is empty. */
  hint(text: string): void;
  /** Marks it as wrong, and says why; empty: it is not. */
  mark(why: string): void;
  /** Puts the keyboard there, on all of its text. */
  select(): void;
}

/** What the toolkit's element has beside an element's own. */
interface ToolkitField extends HTMLElement {
  value: string;
  readonly control?: HTMLInputElement | HTMLTextAreaElement;
}

export function textField({ onInput, onChange, isLong = false }: TextFieldOptions): TextField {
  const element = document.createElement(isLong ? 'vscode-text-area' : 'vscode-text-field') as ToolkitField;
  const meant = isLong && onChange ? byEnterToo(element, onChange) : onChange;
  if (onInput) element.addEventListener('input', onInput);
  if (meant) element.addEventListener('change', meant);
  return {
    element,
    get value() {
      return element.value;
    },
    set value(value) {
      element.value = value;
    },
    name: (name) => {
      element.setAttribute('aria-label', name);
      // When it comes into the page the toolkit calls it "Text field".
      queueMicrotask(() => {
        element.setAttribute('aria-label', name);
      });
    },
    hint: (text) => {
      element.setAttribute('placeholder', text);
    },
    mark: (why) => {
      setAttribute(element, 'aria-invalid', String(why !== ''));
      setAttribute(element, 'title', why);
    },
    select: () => {
      element.focus();
      element.control?.select();
    },
  };
}

/** As in a field of one line. @returns what is to be done when the keyboard leaves */
function byEnterToo(element: ToolkitField, onChange: () => void): () => void {
  let said: string | undefined;
  const say = (): void => {
    if (element.value !== said) onChange();
    said = undefined;
  };
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    say();
    said = element.value;
  });
  return say;
}

export interface ChoiceOptions {
  readonly choices: readonly string[];
  readonly onChange: (chosen: string) => void;
}

/** One of several texts. */
export function choice({ choices, onChange }: ChoiceOptions): Pick<TextField, 'element' | 'value' | 'name'> {
  const element = document.createElement('vscode-dropdown') as ToolkitField;
  for (const text of choices) {
    const option = document.createElement('vscode-option') as ToolkitField;
    option.value = text;
    option.textContent = text === '' ? '–' : text;
    element.append(option);
  }
  let value = '';
  element.addEventListener('change', () => {
    if (element.value === value) return;
    value = element.value;
    onChange(value);
  });
  return {
    element,
    name: (name) => {
      element.setAttribute('aria-label', name);
    },
    get value() {
      return value;
    },
    set value(wanted) {
      value = wanted;
      // It takes a value over only once it knows its options.
      queueMicrotask(() => {
        element.value = wanted;
      });
      element.setAttribute('current-value', wanted);
    },
  };
}
