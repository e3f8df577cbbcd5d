/** Changing the workflow in its picture: menus of nodes and edges, connecting by dragging, keys. The host changes the text. */
import { t } from '../../src/base/l10n.ts';
import type { GraphViewMessage, PictureEdge, Point } from '../../src/protocol/graph.ts';
import type { GraphEdit } from '../../src/protocol/graphEdits.ts';
import { addableTypes, type AddableType } from '../../src/protocol/graphEdits.ts';
import { svg } from '../shared/dom.ts';
import { Addition } from './addition.ts';
import { KeyboardReturn } from './keyboardReturn.ts';
import { nodeAt } from './listening.ts';
import { Menu, type MenuItem } from './menu.ts';
import type { Stage } from './stage.ts';
import type { GraphStore } from './store.ts';
import { shown } from './words.ts';

export interface EditorActions {
  readonly store: GraphStore;
  readonly stage: Stage;
  readonly post: (message: GraphViewMessage) => void;
  readonly rename: (nodeId: string) => void;
  readonly focus: (nodeId: string) => void;
  /** Says what is waited for; empty: nothing. */
  readonly tell: (text: string) => void;
}

export class GraphEditor {
  readonly menu: Menu;
  readonly #actions: EditorActions;
  /** What is dragged from a node to another one. */
  readonly #line = svg('path', { class: 'connecting' });
  /** The node that another one is looked for to connect with. */
  #from: string | undefined;
  readonly #marked = new Set<string>();
  readonly #keyboard: KeyboardReturn;
  readonly #addition = new Addition();

  constructor(actions: EditorActions) {
    this.#actions = actions;
    this.#keyboard = new KeyboardReturn(() => {
      actions.post({ type: 'keyboard' });
    });
    this.menu = new Menu(() => {
      if (actions.store.active !== null) actions.focus(actions.store.active);
    });
    this.#line.toggleAttribute('hidden', true);
    actions.stage.page.append(this.#line);
    this.#listen();
  }

  get canEdit(): boolean {
    return this.#actions.store.shown?.canEdit === true;
  }

  /** Whether the key meant something here. */
  key({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
    const { store, post, rename } = this.#actions;
    const { active } = store;
    this.#addition.forget();
    if (!this.canEdit) return false;
    if (ctrlKey || metaKey) {
      if (key.toLowerCase() !== 'z' && key.toLowerCase() !== 'y') return false;
      post({ type: 'history', step: shiftKey || key.toLowerCase() === 'y' ? 'redo' : 'undo' });
      this.#keyboard.expect();
      return true;
    }
    if (active === null) return false;
    switch (key) {
      case 'Delete':
      case 'Backspace':
        if (!store.node(active)?.folded) this.#edit({ kind: 'deleteNode', nodeId: active });
        return true;
      case 'F2':
        rename(active);
        return true;
      case 'ContextMenu':
      case 'm':
      case 'F10':
        if (key === 'F10' && !shiftKey) return false;
        this.#openAtNode(active);
        return true;
      case 'Enter':
        return this.#connectTo(active);
      case 'Escape':
        return this.#stop();
      default:
        return false;
    }
  }

  #edit(edit: GraphEdit): void {
    const { post, store } = this.#actions;
    if (edit.kind === 'addAfter' || edit.kind === 'addOnEdge') this.#addition.begin(store.shown?.picture.nodes ?? []);
    post({ type: 'edit', edit });
  }

  /** There is another picture: one goes on with what was added, once that is in it. */
  goOn(): void {
    const { stage, store, focus, post } = this.#actions;
    const added = this.#addition.take(store.shown?.picture.nodes ?? []);
    if (added === undefined) return;
    focus(added);
    stage.reveal(added);
    post({ type: 'revealNode', nodeId: added, focus: false });
  }

  /** A click on a node: whether it was for this and nothing else. */
  click(nodeId: string, { shiftKey }: { readonly shiftKey: boolean }): boolean {
    this.#addition.forget();
    if (this.#connectTo(nodeId)) return true;
    if (!shiftKey || !this.canEdit) {
      this.#marked.clear();
      this.#showMarks();
      return false;
    }
    if (!this.#marked.delete(nodeId)) this.#marked.add(nodeId);
    this.#showMarks();
    return true;
  }

  #listen(): void {
    const { stage } = this.#actions;
    const { page } = stage;
    page.addEventListener('contextmenu', (event) => {
      const node = nodeAt(event);
      const edge = this.#edgeAt(event);
      if (!this.canEdit) return;
      if (node !== undefined) this.menu.open(this.#nodeItems(node), shown(node), placeOf(event));
      else if (edge) this.#openOnEdge(edge, placeOf(event));
      else return;
      event.preventDefault();
    });
    page.addEventListener('click', (event) => {
      const edge = this.#edgeAt(event);
      if (edge && !event.defaultPrevented) this.#openOnEdge(edge, placeOf(event));
    });
    page.addEventListener('pointermove', (event) => {
      // While the picture is dragged, to look would lay it out a second time in each frame.
      if (event.buttons === 0) stage.point(this.#edgeAt(event));
    });
    // Before the camera takes it for the beginning of a pan.
    page.addEventListener(
      'mousedown',
      (event) => {
        const handle = event.target instanceof Element ? event.target.closest('.handle') : null;
        const from = handle?.closest('[data-node-id]')?.getAttribute('data-node-id');
        if (!this.canEdit || from === null || from === undefined || event.button !== 0) return;
        event.stopPropagation();
        event.preventDefault();
        this.#drag(from);
      },
      { capture: true },
    );
  }

  /** The edge that an event of the pointer would change. */
  #edgeAt(event: MouseEvent): PictureEdge | undefined {
    return this.canEdit && nodeAt(event) === undefined ? this.#actions.stage.edgeAt(event) : undefined;
  }

  #drag(from: string): void {
    const { stage, store } = this.#actions;
    const node = store.node(from);
    if (!node) return;
    const { x, y, k } = stage.camera.view;
    const start = { x: x + (node.x + node.width / 2) * k, y: y + (node.y + node.height / 2) * k };
    const { left, top } = stage.page.getBoundingClientRect();
    const move = ({ clientX, clientY }: MouseEvent): void => {
      this.#line.setAttribute('d', `M${start.x} ${start.y}L${clientX - left} ${clientY - top}`);
      this.#line.toggleAttribute('hidden', false);
    };
    const up = ({ clientX, clientY }: MouseEvent): void => {
      removeEventListener('mousemove', move);
      removeEventListener('mouseup', up);
      this.#line.toggleAttribute('hidden', true);
      const target = document.elementFromPoint(clientX, clientY)?.closest('[data-node-id]');
      const to = target?.getAttribute('data-node-id');
      if (to !== null && to !== undefined && to !== from) this.#connect(from, to);
    };
    addEventListener('mousemove', move);
    addEventListener('mouseup', up);
  }

  /** What comes behind a folded fork comes behind its join. */
  #connect(from: string, to: string): void {
    const source = this.#actions.store.node(from)?.folded?.joins.at(-1) ?? from;
    this.#edit({ kind: 'connect', source, target: to });
  }

  #connectTo(nodeId: string): boolean {
    const from = this.#from;
    if (from === undefined) return false;
    this.#stop();
    if (from !== nodeId) this.#connect(from, nodeId);
    return true;
  }

  #stop(): boolean {
    const was = this.#from;
    this.#from = undefined;
    this.#actions.tell('');
    return was !== undefined;
  }

  #openAtNode(nodeId: string): void {
    const box = this.#actions.stage.page
      .querySelector(`[data-node-id="${CSS.escape(nodeId)}"]`)
      ?.getBoundingClientRect();
    if (box) this.menu.open(this.#nodeItems(nodeId), shown(nodeId), { x: box.left + 12, y: box.bottom });
  }

  #nodeItems(nodeId: string): readonly MenuItem[] {
    const { store, rename, tell } = this.#actions;
    const node = store.node(nodeId);
    const connect: MenuItem = {
      label: t('Connect with…'),
      run: () => {
        this.#from = nodeId;
        tell(t('Choose the node that comes after "{0}": click it, or go there and press Enter.', shown(nodeId)));
      },
    };
    if (node?.folded) return [connect];
    const add = addableTypes.map((nodeType): MenuItem => ({
      label: addLabel(nodeType),
      run: () => {
        this.#edit({ kind: 'addAfter', nodeId, nodeType });
      },
    }));
    const marked = this.#marked.has(nodeId) ? [...this.#marked] : [nodeId];
    return [
      ...(node?.kind === 'end' ? [] : [...add, connect]),
      {
        label: t('Wrap in a fork and a join'),
        run: () => {
          this.#edit({ kind: 'wrap', nodeIds: marked });
        },
      },
      {
        label: t('Rename (F2)'),
        run: () => {
          rename(nodeId);
        },
      },
      {
        label: t('Delete (Del)'),
        run: () => {
          this.#edit({ kind: 'deleteNode', nodeId });
        },
      },
    ];
  }

  #openOnEdge({ source, target }: PictureEdge, at: Point): void {
    const { store } = this.#actions;
    // Of a folded fork the edge is another one in the text.
    const ends = { source: store.node(source)?.folded?.joins.at(-1) ?? source, target };
    const items: MenuItem[] = addableTypes.map((nodeType) => ({
      label: addLabel(nodeType),
      run: () => {
        this.#edit({ kind: 'addOnEdge', ...ends, nodeType });
      },
    }));
    items.push({
      label: t('Delete'),
      run: () => {
        this.#edit({ kind: 'deleteEdge', ...ends });
      },
    });
    this.menu.open(items, t('From {0} to {1}', shown(source), shown(target)), at);
  }

  #showMarks(): void {
    for (const element of this.#actions.stage.page.querySelectorAll('.node')) {
      const id = element.getAttribute('data-node-id') ?? '';
      element.classList.toggle('marked', this.#marked.has(id));
    }
  }
}

function placeOf({ clientX, clientY }: MouseEvent): Point {
  return { x: clientX, y: clientY };
}

function addLabel(nodeType: AddableType): string {
  switch (nodeType) {
    case 'agent_task':
      return t('Add a task');
    case 'delay':
      return t('Add a delay');
    case 'approval':
      return t('Add an approval');
  }
}
