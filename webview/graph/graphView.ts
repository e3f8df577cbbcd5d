/** Puts the parts of the view together: what the store holds is shown, what a person does goes to the host. */
import { t, useTranslations } from '../../src/base/l10n.ts';
import {
  type GraphExecution,
  type GraphHostMessage,
  type GraphPicture,
  type GraphViewMessage,
  mostFolds,
} from '../../src/protocol/graph.ts';
import type { GraphEdit, GraphNodeType } from '../../src/protocol/graphEdits.ts';
import { html, svg } from '../shared/dom.ts';
import { after, inNextFrame, onceDue } from '../shared/once.ts';
import { announcement } from './announcements.ts';
import { Camera } from './camera.ts';
import type { Found } from './find.ts';
import { GraphEditor } from './editor.ts';
import { Header } from './header.ts';
import { handleKey, isFind } from './keyboard.ts';
import { Inspector } from './inspector.ts';
import { Minimap } from './minimap.ts';
import type { Saved } from './saved.ts';
import { paintPng } from './paint.ts';
import { forgetFont } from './render/text.ts';
import { glyphImage } from './render/glyphs.ts';
import { Scene } from './render/scene.ts';
import { Search } from './search.ts';
import { type Change, GraphStore } from './store.ts';
import { Timeline } from './timeline.ts';
import { ZoomControls } from './zoomControls.ts';

/** How long what is read out is gathered: many nodes may fail at once. */
const announceMs = 1_000;

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
  readonly #page = svg('svg', { class: 'page', role: 'group' });
  readonly #scene = new Scene(this.store);
  readonly #camera: Camera;
  readonly #header: Header;
  readonly #zoom: ZoomControls;
  readonly #minimap: Minimap;
  readonly #search: Search;
  readonly #inspector: Inspector;
  readonly #timeline: Timeline;
  readonly #editor: GraphEditor;
  /** By fork: what somebody chose. */
  readonly #folds = new Map<string, boolean>();
  /** From before a reload, until there is a picture. */
  #kept: Saved | undefined;
  /** What is waited for from the person. */
  #asks = '';
  /** Somebody closed the details; they come when they are asked for. */
  #wantsDetails = true;
  readonly #messageText = html('p');
  readonly #message = html('div', { class: 'message' }, glyphImage('graph'), this.#messageText);
  readonly #hint = html('div', { class: 'hint' });
  readonly #live = html('div', { class: 'live', 'aria-live': 'polite', role: 'status' });
  #announced: GraphExecution | null = null;
  /** At most once for each frame, however many messages come. */
  readonly #refresh = onceDue(inNextFrame, () => {
    this.#scene.refresh();
    this.#minimap.refresh();
    this.#header.show(this.store);
  });
  readonly #announce = onceDue(after(announceMs), () => {
    const text = announcement(this.#announced, this.store.execution);
    this.#announced = this.store.execution;
    if (text !== '') this.#live.textContent = text;
  });

  constructor({ post, changed }: GraphViewOptions) {
    this.#post = post;
    this.#changed = changed;
    this.#page.append(arrow(), this.#scene.element);
    this.#camera = new Camera(this.#page, () => {
      this.#scene.look(this.#camera.view);
      this.#minimap.look();
      changed();
    });
    this.#header = new Header({
      run: () => {
        post({ type: 'run' });
      },
      save: () => {
        post({ type: 'export' });
      },
      steer: (steering) => {
        const executionId = this.store.execution?.id;
        if (executionId !== undefined) post({ type: steering, executionId });
      },
      answer: (nodeId, approved) => {
        const executionId = this.store.execution?.id;
        if (executionId !== undefined) post({ type: 'answer', executionId, nodeId, approved });
      },
    });
    const stage = html('main', { class: 'stage' }, this.#page, this.#message, this.#hint);
    this.#minimap = new Minimap(this.store, this.#camera);
    this.#search = this.#makeSearch(stage);
    this.#inspector = this.#makeInspector();
    this.#timeline = this.#makeTimeline();
    this.#editor = this.#makeEditor();
    this.#zoom = new ZoomControls(this.#camera, {
      find: () => {
        this.#search.open();
      },
      details: () => {
        this.#toggleDetails();
      },
      timeline: () => {
        this.#timeline.toggle();
      },
    });
    stage.append(this.#minimap.element, this.#zoom.element, this.#search.element);
    const middle = html('div', { class: 'middle' }, stage, this.#inspector.element);
    this.element = html('div', { class: 'graph' }, this.#header.element, middle, this.#timeline.element, this.#live);
    stage.append(this.#editor.menu.element);
    this.#listen(stage);
    new ResizeObserver(() => {
      this.#camera.resizePage();
    }).observe(stage);
    this.#showPicture(undefined);
  }

  #makeSearch(stage: HTMLElement): Search {
    return new Search({
      store: this.store,
      show: (found) => {
        this.#showFound(found);
      },
      enter: () => {
        stage.classList.add('searching');
      },
      leave: () => {
        stage.classList.remove('searching');
        if (this.store.active !== null) this.#focus(this.store.active);
      },
    });
  }

  #makeInspector(): Inspector {
    return new Inspector({
      ask: (nodeId) => {
        this.#post({ type: 'inspect', nodeId });
        this.#changed();
      },
      openValue: ({ executionId, nodeId }, part) => {
        this.#post({ type: 'openValue', executionId, nodeId, part });
      },
      set: (nodeId, field, value) => {
        if (field === 'id') this.#edit({ kind: 'rename', nodeId, newId: value });
        else if (field === 'type') this.#edit({ kind: 'setType', nodeId, nodeType: value as GraphNodeType });
        else this.#edit({ kind: 'set', nodeId, field, value });
      },
      leave: () => {
        this.#wantsDetails = false;
        if (this.store.active !== null) this.#focus(this.store.active);
      },
    });
  }

  #makeTimeline(): Timeline {
    return new Timeline({
      want: (shown) => {
        this.#post({ type: 'timeline', shown });
        this.#changed();
      },
      scrub: (executionId, event) => {
        this.#post({ type: 'scrub', executionId, event });
      },
      choose: (nodeId) => {
        const node = this.store.node(nodeId);
        if (!node) return;
        this.store.activate(nodeId);
        this.#refresh();
        this.#reveal(nodeId);
        this.#inspector.follow(nodeId);
      },
      leave: () => {
        if (this.store.active !== null) this.#focus(this.store.active);
      },
    });
  }

  #edit(edit: GraphEdit): void {
    this.#post({ type: 'edit', edit });
  }

  #makeEditor(): GraphEditor {
    return new GraphEditor({
      store: this.store,
      camera: this.#camera,
      page: this.#page,
      edit: (edit) => {
        this.#edit(edit);
      },
      step: (step) => {
        this.#post({ type: 'history', step });
      },
      rename: (nodeId) => {
        this.#wantsDetails = true;
        this.#showDetails(nodeId);
        this.#inspector.rename();
      },
      focus: (nodeId) => {
        this.#focus(nodeId);
      },
      tell: (text) => {
        this.#asks = text;
        this.#live.textContent = text;
        this.#tell();
      },
    });
  }

  #tell(): void {
    this.#hint.textContent = this.#asks === '' ? t('Improving the layout…') : this.#asks;
    this.#hint.hidden = this.#asks === '' && this.store.shown?.provisional !== true;
  }

  get saved(): Saved {
    const details = this.#inspector.isOpen ? this.store.active : null;
    const open = this.#kept ?? { details, timeline: this.#timeline.isOpen };
    const folds = [...this.#folds].map(([nodeId, folded]) => ({ nodeId, folded }));
    return { ...this.#camera.saved, details: open.details, timeline: open.timeline, folds: folds.slice(-mostFolds) };
  }

  restore(saved: Saved): void {
    this.#kept = saved;
    this.#camera.restore(saved);
    for (const { nodeId, folded } of saved.folds) this.#folds.set(nodeId, folded);
    if (saved.folds.length > 0) this.#post({ type: 'folds', folds: saved.folds });
  }

  /** With the first picture comes what was open beside it. */
  #reopen(): void {
    const kept = this.#kept;
    this.#kept = undefined;
    if (!kept) return;
    if (kept.details !== null) {
      this.store.activate(kept.details);
      this.#inspector.open(this.store.active);
    }
    if (kept.timeline && !this.#timeline.isOpen) this.#timeline.toggle();
  }

  apply(message: GraphHostMessage): void {
    const before = this.store.shown?.picture;
    if (message.type === 'texts') useTranslations(message.bundle);
    if (message.type === 'paint') void this.#paint(message.svg);
    this.#show(this.store.apply(message), before);
  }

  /** The theme is another one; so may be its font. */
  restyle(): void {
    forgetFont();
    this.#scene.show(this.store.shown?.picture);
    this.#scene.look(this.#camera.view);
  }

  #show(change: Change, before: GraphPicture | undefined): void {
    switch (change) {
      case 'picture':
        this.#showPicture(before);
        break;
      case 'execution':
        this.#refresh();
        this.#timeline.at(this.store.execution?.past);
        this.#announce();
        break;
      case 'selection':
        this.#refresh();
        this.#reveal(this.store.selected);
        this.#inspector.follow(this.store.active);
        break;
      case 'texts':
        // What nodes are called is made with them.
        this.restyle();
        this.#nameAll();
        break;
      case 'timeline':
        this.#timeline.show(this.store.timeline);
        break;
      case 'inspection':
        this.#inspector.show(this.store.inspection);
        break;
      case 'paint':
        break;
      case 'source':
        this.#changed();
        break;
    }
  }

  #showPicture(before: GraphPicture | undefined): void {
    const picture = this.store.shown?.picture;
    this.#messageText.textContent = this.store.message;
    this.#message.hidden = this.store.message === '';
    this.#page.toggleAttribute('hidden', !picture);
    this.#zoom.element.hidden = !picture;
    this.#page.classList.toggle('editable', this.store.shown?.canEdit === true);
    this.#tell();
    if (!picture) {
      this.#search.element.hidden = true;
      this.#inspector.close();
    } else this.#reopen();
    this.#inspector.follow(this.store.active);
    this.#scene.show(picture);
    this.#keepPlace(before, picture);
    this.#camera.resizePicture(picture ?? { width: 0, height: 0 }, startOf(picture));
    this.#nameAll();
  }

  /** What stands in the middle of a view that somebody has chosen stays there, however the rest moves. */
  #keepPlace(before: GraphPicture | undefined, after: GraphPicture | undefined): void {
    if (!before || !after || this.#camera.saved.fitted) return;
    const { x, y, k, width, height } = this.#camera.view;
    const middle = { x: (width / 2 - x) / k, y: (height / 2 - y) / k };
    const wanted = new Map(after.nodes.map((node) => [node.id, node]));
    let nearest = Infinity;
    let move = { x: 0, y: 0 };
    for (const node of before.nodes) {
      const same = wanted.get(node.id);
      const away = Math.hypot(node.x - middle.x, node.y - middle.y);
      if (!same || away >= nearest) continue;
      nearest = away;
      move = { x: (node.x - same.x) * k, y: (node.y - same.y) * k };
    }
    if (move.x !== 0 || move.y !== 0) this.#camera.moveBy(move.x, move.y);
  }

  #nameAll(): void {
    this.#page.setAttribute('aria-label', t('Workflow graph. Arrow keys move along the edges, Enter shows the text.'));
    this.#tell();
    this.#zoom.name();
    this.#search.name();
    this.#inspector.name();
    this.#timeline.name();
    this.#refresh();
  }

  #listen(stage: HTMLElement): void {
    document.addEventListener('keydown', (event) => {
      if (!isFind(event) || !this.store.shown) return;
      event.preventDefault();
      this.#search.open();
    });
    this.#page.addEventListener('click', (event) => {
      const { target } = event;
      const id = idOf(target);
      if (id === undefined) return;
      if (this.#editor.click(id, event)) return;
      this.#scene.nodeElement(id)?.focus({ preventScroll: true });
      if (target instanceof Element && target.closest('.fold')) {
        this.#fold(id);
        return;
      }
      this.#post({ type: 'revealNode', nodeId: id, focus: false });
      if (this.#wantsDetails) this.#showDetails(id);
    });
    this.#page.addEventListener('keydown', (event) => {
      if (this.#editor.key(event)) {
        event.preventDefault();
        return;
      }
      const handled = handleKey(event, this.store, this.#camera, {
        focus: (id) => {
          this.#focus(id);
        },
        open: (id) => {
          this.#post({ type: 'revealNode', nodeId: id, focus: true });
        },
        fold: (id) => {
          this.#fold(id);
        },
        details: () => {
          this.#toggleDetails();
        },
        timeline: () => {
          this.#timeline.toggle();
        },
      });
      if (handled) event.preventDefault();
    });
    // Not on the SVG: an SVG element that listens to focus can have it, and Tab would stop there.
    stage.addEventListener('focusin', ({ target }) => {
      const id = idOf(target);
      if (id === undefined) return;
      // The keyboard may lead out of view. A press of the pointer does not, and must not move what is pressed.
      if (target instanceof Element && target.matches(':focus-visible')) this.#reveal(id);
      if (id === this.store.active) return;
      this.store.activate(id);
      this.#refresh();
      this.#inspector.follow(id);
    });
  }

  #showDetails(id: string | null): void {
    if (!this.#inspector.isOpen) this.#camera.hold();
    this.#inspector.open(id);
    // It takes some of the picture's room.
    this.#reveal(id);
  }

  #toggleDetails(): void {
    this.#wantsDetails = !this.#inspector.isOpen;
    if (this.#wantsDetails) this.#showDetails(this.store.active);
    else this.#inspector.close();
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
    // At the end: the choices that were made last are kept.
    this.#folds.delete(id);
    this.#folds.set(id, folded);
    this.#post({ type: 'fold', nodeId: id, folded });
    this.#changed();
  }

  #showFound({ id }: Found): void {
    const node = this.store.node(id);
    if (!node) return;
    this.store.activate(id);
    this.#camera.fly(node);
    this.#refresh();
  }

  #focus(id: string): void {
    this.store.activate(id);
    this.#scene.refresh();
    this.#scene.nodeElement(id)?.focus({ preventScroll: true });
    this.#inspector.follow(id);
  }

  #reveal(id: string | null | undefined): void {
    const node = this.store.node(id ?? '');
    if (node) this.#camera.reveal(node);
  }
}

function idOf(target: EventTarget | null): string | undefined {
  const node = target instanceof Element ? target.closest('[data-node-id]') : null;
  return node?.getAttribute('data-node-id') ?? undefined;
}

function startOf(picture: GraphPicture | undefined): { readonly x: number; readonly y: number } {
  const start = picture?.nodes.find(({ kind }) => kind === 'start') ?? picture?.nodes[0];
  return start ? { x: start.x + start.width / 2, y: start.y + start.height / 2 } : { x: 0, y: 0 };
}

/** The head of every edge, in the edge's own colour. */
function arrow(): SVGElement {
  const marker = svg(
    'marker',
    {
      id: 'arrow',
      viewBox: '0 0 10 10',
      refX: 8.5,
      refY: 5,
      markerWidth: 9,
      markerHeight: 9,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    },
    svg('path', { class: 'arrow', d: 'M1 1L9 5L1 9z' }),
  );
  return svg('defs', {}, marker);
}
