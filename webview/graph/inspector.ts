/** The panel beside the picture: all about the node that one is on. What it says comes from the host, as text. */
import { t } from '../../src/base/l10n.ts';
import type { GraphInspection, InspectedSetting, InspectedValue } from '../../src/protocol/graph.ts';
import { nodeIdPattern } from '../../src/protocol/graphEdits.ts';
import { button, choice, type TextField, textField } from '../shared/controls.ts';
import { html, setAttribute } from '../shared/dom.ts';
import { glyphImage } from './render/glyphs.ts';
import { kindWord } from './words.ts';

export interface InspectorActions {
  /** Another node, or none. */
  readonly ask: (nodeId: string | null) => void;
  readonly openValue: (inspection: GraphInspection, part: InspectedValue['part']) => void;
  readonly set: (nodeId: string, field: string, value: string) => void;
  /** It was closed: the keyboard goes back to the picture. */
  readonly leave: () => void;
}

/** Characters; more of them are seen on several lines. */
const longestLine = 24;

export class Inspector {
  readonly element = html('aside', { class: 'inspector' });
  readonly #actions: InspectorActions;
  readonly #title = html('h2', { class: 'inspector-title' });
  readonly #kind = html('span', { class: 'inspector-kind' });
  readonly #close;
  readonly #settings = html('div', { class: 'settings' });
  readonly #outcome = html('div', { class: 'outcome' });
  #asked: string | null = null;
  #renaming = false;
  #shown: GraphInspection | null = null;
  /** What the two parts show, so that nothing is made again, and no keyboard lost, without need. */
  readonly #made = { settings: '', outcome: '' };

  constructor(actions: InspectorActions) {
    this.#actions = actions;
    this.#close = button({
      appearance: 'icon',
      icon: glyphImage('close'),
      onClick: () => {
        this.close();
        actions.leave();
      },
    });
    const head = html('div', { class: 'inspector-head' }, this.#title, this.#kind, this.#close.element);
    // Its text is longer than its room, and the keyboard must come to all of it.
    const body = html('div', { class: 'inspector-body', tabindex: 0, role: 'group' }, this.#outcome, this.#settings);
    this.element.append(head, body);
    this.element.hidden = true;
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.close();
      actions.leave();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(nodeId: string | null): void {
    this.element.hidden = false;
    this.follow(nodeId);
  }

  close(): void {
    this.element.hidden = true;
    this.follow(null);
  }

  /** One is on another node now. */
  follow(nodeId: string | null): void {
    const wanted = this.isOpen ? nodeId : null;
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    this.#actions.ask(wanted);
  }

  /** Puts the keyboard on what a node is called, once that is there. */
  rename(): void {
    this.#renaming = true;
    this.#focusId();
  }

  #focusId(): void {
    if (!this.#renaming || this.#shown?.nodeId !== this.#asked) return;
    const field = this.#settings.querySelector<HTMLElement>('[data-field="id"]');
    if (!field) return;
    this.#renaming = false;
    field.focus();
  }

  /** What the host answered. */
  show(inspection: GraphInspection | null): void {
    if (inspection && inspection.nodeId !== this.#asked) return;
    this.#shown = inspection;
    this.name();
    this.#focusId();
  }

  /** In the reader's language. */
  name(): void {
    const shown = this.#shown;
    setAttribute(this.element, 'aria-label', t('Details'));
    this.#close.name(t('Close (Escape)'));
    this.#title.textContent = shown?.title ?? t('No node');
    this.#title.title = this.#title.textContent;
    this.#kind.textContent = shown ? kindWord(shown.kind) : '';
    this.#outcome.parentElement?.setAttribute('aria-label', t('Details of {0}', shown?.title ?? ''));
    this.#make(
      'outcome',
      this.#outcome,
      shown && [shown.nodeId, shown.status, shown.state, shown.attempts, shown.values],
    );
    this.#make('settings', this.#settings, shown && [shown.nodeId, shown.settings]);
  }

  #make(part: 'settings' | 'outcome', element: HTMLElement, content: unknown): void {
    const key = JSON.stringify([content, t('Settings')]);
    if (this.#made[part] === key) return;
    this.#made[part] = key;
    const shown = this.#shown;
    element.replaceChildren();
    if (!shown) return;
    element.append(...(part === 'settings' ? this.#settingsOf(shown) : this.#outcomeOf(shown)));
  }

  #outcomeOf(shown: GraphInspection): readonly HTMLElement[] {
    if (shown.status === null) return [];
    const lines = shown.state.map((line) => html('p', { class: 'line' }, line));
    lines[0]?.classList.add('first');
    lines[0]?.setAttribute('data-status', shown.status);
    const attempts = html('ul', {}, ...shown.attempts.map((attempt) => html('li', {}, attempt)));
    return [
      ...lines,
      ...(shown.attempts.length > 1 ? [html('h3', {}, t('Attempts')), attempts] : []),
      ...shown.values.flatMap((value) => this.#valueOf(shown, value)),
    ];
  }

  #valueOf(shown: GraphInspection, { part, text, isCut }: InspectedValue): readonly HTMLElement[] {
    const names = { input: t('Input'), output: t('Output'), error: t('Error') };
    const open = button({
      appearance: 'icon',
      icon: glyphImage('open'),
      onClick: () => {
        this.#actions.openValue(shown, part);
      },
    });
    open.name(t('Open {0} as a document', names[part]));
    const head = html('div', { class: 'value-head' }, html('h3', {}, names[part]), open.element);
    const more = isCut ? [html('p', { class: 'line' }, t('There is more of it: open it.'))] : [];
    return [head, html('pre', { class: part }, ...breakable(text)), ...more];
  }

  #settingsOf({ nodeId, settings }: GraphInspection): readonly HTMLElement[] {
    const rows = settings.map((setting) => {
      const label = html('span', { class: 'setting-label' }, ...breakable(setting.label));
      return html('div', { class: 'setting' }, label, this.#controlOf(nodeId, setting));
    });
    return rows.length === 0 ? [] : [html('h3', {}, t('Settings')), ...rows];
  }

  #controlOf(nodeId: string, { label, value, field, choices }: InspectedSetting): HTMLElement {
    if (field === undefined) return html('code', { class: 'setting-value' }, ...breakable(value));
    const set = (wanted: string): void => {
      if (wanted !== value) this.#actions.set(nodeId, field, wanted);
    };
    const control = choices
      ? choice({ choices: ['', ...new Set([...choices, ...(value === '' ? [] : [value])])], onChange: set })
      : writable(value, field, set);
    control.value = value;
    control.element.dataset['field'] = field;
    control.name(label);
    return control.element;
  }
}

/** A field for what can be written at will. What is wrong in it is marked; why it is not taken the host says too. */
function writable(value: string, field: string, set: (wanted: string) => void): TextField {
  const isWrong = (): boolean => field === 'id' && !nodeIdPattern.test(control.value);
  const control = textField({
    isLong: value.length > longestLine,
    onInput: () => {
      if (!isWrong()) control.mark('');
    },
    onChange: () => {
      const why = t('A node id has up to 100 letters, digits, "_" and "-", and begins with a letter or "_".');
      if (isWrong()) control.mark(why);
      set(control.value.replace(/\s*\n\s*/g, ' '));
    },
  });
  return control;
}

/** Keys and JSON have no spaces: with places to break them between their parts, rather than inside of a word. */
function breakable(text: string): readonly (Node | string)[] {
  const parts = text.split(/(?<=[_,:[{])(?=\w|["{[-])/);
  return parts.flatMap((part, index) => (index === 0 ? [part] : [html('wbr'), part]));
}
