/** The graph without a pointer: arrows move along the edges, Enter goes to the text, `+`, `-` and `0` zoom. */
import type { Camera } from './camera.ts';
import { type Arrow, step } from './navigation.ts';
import type { GraphStore } from './store.ts';
import { zoomStep } from './zoomControls.ts';

export interface KeyboardActions {
  /** Puts the keyboard on a node. */
  readonly focus: (id: string) => void;
  /** Shows its lines and goes on there. */
  readonly open: (id: string) => void;
  /** Folds a fork, or unfolds it. */
  readonly fold: (id: string) => void;
  /** Shows all about the node, or no longer. */
  readonly details: () => void;
  /** Shows the execution over time, or no longer. */
  readonly timeline: () => void;
}

/** Whether a node is to be looked for: Ctrl+F, or Cmd+F on a Mac. */
export function isFind({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'f' && ctrlKey !== metaKey && !altKey && !shiftKey;
}

/** Whether the key is for all of the picture, whichever node one is on. */
export function isForAll(key: string): boolean {
  return ['+', '=', '-', '0', 'i', 't'].includes(key);
}

/** Whether the key meant something here. */
export function handleKey(
  { key, ctrlKey, metaKey, altKey }: KeyboardEvent,
  store: GraphStore,
  camera: Camera,
  { focus, open, fold, details, timeline }: KeyboardActions,
): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  const { active } = store;
  switch (key) {
    case 'ArrowUp':
    case 'ArrowDown':
    case 'ArrowLeft':
    case 'ArrowRight': {
      const next = active === null ? undefined : step(store, active, key satisfies Arrow);
      if (next !== undefined) focus(next);
      return true;
    }
    case 'Home':
    case 'End': {
      const nodes = store.shown?.picture.nodes ?? [];
      const wanted =
        key === 'Home' ? nodes.find(({ kind }) => kind === 'start') : nodes.find(({ kind }) => kind === 'end');
      if (wanted) focus(wanted.id);
      return true;
    }
    case 'Enter':
    case ' ':
      if (active !== null) open(active);
      return true;
    case 'i':
      details();
      return true;
    case 't':
      timeline();
      return true;
    case 'c':
      if (active !== null) fold(active);
      return true;
    case '+':
    case '=':
      camera.zoomBy(zoomStep);
      return true;
    case '-':
      camera.zoomBy(1 / zoomStep);
      return true;
    case '0':
      camera.fit();
      return true;
    default:
      return false;
  }
}
