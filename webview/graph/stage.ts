/** Where the picture is: the drawing and which part of it is seen, its map, and what is said instead of it or while it gets better. */
import { t } from '../../src/base/l10n.ts';
import type { GraphPicture, PictureEdge, PictureNode, Point } from '../../src/protocol/graph.ts';
import { html, setText, svg } from '../shared/dom.ts';
import { Camera } from './camera.ts';
import { type Area, edgeAt, middleOf, movedAt } from './geometry.ts';
import { Minimap } from './minimap.ts';
import { glyphImage } from './render/glyphs.ts';
import { Scene } from './render/scene.ts';
import { forgetFont, prepareFonts } from './render/text.ts';
import type { GraphStore } from './store.ts';

/** In pixels: a line is too thin to be hit. */
const edgeReach = 6;

export class Stage {
  readonly element: HTMLElement;
  readonly page = svg('svg', { class: 'page', role: 'group' });
  readonly camera: Camera;
  readonly #store: GraphStore;
  readonly #scene: Scene;
  readonly #minimap: Minimap;
  readonly #messageText = html('p');
  readonly #message = html('div', { class: 'message' }, glyphImage('graph'), this.#messageText);
  readonly #hint = html('div', { class: 'hint' });
  /** What is waited for from the person. */
  #asks = '';

  /** @param looked another part of the picture is seen */
  constructor(store: GraphStore, looked: () => void) {
    this.#store = store;
    this.#scene = new Scene(store);
    this.page.append(arrow(), this.#scene.element);
    this.camera = new Camera(this.page, {
      changed: () => {
        this.#scene.look(this.camera.view);
        this.#minimap.look();
        looked();
      },
      covers: () => ({ tools: this.#areasOf('.zoom'), others: this.#areasOf('.search, .minimap') }),
    });
    this.#minimap = new Minimap(store, this.camera);
    this.element = html('main', { class: 'stage' }, this.page, this.#message, this.#hint, this.#minimap.element);
    new ResizeObserver(() => {
      this.#resize();
    }).observe(this.element);
  }

  /** What stands beside the picture came or went: the node that one is on stays in view. */
  #resize(): void {
    const isKept = this.#sees(this.#store.node(this.#store.active ?? ''));
    this.camera.resizePage();
    if (isKept) this.reveal(this.#store.active);
  }

  /** Whether a node is in a view that somebody has chosen. */
  #sees(node: PictureNode | undefined): boolean {
    return node !== undefined && !this.camera.saved.fitted && this.camera.sees(node);
  }

  /** Of what lies over the page and is shown, in its pixels. */
  #areasOf(selector: string): readonly Area[] {
    const { left: x, top: y } = this.element.getBoundingClientRect();
    return [...this.element.querySelectorAll(selector)]
      .map((element) => element.getBoundingClientRect())
      .filter(({ width }) => width > 0)
      .map(({ left, top, right, bottom }) => ({ left: left - x, top: top - y, right: right - x, bottom: bottom - y }));
  }

  /** The store has another picture, or none. Whatever else changes the stage's size has changed it already. */
  show(before: GraphPicture | undefined): void {
    const { shown, message } = this.#store;
    const picture = shown?.picture;
    setText(this.#messageText, message);
    this.#message.hidden = message === '';
    this.page.toggleAttribute('hidden', !picture);
    this.page.classList.toggle('editable', shown?.canEdit === true);
    this.#tell();
    this.#scene.show(picture);
    const isKept = this.#sees(before?.nodes.find(({ id }) => id === this.#store.active));
    this.camera.resizePicture(picture ?? { width: 0, height: 0 }, startOf(picture), this.#moved(before, picture));
    if (isKept) this.reveal(this.#store.active);
  }

  /** What stands in the middle of a view that somebody has chosen stays there, however the rest moves. */
  #moved(before: GraphPicture | undefined, after: GraphPicture | undefined): Point {
    if (!before || !after || this.camera.saved.fitted) return { x: 0, y: 0 };
    return movedAt(middleOf(this.camera.view), before.nodes, after.nodes);
  }

  /** In a frame: the states changed, or which node one is on. */
  refresh(): void {
    this.#scene.refresh();
    this.#minimap.refresh();
  }

  /** The theme is another one; so may be its font. */
  restyle(): void {
    forgetFont();
    prepareFonts();
    this.redraw();
    this.#minimap.restyle();
  }

  /** What nodes are called is another thing now. */
  redraw(): void {
    this.#scene.show(this.#store.shown?.picture);
    this.#scene.look(this.camera.view);
  }

  /** In the reader's language. */
  name(): void {
    this.page.setAttribute('aria-label', t('Workflow graph. Arrow keys move along the edges, Enter shows the text.'));
    this.#tell();
  }

  /** Says what is waited for from the person; empty: nothing. */
  ask(text: string): void {
    this.#asks = text;
    this.#tell();
  }

  #tell(): void {
    setText(this.#hint, this.#asks === '' ? t('Improving the layout…') : this.#asks);
    this.#hint.hidden = this.#asks === '' && this.#store.shown?.provisional !== true;
  }

  /** Whether a node is in view. */
  draws(id: string): boolean {
    return this.#scene.nodeElement(id) !== undefined;
  }

  /** Puts the keyboard on a node, where it is drawn. */
  focus(id: string): void {
    this.#scene.nodeElement(id)?.focus({ preventScroll: true });
  }

  /** The same, also on one that is out of view. */
  activate(id: string): void {
    this.#store.activate(id);
    this.#scene.refresh();
    this.focus(id);
  }

  /** The pointer is on a node. */
  touch(id: string): void {
    this.#scene.touch(id);
  }

  /** The edge that the pointer is on. */
  edgeAt({ clientX, clientY }: MouseEvent): PictureEdge | undefined {
    const { left, top } = this.page.getBoundingClientRect();
    const { x, y, k } = this.camera.view;
    const point = { x: (clientX - left - x) / k, y: (clientY - top - y) / k };
    return edgeAt(this.#store.shown?.picture.edges ?? [], point, edgeReach / k);
  }

  /** Marks the edge that a press would be for. */
  point(edge: PictureEdge | undefined): void {
    this.#scene.point(edge);
    this.page.classList.toggle('pointing', edge !== undefined);
  }

  reveal(id: string | null): void {
    const node = this.#store.node(id ?? '');
    if (node) this.camera.reveal(node);
  }
}

function startOf(picture: GraphPicture | undefined): Point {
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
