/** What a person does to the picture with pointer and keyboard, as what it means. */
import { isFind } from './keyboard.ts';
import type { Stage } from './stage.ts';

export interface Meanings {
  readonly find: () => void;
  /** @param onFold whether it was on the sign that folds */
  readonly click: (id: string, event: MouseEvent, onFold: boolean) => void;
  /** A key on the picture. Whether it meant something. */
  readonly key: (event: KeyboardEvent) => boolean;
  /** @param byKeyboard as the browser sees it; a press of the pointer is not */
  readonly focus: (id: string, byKeyboard: boolean) => void;
}

export function listen(stage: Stage, { find, click, key, focus }: Meanings): void {
  document.addEventListener('keydown', (event) => {
    if (!isFind(event)) return;
    event.preventDefault();
    find();
  });
  stage.page.addEventListener('click', (event) => {
    const id = nodeAt(event);
    if (id !== undefined) click(id, event, event.target instanceof Element && event.target.closest('.fold') !== null);
  });
  stage.page.addEventListener('pointerover', (event) => {
    const id = nodeAt(event);
    if (id !== undefined) stage.touch(id);
  });
  stage.page.addEventListener('keydown', (event) => {
    if (key(event)) event.preventDefault();
  });
  // Not on the SVG: an SVG element that listens to focus can have it, and Tab would stop there.
  stage.element.addEventListener('focusin', (event) => {
    const id = nodeAt(event);
    if (id !== undefined) focus(id, event.target instanceof Element && event.target.matches(':focus-visible'));
  });
}

/** The node that an event is on. */
export function nodeAt({ target }: Event): string | undefined {
  const node = target instanceof Element ? target.closest('[data-node-id]') : null;
  return node?.getAttribute('data-node-id') ?? undefined;
}
