/** Puts the parts of the view together: what the store holds is shown, what a person does goes to the host. */
import { useTranslations } from '../../src/base/l10n.ts';
import type { GraphHostMessage, GraphPicture, GraphViewMessage } from '../../src/protocol/graph.ts';
import { html } from '../shared/dom.ts';
import { inNextFrame, onceDue } from '../shared/once.ts';
import { Announcer } from './announcer.ts';
import { Details } from './details.ts';
import { GraphEditor } from './editor.ts';
import type { Found } from './find.ts';
import { Folds } from './folds.ts';
import { Header } from './header.ts';
import { handleKey } from './keyboard.ts';
import { listen } from './listening.ts';
import { paintPng } from './paint.ts';
import type { Saved } from './saved.ts';
import { Search } from './search.ts';
import { Stage } from './stage.ts';
import { type Change, GraphStore } from './store.ts';
import { Timeline } from './timeline.ts';
import { type ToolActions, ZoomControls } from './zoomControls.ts';

export interface GraphViewOptions {
  readonly post: (message: GraphViewMessage) => void;
  /** Something that a reload should find again is different. */
  readonly changed: () => void;
}

export class GraphView {
  readonly element: HTMLElement;
  readonly store = new GraphStore();
  readonly #post: GraphViewOptions['post'];
  readonly #changed: () => void;
  readonly #stage: Stage;
  readonly #header: Header;
  readonly #zoom: ZoomControls;
  readonly #search: Search;
  readonly #details: Details;
  readonly #timeline: Timeline;
  readonly #editor: GraphEditor;
  readonly #folds = new Folds();
  /** From before a reload, until there is a picture. */
  #kept: Saved | undefined;
  readonly #announcer = new Announcer();
  /** At most once for each frame, however many messages come. */
  readonly #refresh = onceDue(inNextFrame, () => {
    this.#stage.refresh();
    this.#header.show(this.store);
  });
  /** By a button or a key. */
  readonly #tools: ToolActions = {
    find: () => {
      this.#search.open();
    },
    details: () => {
      this.#details.toggle();
    },
    timeline: () => {
      this.#timeline.toggle();
    },
  };
  /** The keyboard goes back to the picture. */
  readonly #leave = (): void => {
    if (this.store.active !== null) this.#focus(this.store.active);
  };

  constructor({ post, changed }: GraphViewOptions) {
    this.#post = post;
    this.#changed = changed;
    this.#stage = new Stage(this.store, changed);
    this.#search = this.#makeSearch();
    this.#details = new Details({ store: this.store, stage: this.#stage, post, changed, leave: this.#leave });
    this.#timeline = this.#makeTimeline();
    this.#header = new Header(this.store, post, this.#timeline);
    this.#editor = this.#makeEditor();
    this.#zoom = new ZoomControls(this.#stage.camera, this.#tools);
    this.#stage.element.append(this.#zoom.element, this.#search.element, this.#editor.menu.element);
    const middle = html('div', { class: 'middle' }, this.#stage.element, this.#details.inspector.element);
    this.element = html('div', { class: 'graph' }, this.#header.element, middle, this.#timeline.element);
    this.element.append(this.#announcer.element);
    this.#listen();
    this.#nameAll();
    this.#showPicture(undefined);
  }

  #makeSearch(): Search {
    const { classList } = this.#stage.element;
    return new Search({
      store: this.store,
      show: (found) => {
        this.#showFound(found);
      },
      enter: () => {
        classList.add('searching');
      },
      leave: () => {
        classList.remove('searching');
        this.#leave();
      },
    });
  }

  #makeTimeline(): Timeline {
    return new Timeline({
      post: this.#post,
      changed: this.#changed,
      choose: (nodeId) => {
        const id = this.store.shownAs(nodeId);
        if (!this.store.node(id)) return;
        this.#stage.reveal(id);
        this.#goTo(id);
      },
      leave: this.#leave,
    });
  }

  #makeEditor(): GraphEditor {
    return new GraphEditor({
      store: this.store,
      stage: this.#stage,
      post: this.#post,
      rename: (nodeId) => {
        this.#details.rename(nodeId);
      },
      focus: (nodeId) => {
        this.#focus(nodeId);
      },
      tell: (text) => {
        this.#announcer.say(text);
        this.#stage.ask(text);
      },
    });
  }

  #listen(): void {
    listen(this.#stage, {
      find: () => {
        if (this.store.shown) this.#search.open();
      },
      click: (id, event, onFold) => {
        if (this.#editor.click(id, event)) return;
        this.#stage.focus(id);
        if (onFold) this.#fold(id);
        else {
          this.#post({ type: 'revealNode', nodeId: id, focus: false });
          this.#details.clicked(id);
        }
      },
      key: (event) => this.#editor.key(event) || this.#key(event),
      focus: (id, byKeyboard) => {
        // The keyboard may lead out of view. A press of the pointer does not, and must not move what is pressed.
        if (byKeyboard) this.#stage.reveal(id);
        if (id !== this.store.active) this.#goTo(id);
      },
      back: this.#leave,
    });
  }

  #key(event: KeyboardEvent): boolean {
    return handleKey(event, this.store, this.#stage.camera, {
      focus: (id) => {
        this.#focus(id);
      },
      open: (id) => {
        this.#post({ type: 'revealNode', nodeId: id, focus: true });
      },
      fold: (id) => {
        this.#fold(id);
      },
      ...this.#tools,
    });
  }

  get saved(): Saved {
    const details = this.#details.isOpen ? this.store.active : null;
    const open = this.#kept ?? { details, timeline: this.#timeline.isOpen };
    return { ...this.#stage.camera.saved, details: open.details, timeline: open.timeline, folds: this.#folds.saved };
  }

  restore(saved: Saved): void {
    this.#kept = saved;
    this.#stage.camera.restore(saved);
    this.#folds.restore(saved.folds);
    if (saved.folds.length > 0) this.#post({ type: 'folds', folds: saved.folds });
  }

  /** With the first picture comes what was open beside it. */
  #reopen(): void {
    const kept = this.#kept;
    this.#kept = undefined;
    if (!kept) return;
    if (kept.details !== null) {
      this.store.activate(kept.details);
      this.#details.inspector.open(this.store.active);
    }
    if (kept.timeline && !this.#timeline.isOpen) this.#timeline.toggle();
  }

  apply(message: GraphHostMessage): void {
    const before = this.store.shown?.picture;
    if (message.type === 'texts') useTranslations(message.bundle);
    if (message.type === 'paint') void this.#paint(message.svg);
    this.#show(this.store.apply(message), before);
  }

  /** The theme is another one. */
  restyle(): void {
    this.#stage.restyle();
  }

  #show(change: Change, before: GraphPicture | undefined): void {
    switch (change) {
      case 'picture':
        this.#showPicture(before);
        break;
      case 'execution':
        this.#refresh();
        this.#timeline.at(this.store.execution?.past);
        this.#announcer.follow(this.store.execution);
        break;
      case 'selection':
        this.#refresh();
        this.#stage.reveal(this.store.selected);
        this.#details.follow();
        break;
      case 'texts':
        this.#stage.redraw();
        this.#nameAll();
        break;
      case 'timeline':
        this.#timeline.show(this.store.timeline);
        break;
      case 'inspection':
        this.#details.inspector.show(this.store.inspection);
        break;
      case 'paint':
        break;
      case 'source':
        this.#changed();
        break;
    }
  }

  #showPicture(before: GraphPicture | undefined): void {
    const isShown = this.store.shown !== undefined;
    this.#zoom.element.hidden = !isShown;
    if (isShown) this.#reopen();
    else {
      this.#search.element.hidden = true;
      this.#details.inspector.close();
    }
    this.#details.follow();
    this.#search.tell();
    // Before the stage is measured, which it takes some room from.
    this.#header.show(this.store);
    this.#stage.show(before);
    this.#editor.goOn();
    this.#refresh();
  }

  #nameAll(): void {
    for (const part of [this.#stage, this.#zoom, this.#search, this.#details.inspector, this.#timeline]) part.name();
    this.#refresh();
  }

  async #paint(svg: string): Promise<void> {
    const pieces = await paintPng(svg);
    pieces.forEach((data, piece) => {
      this.#post({ type: 'painted', piece, of: pieces.length, data });
    });
  }

  /** A fork as one box, or its box as a fork. */
  #fold(id: string): void {
    const node = this.store.node(id);
    if (!node?.folded && !node?.foldable) return;
    const folded = node.folded === undefined;
    this.#folds.choose(id, folded);
    this.#post({ type: 'fold', nodeId: id, folded });
    this.#changed();
  }

  #showFound({ id }: Found): void {
    const node = this.store.node(id);
    if (!node) return;
    this.store.activate(id);
    this.#stage.camera.fly(node);
    this.#refresh();
  }

  /** One is on another node, wherever the keyboard is. */
  #goTo(id: string): void {
    this.store.activate(id);
    this.#refresh();
    this.#details.follow();
  }

  #focus(id: string): void {
    this.#stage.activate(id);
    this.#details.follow();
  }
}
