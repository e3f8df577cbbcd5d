/** What a person does to the picture with pointer and keyboard, as what it means. */
import { clickDistance } from './camera.ts';
import { isFind, isForAll } from './keyboard.ts';
import type { Stage } from './stage.ts';

export interface Meanings {
  readonly find: () => void;
  /** @param onFold whether it was on the sign that folds */
  readonly click: (id: string, event: MouseEvent, onFold: boolean) => void;
  /** A key on the picture. Whether it meant something. */
  readonly key: (event: KeyboardEvent) => boolean;
  /** @param byKeyboard as the browser sees it; a press of the pointer is not */
  readonly focus: (id: string, byKeyboard: boolean) => void;
  /** The page has the keyboard again, which was on a node when it went. */
  readonly back: () => void;
}

export function listen(stage: Stage, { find, click, key, focus, back }: Meanings): void {
  document.addEventListener('keydown', (event) => {
    if (!isFind(event)) return;
    event.preventDefault();
    find();
  });
  // Nothing has the keyboard, or one of the buttons that say these keys.
  document.addEventListener('keydown', (event) => {
    const isHeard = event.target instanceof Element && event.target.matches('body, .zoom *');
    if (isHeard && isForAll(event.key) && !stage.page.hasAttribute('hidden') && key(event)) event.preventDefault();
  });
  stage.page.addEventListener('click', (event) => {
    const id = nodeAt(event);
    if (id !== undefined) click(id, event, isOnFold(event));
  });
  keepPresses(stage, click);
  stage.page.addEventListener('pointerover', (event) => {
    const id = nodeAt(event);
    if (id !== undefined) stage.touch(id);
  });
  stage.page.addEventListener('keydown', (event) => {
    if (key(event)) event.preventDefault();
  });
  const isReturning = keepKeyboard(back);
  // Not on the SVG: an SVG element that listens to focus can have it, and Tab would stop there.
  stage.element.addEventListener('focusin', (event) => {
    const id = nodeAt(event);
    const isVisible = event.target instanceof Element && event.target.matches(':focus-visible');
    if (id !== undefined) focus(id, isVisible && !isReturning());
  });
}

/** A node that is drawn anew while it is pressed: to the browser the press and the release are then on two things, and no click. */
function keepPresses(stage: Stage, click: Meanings['click']): void {
  let pressed: { readonly id: string; readonly event: MouseEvent; readonly onFold: boolean } | undefined;
  stage.page.addEventListener(
    'mousedown',
    (event) => {
      const id = event.button === 0 ? nodeAt(event) : undefined;
      pressed = id === undefined ? undefined : { id, event, onFold: isOnFold(event) };
    },
    { capture: true },
  );
  window.addEventListener(
    'mouseup',
    (event) => {
      if (!pressed) return;
      const { id, event: press, onFold } = pressed;
      pressed = undefined;
      const isGone = press.target instanceof Element && !press.target.isConnected;
      const moved = Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY);
      if (isGone && moved <= clickDistance && stage.draws(id)) click(id, event, onFold);
    },
    { capture: true },
  );
}

function isOnFold({ target }: Event): boolean {
  return target instanceof Element && target.closest('.fold') !== null;
}

/**
 * When another part of VS Code takes the keyboard, as to undo in the text, the browser forgets which element had it: it would
 * come back to nothing.
 * @returns whether it is just coming back: it may come by a press of the pointer, and must not move what is pressed
 */
function keepKeyboard(back: () => void): () => boolean {
  let wasOnNode = false;
  let isReturning = false;
  document.addEventListener('focusin', (event) => {
    wasOnNode = nodeAt(event) !== undefined;
  });
  window.addEventListener('focus', () => {
    if (!wasOnNode || document.activeElement !== document.body) return;
    isReturning = true;
    back();
    isReturning = false;
  });
  return () => isReturning;
}

/** The node that an event is on. */
export function nodeAt({ target }: Event): string | undefined {
  const node = target instanceof Element ? target.closest('[data-node-id]') : null;
  return node?.getAttribute('data-node-id') ?? undefined;
}
